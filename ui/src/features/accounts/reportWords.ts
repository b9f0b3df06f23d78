import type { ErrorCode } from "../../platform/operations";

/** The part of a connection that a test found failing. */
export type ConnectionPart = "name" | "encryption" | "clock" | "key" | "right" | "region" | "server" | "connection";

const PARTS: Partial<Record<ErrorCode, ConnectionPart>> = {
  name_lookup: "name",
  tls: "encryption",
  clock_skew: "clock",
  unknown_access_key: "key",
  wrong_secret: "key",
  credentials_expired: "key",
  no_credentials: "key",
  secret_missing: "key",
  secrets_unavailable: "key",
  access_denied: "right",
  wrong_region: "region",
  not_s3: "server",
  server_failed: "server",
  unsupported: "server",
  invalid_request: "server",
  throttled: "server",
  access_unreadable: "key",
  grant_too_large: "key",
  grant_ends_too_soon: "key",
  satellite_refused: "key",
  satellite_not_served: "server",
  auth_service_refused: "server",
  not_auth_service: "server",
};

/** Which part of the connection an error is about: what can't be told apart is the connection itself. */
export function failedPart(code: ErrorCode): ConnectionPart {
  return PARTS[code] ?? "connection";
}
