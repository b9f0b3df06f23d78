/** What is odd about a passphrase that is typed; it may be meant all the same. */
export type PassphraseOddity = "space_at_end" | "short";

/** How many characters a new passphrase should have at least: fewer can be guessed by a computer. */
const ENOUGH = 12;

/** What one should know about a passphrase before it encrypts something. */
export function passphraseOddity(passphrase: string, isNew: boolean): PassphraseOddity | null {
  if (passphrase === "") return null;
  if (passphrase !== passphrase.trim()) return "space_at_end";
  return isNew && [...passphrase].length < ENOUGH ? "short" : null;
}
