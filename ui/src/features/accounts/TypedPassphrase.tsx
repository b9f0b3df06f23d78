import { useState } from "react";

import { useWords } from "../../words/words";
import { passphraseOddity } from "./passphrase";
import { SecretField } from "./SecretField";
import type { Stash } from "./stash";

interface TypedPassphraseProperties {
  /** A new one is typed twice: nobody can tell later that it was mistyped. */
  isNew: boolean;
  stash: Stash;
  onTyped: () => void;
}

/** What is known of what is typed, without it: these are words for the fields, no secrets. */
function look(stash: Stash, isNew: boolean) {
  const [first, second] = [stash.get("passphrase"), stash.get("passphrase-again")];
  return { oddity: passphraseOddity(first, isNew), differs: second !== "" && second !== first };
}

/** Fields for a passphrase that the person knows or makes up. */
export function TypedPassphrase({ isNew, stash, onTyped }: TypedPassphraseProperties) {
  const { say } = useWords();
  const [seen, setSeen] = useState(() => look(stash, isNew));
  const typed = () => {
    setSeen(look(stash, isNew));
    onTyped();
  };
  const hint =
    seen.oddity === null ? (
      say(isNew ? "accounts.passphrase_hint_new" : "accounts.passphrase_hint_existing")
    ) : (
      <span className="check-line warn" data-testid="passphrase-oddity">
        {say(`accounts.passphrase_${seen.oddity}`)}
      </span>
    );
  return (
    <>
      <SecretField
        name="passphrase"
        label={say("accounts.passphrase")}
        hint={hint}
        stash={stash}
        autoFocus
        onText={typed}
      />
      {isNew && (
        <SecretField
          name="passphrase-again"
          label={say("accounts.passphrase_again")}
          hint={say("accounts.passphrase_again_hint")}
          error={seen.differs ? say("accounts.passphrase_differs") : null}
          stash={stash}
          onText={typed}
        />
      )}
    </>
  );
}
