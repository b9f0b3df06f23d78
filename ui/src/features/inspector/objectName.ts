/** The last part of a key, as it is called in a list; the whole key where there is no such part. */
export function objectName(key: string): string {
  const last = key.slice(key.lastIndexOf("/") + 1);
  return last === "" ? key : last;
}
