/** How many UTF-16 code units of a file's name stand before its extension: what a person renames. */
export function stemLength(name: string): number {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? dot : name.length;
}
