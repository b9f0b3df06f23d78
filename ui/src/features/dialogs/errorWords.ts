import type { ErrorCode, ErrorInfo, Notice, NoticeCode } from "../../platform/operations";
import type { Say } from "../../words/words";

/** An error in words. */
export interface ErrorWords {
  /** What happened, and to what. */
  title: string;
  /** What to do next. */
  next: string;
}

/** The parameters that a code's words use: the one its title names, and the one its advice needs. */
interface Named {
  title?: string;
  advice?: string;
}

/** Every code that the engine can answer; a code without words doesn't compile. */
const ERRORS: Record<ErrorCode, Named> = {
  no_such_bucket: { title: "bucket" },
  no_such_object: { title: "key" },
  no_such_upload: { title: "key" },
  access_denied: { title: "bucket" },
  unknown_access_key: {},
  wrong_secret: {},
  credentials_expired: {},
  no_credentials: { title: "detail" },
  clock_skew: {},
  wrong_region: { title: "bucket", advice: "region" },
  bucket_taken: { title: "bucket" },
  bucket_already_owned: { title: "bucket" },
  bucket_not_empty: { title: "bucket" },
  invalid_bucket_name: { title: "bucket" },
  precondition_failed: { title: "key" },
  invalid_range: {},
  unsupported: {},
  invalid_request: { title: "detail" },
  too_large: { title: "key" },
  quota_exceeded: {},
  throttled: {},
  server_failed: { title: "status" },
  name_lookup: { title: "host" },
  connection_refused: { title: "host" },
  tls: { title: "host" },
  timeout: { title: "host" },
  connection_lost: {},
  not_s3: { title: "host" },
  integrity: { title: "key" },
  invalid_parameter: { title: "field" },
  key_empty: {},
  key_too_long: { title: "bytes" },
  too_many_tags: { title: "count" },
  tag_key_length: { title: "tag" },
  tag_value_length: { title: "tag" },
  duplicate_tag: { title: "tag" },
  same_object: { title: "key" },
  no_such_account: {},
  stale_handle: {},
  secrets_unavailable: {},
  secret_missing: { title: "name" },
  newer_file: { title: "path" },
  local_not_found: { title: "path" },
  local_denied: { title: "path" },
  local_disk_full: {},
  source_changed: { title: "path" },
  local_failed: { title: "path", advice: "detail" },
  target_busy: { title: "name" },
  upload_left: { title: "key" },
  account_unavailable: { title: "detail" },
  journal_failed: { title: "detail" },
  access_unreadable: {},
  permission_empty: {},
  invalid_time_range: {},
  cannot_restrict: { title: "bucket" },
  grant_too_large: { title: "bytes", advice: "limit" },
  grant_ends_too_soon: {},
  satellite_not_served: { title: "satellite" },
  auth_service_refused: { title: "detail" },
  not_auth_service: { title: "host" },
  satellite_refused: { title: "detail" },
  cannot_share: {},
  cannot_revoke: {},
  no_such_link: {},
  links_unavailable: { title: "detail" },
  not_in_this_build: {},
  passphrase_differs: { title: "bucket", advice: "account" },
  port_taken: { title: "port" },
  port_denied: { title: "port" },
  cancelled: {},
  other: {},
};

/** Every notice, with the parameter that its words use. */
const NOTICES: Record<NoticeCode, Named> = {
  accounts_file_corrupt: { advice: "path" },
  accounts_file_newer: {},
  accounts_file_unreadable: { advice: "detail" },
  settings_file_corrupt: { advice: "path" },
  settings_file_newer: {},
  settings_file_unreadable: { advice: "detail" },
  no_keyring: {},
  journal_corrupt: { advice: "path" },
  journal_quarantined: { advice: "count" },
  journal_newer: {},
  journal_unusable: { advice: "detail" },
  journal_not_adopted: { advice: "detail" },
  clock_off: { advice: "minutes" },
  edit_leftover: { advice: "path" },
};

/** Every code, for tests and for checking what comes from outside. */
export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

/** Every notice's code. */
export const NOTICE_CODES = Object.keys(NOTICES) as NoticeCode[];

/** Says an error in the window's language: what happened, and what to do next. */
export function errorWords(error: ErrorInfo, say: Say): ErrorWords {
  const values = valuesFor(error.params, ERRORS[error.code]);
  return { title: say(`errors.${error.code}.title`, values), next: say(`errors.${error.code}.next`, values) };
}

/** Says an error in one line. */
export function errorSentence(error: ErrorInfo, say: Say): string {
  return say("errors.sentence", { ...errorWords(error, say) });
}

/** Says a notice in the window's language. */
export function noticeWords(notice: Notice, say: Say): string {
  return say(`notices.${notice.code}`, valuesFor(notice.params, NOTICES[notice.code]));
}

/** A parameter that didn't come must not leave a hole in a sentence, so the words are told what is known. */
function valuesFor(params: Record<string, string>, named: Named): Record<string, string> {
  const has = (name: string | undefined) => (name !== undefined && params[name] ? "yes" : "no");
  return { rule: "other", problem: "other", field: "", ...params, named: has(named.title), known: has(named.advice) };
}
