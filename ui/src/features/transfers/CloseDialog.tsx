import { useState } from "react";
import { Button } from "react-aria-components";

import type { WhenClosing } from "../../platform/operations";
import { useSettings } from "../../state/settings";
import { useWords } from "../../words/words";
import { Check } from "../dialogs/Check";
import { DialogFrame } from "../dialogs/DialogFrame";
import { isActive, isOurs, useTransfersStore } from "./store";

/** What the person said. */
export interface CloseAnswer {
  how: WhenClosing;
  /** Whether it isn't asked again. */
  remember: boolean;
}

/** Asked when the window is closed while transfers run: nothing is lost either way, and it says so. */
export function CloseDialog({ onClose }: { onClose: (answer: CloseAnswer | null) => void }) {
  const { say } = useWords();
  const goesOn = useSettings().settings.resume_transfers_at_start;
  const [remember, setRemember] = useState(false);
  const count = useTransfersStore(
    ({ transfers }) => transfers.filter((transfer) => isOurs(transfer) && isActive(transfer)).length,
  );
  return (
    <DialogFrame
      name="close"
      title={say("transfers.close_title")}
      subtitle={say("transfers.close_text", { count })}
      width={500}
      onClose={() => onClose(null)}
      footer={
        <>
          <Button className="button" data-testid="dialog-cancel" onPress={() => onClose(null)}>
            {say("transfers.close_stay")}
          </Button>
          <span className="dialog-space" />
          <Button className="button" data-testid="close-quit" onPress={() => onClose({ how: "quit", remember })}>
            {say("transfers.close_quit")}
          </Button>
          <Button
            className="button main"
            data-testid="close-keep"
            autoFocus
            onPress={() => onClose({ how: "keep_going", remember })}
          >
            {say("transfers.close_keep")}
          </Button>
        </>
      }
    >
      <ul className="close-choices">
        <li>{say("transfers.close_keep_text")}</li>
        <li>{say(goesOn ? "transfers.close_quit_text" : "transfers.close_quit_text_asked")}</li>
      </ul>
      <Check testId="close-remember" value={remember} onChange={setRemember} label={say("transfers.close_remember")} />
    </DialogFrame>
  );
}
