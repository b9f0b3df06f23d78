/** A file's name of what people call something: no slashes, nothing that a system would stumble over. */
export function fileNameOf(name: string, what: string): string {
  const kept = name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}_-]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return `${kept === "" ? what : `${kept}-${what}`}.txt`;
}
