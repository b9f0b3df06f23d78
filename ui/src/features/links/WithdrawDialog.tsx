import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "react-aria-components";

import { type CheckedLink, checkLink, revokeLink, type SharedLink } from "../../platform/operations";
import { useWords } from "../../words/words";
import { ActDialog } from "../dialogs/ActDialog";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Note } from "../dialogs/Note";
import { useSubmit } from "../dialogs/useSubmit";
import { wasFound } from "./checks";
import { linkName, linkPath } from "./linkWords";
import { linksChanged } from "./queries";

interface WithdrawDialogProperties {
  link: SharedLink;
  /** Gets whether the link was withdrawn. */
  onClose: (withdrawn: boolean) => void;
}

/** Withdraws a link after it was asked, then shows what was found when it was fetched. */
export function WithdrawDialog({ link, onClose }: WithdrawDialogProperties) {
  const { say } = useWords();
  const queries = useQueryClient();
  const [found, setFound] = useState<CheckedLink | null>(null);
  const name = linkName(link);
  const take = (checked: CheckedLink) => {
    wasFound(link.link, checked);
    setFound(checked);
  };
  if (found !== null) return <Withdrawn link={link} found={found} onFound={take} onClose={() => onClose(true)} />;
  return (
    <ActDialog
      name="withdraw"
      title={say("links.withdraw_title", { name })}
      text={linkPath(link)}
      confirm={say("links.withdraw")}
      destructive
      act={async () => {
        take(await revokeLink({ link: link.link }));
        linksChanged(queries);
      }}
      onClose={(done) => {
        if (!done) onClose(false);
      }}
    >
      <p>{say("links.withdraw_text")}</p>
      <Note tone="info">{say("links.withdraw_cache")}</Note>
    </ActDialog>
  );
}

interface WithdrawnProperties {
  link: SharedLink;
  found: CheckedLink;
  onFound: (found: CheckedLink) => void;
  onClose: () => void;
}

/** What the check found after a link was withdrawn. */
function Withdrawn({ link, found, onFound, onClose }: WithdrawnProperties) {
  const { say, formats } = useWords();
  const { pending, error, run } = useSubmit();
  const lingers = found.state === "live";
  const again = () => run(async () => onFound(await checkLink({ link: link.link })));
  return (
    <DialogFrame
      name="withdrawn"
      title={say("links.withdrawn_title", { name: linkName(link) })}
      subtitle={linkPath(link)}
      width={460}
      onClose={onClose}
      footer={
        <>
          {lingers && (
            <Button className="button" data-testid="withdrawn-again" isPending={pending} onPress={() => void again()}>
              {say("links.check_again")}
            </Button>
          )}
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-confirm" autoFocus onPress={onClose}>
            {say("dialogs.done")}
          </Button>
        </>
      }
    >
      <Note tone={lingers ? "warn" : "good"} live testId="withdrawn-found">
        <p>{say(lingers ? "links.withdrawn_lingers" : "links.withdrawn_dead")}</p>
        <p>{say("links.fetched", { when: formats.when(found.at) })}</p>
      </Note>
      {error !== null && <ErrorNote error={error} />}
    </DialogFrame>
  );
}
