/** The key of a bucket in the tree. An account's key is its ID, which never begins with a bracket. */
export function bucketKey(account: string, bucket: string): string {
  return JSON.stringify([account, bucket]);
}
