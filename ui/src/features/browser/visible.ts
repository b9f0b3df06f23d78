/** A piece of a name: text as it is, or a character that would be invisible or turn the text around. */
export interface Piece {
  text: string;
  odd: boolean;
}

// Control characters, bidirectional marks and overrides, spaces and joiners without width, line separators. A joiner
// between two emoji is part of one picture and stays.
const ODD = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/u;
const JOINER = "\u200d";
const PICTURE = /\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}]/u;

/** How an odd character is shown: tabs and line ends by their arrows, all else by its code point. */
export function showOdd(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x09) return "\u21e5";
  if (code === 0x0a) return "\u21b5";
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A name in pieces, its odd characters and the spaces at its ends made visible. */
export function visiblePieces(name: string): Piece[] {
  const pieces: Piece[] = [];
  const characters = [...name];
  const firstInk = characters.findIndex((character) => character !== " ");
  const lastInk = characters.findLastIndex((character) => character !== " ");
  characters.forEach((character, at) => {
    const joins =
      character === JOINER && PICTURE.test(characters[at - 1] ?? "") && PICTURE.test(characters[at + 1] ?? "");
    const atAnEnd = character === " " && (firstInk < 0 || at < firstInk || at > lastInk);
    const odd = atAnEnd || (ODD.test(character) && !joins);
    const text = atAnEnd ? "\u2423" : odd ? showOdd(character) : character;
    const before = pieces.at(-1);
    if (before?.odd === odd && !odd) before.text += text;
    else pieces.push({ text, odd });
  });
  return pieces;
}

/** The name as one text with nothing invisible in it, for tooltips and screen readers. */
export function visibleText(name: string): string {
  return visiblePieces(name)
    .map((piece) => piece.text)
    .join("");
}

/** Letters of scripts that run from right to left: a name with them isn't cut in two, which would swap its halves. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;
/** Names up to so many characters aren't cut in the middle. */
const SHORT = 24;
/** So many characters at the end stay visible: a number and an extension. */
const TAIL = 10;

/** Cuts a long name into a head that may be shortened and a tail that stays. */
export function headAndTail(name: string): [head: string, tail: string] {
  if (name.length <= SHORT || RIGHT_TO_LEFT.test(name)) return [name, ""];
  const characters = [...new Intl.Segmenter().segment(name)].map((part) => part.segment);
  if (characters.length <= SHORT) return [name, ""];
  return [characters.slice(0, -TAIL).join(""), characters.slice(-TAIL).join("")];
}
