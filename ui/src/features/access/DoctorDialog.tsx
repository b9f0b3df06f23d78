import { Copy } from "lucide-react";
import { Button } from "react-aria-components";

import { copyText } from "../../platform/operations";
import { useWords } from "../../words/words";
import { useStash } from "../accounts/stash";
import { DialogButtons } from "../dialogs/DialogButtons";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { errorSentence } from "../dialogs/errorWords";
import { showToast } from "../dialogs/toasts";
import { useSubmit } from "../dialogs/useSubmit";
import { useExamine } from "./examine";
import { describeFinding, summaryOf } from "./finding";
import { FindingView } from "./FindingView";
import { PastedField } from "./PastedField";

/** How the person goes on from the doctor, with what was pasted. */
export interface DoctorEnd {
  to: "storj_grant" | "storj_key" | "make";
  /** What was pasted; empty where nothing was. */
  text: string;
}

interface DoctorDialogProperties {
  /** Gets how the person goes on, or null where the dialog was closed. */
  onClose: (end: DoctorEnd | null) => void;
}

/** The access doctor: paste a key, a grant, credentials or a link, and read what it can do. Nobody is asked. */
export function DoctorDialog({ onClose }: DoctorDialogProperties) {
  const words = useWords();
  const { say } = words;
  const stash = useStash();
  const { examined, examine } = useExamine();
  const copying = useSubmit();
  const finding = examined.state === "read" ? examined.finding : null;
  const kind = finding?.subject.kind ?? null;
  const restrictable = kind === "access_grant" || kind === "api_key";

  const close = (end: DoctorEnd | null) => {
    stash.clear();
    onClose(end);
  };
  const goOn = (to: DoctorEnd["to"]) => close({ to, text: restrictable ? stash.get("access").trim() : "" });
  const copy = () =>
    copying.run(async () => {
      if (finding === null) return;
      await copyText({ text: summaryOf(describeFinding(finding, words), words) });
      showToast({ tone: "good", text: say("access.summary_copied") });
    });

  return (
    <DialogFrame
      name="access"
      title={say(finding === null ? "access.title" : "access.title_read")}
      subtitle={say(finding === null ? "access.text" : "access.text_read")}
      width={620}
      onClose={() => close(null)}
      footer={
        <DialogButtons
          confirm={say("access.use")}
          disabled={!restrictable}
          cancel={say("dialogs.close")}
          onConfirm={() => goOn(kind === "api_key" ? "storj_key" : "storj_grant")}
          onCancel={() => close(null)}
        >
          {finding !== null && (
            <Button className="button" data-testid="access-copy" onPress={() => void copy()}>
              <Copy aria-hidden />
              {say("access.copy_summary")}
            </Button>
          )}
          <Button className="button" data-testid="access-make" onPress={() => goOn("make")}>
            {say(restrictable ? "access.make_of_it" : "access.make")}
          </Button>
        </DialogButtons>
      }
    >
      <PastedField
        name="access"
        label={say("access.paste")}
        hint={say("access.paste_hint")}
        error={examined.state === "failed" ? errorSentence(examined.error, say) : null}
        stash={stash}
        small={finding !== null}
        onText={examine}
      />
      {finding !== null && (
        <div role="status">
          <FindingView finding={finding} />
        </div>
      )}
      {copying.error !== null && <ErrorNote error={copying.error} />}
    </DialogFrame>
  );
}
