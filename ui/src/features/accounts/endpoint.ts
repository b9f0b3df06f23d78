/** What is wrong with an endpoint, as one types it. */
export type EndpointProblem = "address" | "path" | "credentials";

/** Checks an endpoint: empty (Amazon S3) or an absolute http or https URL of a server, without a path. */
export function endpointProblem(endpoint: string): EndpointProblem | null {
  const text = endpoint.trim();
  if (text === "") return null;
  if (!/^https?:\/\/./i.test(text) || !URL.canParse(text)) return "address";
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") return "credentials";
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") return "path";
  return null;
}

/** Whether an endpoint is reached without encryption from beyond this computer. */
export function isUnencrypted(endpoint: string): boolean {
  const text = endpoint.trim();
  if (!/^http:\/\//i.test(text) || !URL.canParse(text)) return false;
  return !["localhost", "127.0.0.1", "[::1]"].includes(new URL(text).hostname);
}

/** Whether an endpoint may still become right by typing on. */
export function isBeginning(endpoint: string): boolean {
  const text = endpoint.trim().toLowerCase();
  return "https://".startsWith(text) || "http://".startsWith(text);
}
