import type { ObjectTag } from "../../platform/operations";

/** The limits of S3's object tagging ("Categorizing your objects using tags"); the engine checks them again. */
export const MOST_TAGS = 10;
export const LONGEST_KEY = 128;
export const LONGEST_VALUE = 256;

/** What is wrong with a tag's key. */
export type TagKeyProblem = "empty" | "long" | "twice";

/** S3 counts UTF-16 code units for neither: it counts characters, so that an emoji is one. */
const length = (text: string) => [...text].length;

/** What is wrong with the key of the tag at `index`. */
export function tagKeyProblem(tags: readonly ObjectTag[], index: number): TagKeyProblem | null {
  const key = tags[index]?.key ?? "";
  if (key === "") return "empty";
  if (length(key) > LONGEST_KEY) return "long";
  if (tags.some((tag, other) => other !== index && tag.key === key)) return "twice";
  return null;
}

/** Whether a tag's value is too long. */
export function isValueTooLong(value: string): boolean {
  return length(value) > LONGEST_VALUE;
}

/** Whether tags can be saved as they are. */
export function areTagsFine(tags: readonly ObjectTag[]): boolean {
  return (
    tags.length <= MOST_TAGS &&
    tags.every((tag, index) => tagKeyProblem(tags, index) === null && !isValueTooLong(tag.value))
  );
}

/** Whether two lists hold the same tags in the same order. */
export function sameTags(one: readonly ObjectTag[], other: readonly ObjectTag[]): boolean {
  return (
    one.length === other.length &&
    one.every((tag, index) => tag.key === other[index]?.key && tag.value === other[index]?.value)
  );
}
