/** What is wrong with an object's or folder's name. */
export type NameProblem = "empty" | "slash" | "same" | "long";

/** S3 allows 1,024 bytes of UTF-8 for a whole key. */
const KEY_BYTES = 1024;

/** Checks a name that is typed for one object or folder below `prefix`. `before` is the name it has so far. */
export function nameProblem(name: string, prefix = "", before?: string): NameProblem | null {
  if (name === "") return "empty";
  if (name.includes("/")) return "slash";
  if (name === before) return "same";
  if (new TextEncoder().encode(`${prefix}${name}`).length > KEY_BYTES) return "long";
  return null;
}

/** The last part of a prefix, or the bucket's name for its root: what people call the place. */
export function placeName(bucket: string, prefix: string): string {
  const trimmed = prefix.endsWith("/") ? prefix.slice(0, -1) : prefix;
  return trimmed === "" ? bucket : trimmed;
}
