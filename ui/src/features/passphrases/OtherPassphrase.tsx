import { KeyRound } from "lucide-react";
import { Button } from "react-aria-components";

import { acceptPassphrase, type ViewPassphrase } from "../../platform/operations";
import { useAccounts } from "../../state/queries";
import { useSessionStore } from "../../state/session";
import { useWords } from "../../words/words";
import { FolderState } from "../browser/FolderStates";
import { visibleText } from "../browser/visible";
import { useDialogs } from "../dialogs/api";
import { useSubmit } from "../dialogs/useSubmit";
import { ErrorNote } from "../dialogs/ErrorNote";
import type { Place } from "../plans/api";

/** How many accounts are offered: more are hardly ever the same passphrase. */
const OFFERED = 3;

interface OtherPassphraseProperties {
  place: Place;
  passphrase: ViewPassphrase;
}

/** In place of an empty folder: nothing is seen because it was filled with another passphrase. */
export function OtherPassphrase({ place, passphrase }: OtherPassphraseProperties) {
  const { say } = useWords();
  const session = useSessionStore();
  const dialogs = useDialogs();
  const accounts = useAccounts().data ?? [];
  const { pending, error, run } = useSubmit();
  const ours = accounts.find(({ account }) => account === place.account);
  const fitting = accounts.filter(({ account }) => passphrase.accounts.includes(account)).slice(0, OFFERED);
  const open = (account: string) => session.getState().go({ ...place, account });
  const add = async () => {
    const added = await dialogs.openAddAccount("storj");
    if (added !== null) open(added.account);
  };
  const goOn = async () => {
    if (await run(() => acceptPassphrase(place))) session.getState().openAnew();
  };

  return (
    <FolderState
      icon={<KeyRound aria-hidden className="warn" />}
      title={say("passphrases.title")}
      text={say("passphrases.text", { account: visibleText(ours?.name ?? "") })}
      more={say(fitting.length > 0 ? "passphrases.more_fits" : "passphrases.more")}
      testId="folder-passphrase"
      alert
    >
      {fitting.map(({ account, name }, at) => (
        <Button
          key={account}
          className={at === 0 ? "button main" : "button"}
          data-testid={`passphrase-open-${account}`}
          onPress={() => {
            open(account);
          }}
        >
          {say("passphrases.open", { account: visibleText(name) })}
        </Button>
      ))}
      <Button
        className={fitting.length === 0 ? "button main" : "button"}
        data-testid="passphrase-add"
        onPress={() => void add()}
      >
        {say("passphrases.add")}
      </Button>
      <Button className="button" data-testid="passphrase-go-on" isPending={pending} onPress={() => void goOn()}>
        {say("passphrases.go_on")}
      </Button>
      {error !== null && <ErrorNote error={error} />}
    </FolderState>
  );
}
