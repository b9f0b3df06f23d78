import { useEffect, useRef } from "react";

import { onEvent } from "../../platform/events";
import { closeWindow, setSettings } from "../../platform/operations";
import { useSettings } from "../../state/settings";
import { useOpenDialog } from "../dialogs/stack";
import { CloseDialog, type CloseAnswer } from "./CloseDialog";

/** Asks what becomes of the transfers when the person closes the window while some run. */
export function CloseQuestion() {
  const open = useOpenDialog();
  const { settings, update } = useSettings();
  const asked = useRef(false);
  useEffect(
    () =>
      onEvent("close_asked", () => {
        if (asked.current) return;
        asked.current = true;
        void open<CloseAnswer | null>((close) => <CloseDialog onClose={close} />).then(async (answer) => {
          asked.current = false;
          if (answer === null) return;
          if (answer.remember) {
            update({ when_closing: answer.how });
            // The window may be gone before the saving of settings has its turn.
            await setSettings({ ...settings, when_closing: answer.how }).catch(() => undefined);
          }
          await closeWindow({ answer: answer.how }).catch(() => undefined);
        });
      }),
    [open, settings, update],
  );
  return null;
}
