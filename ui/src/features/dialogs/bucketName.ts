/** What is wrong with a bucket's name; these are the `rule`s of `invalid_bucket_name`. */
export type BucketNameRule = "empty" | "length" | "character" | "edge" | "address";

/**
 * The rules of Amazon S3 ("Bucket naming rules", general purpose buckets) as far as a server can't decide them
 * otherwise. The engine checks again; this is for words while one types.
 */
export function bucketNameProblem(name: string): BucketNameRule | null {
  if (name === "") return "empty";
  if (!/^[a-z0-9.-]*$/.test(name)) return "character";
  if (name.length < 3 || name.length > 63) return "length";
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name) || name.includes("..")) return "edge";
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return "address";
  return null;
}

/** Whether a bucket's name has only begun to be typed, so that nothing need be said yet. */
export function isBeingTyped(name: string, problem: BucketNameRule | null): boolean {
  return (
    problem === "empty" || (problem === "length" && name.length < 3) || (problem === "edge" && /^[a-z0-9]/.test(name))
  );
}
