import { Button } from "react-aria-components";

import type { SecretHandle } from "../../platform/operations";
import { useWords } from "../../words/words";
import { SecretCard } from "../access/SecretCard";
import { Check } from "../dialogs/Check";

interface GeneratedPassphraseProperties {
  handle: SecretHandle;
  saved: boolean;
  onSaved: (saved: boolean) => void;
  onAnother: () => void;
}

/** A passphrase that was made up: it is saved by the person before anything is encrypted with it. */
export function GeneratedPassphrase({ handle, saved, onSaved, onAnother }: GeneratedPassphraseProperties) {
  const { say } = useWords();
  return (
    <>
      <SecretCard
        key={handle.secret}
        name="passphrase"
        label={say("accounts.passphrase_made")}
        handle={handle}
        file="storj-passphrase.txt"
      />
      <Button className="link-button account-aside" data-testid="passphrase-another" onPress={onAnother}>
        {say("accounts.passphrase_another")}
      </Button>
      <Check
        label={say("accounts.passphrase_saved")}
        hint={say("accounts.passphrase_saved_hint")}
        value={saved}
        onChange={onSaved}
        testId="passphrase-saved"
      />
    </>
  );
}
