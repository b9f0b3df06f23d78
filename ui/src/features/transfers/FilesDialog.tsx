import { Download } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Button } from "react-aria-components";

import { exportTransferFiles, type FileFilter } from "../../platform/operations";
import { useWords, type WordsHere } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { DialogFrame } from "../dialogs/DialogFrame";
import { Segmented } from "../dialogs/Segmented";
import { showToast } from "../dialogs/toasts";
import { FileList } from "./FileList";
import { FileWindow } from "./fileWindow";
import { overallSentence } from "./overall";
import { useTransfersStore } from "./store";
import { transferTitle } from "./transferWords";

const FILTERS: readonly FileFilter[] = ["all", "waiting", "failed", "done", "skipped"];

/** How often what is shown of a running transfer is asked for again, in ms. */
const REFRESH = 1000;

/** What the list of a transfer's files is called as a file: the transfer, and now. */
function listName(name: string, { say, formats }: WordsHere): string {
  return say("transfers.export_name", { name, when: formats.when(Date.now()) });
}

/** Every file of a transfer and what became of it. */
export function FilesDialog({ transfer: id, onClose }: { transfer: string; onClose: () => void }) {
  const words = useWords();
  const { say } = words;
  const dialogs = useDialogs();
  const transfer = useTransfersStore((store) => store.transfers.find((one) => one.transfer === id));
  const [filter, setFilter] = useState<FileFilter>(() => ((transfer?.files_failed ?? 0) > 0 ? "failed" : "all"));
  const files = useMemo(() => new FileWindow(id, filter), [id, filter]);
  const title = transfer === undefined ? "" : transferTitle(transfer, words);

  const stand = transfer && [transfer.state, transfer.files_done, transfer.files_failed, transfer.bytes_done].join();
  useEffect(() => {
    const timer = setTimeout(() => files.refresh(), REFRESH);
    return () => clearTimeout(timer);
  }, [files, stand]);

  const save = () => {
    const name = listName(title, words);
    exportTransferFiles({ transfer: id, filter, name }).then(
      (saved) => {
        if (saved !== null) showToast({ tone: "good", text: say("transfers.exported", { ...saved }) });
      },
      (thrown: unknown) => dialogs.showError(thrown, say("transfers.export_failed")),
    );
  };

  return (
    <DialogFrame
      name="files"
      title={say("transfers.files_title", { name: title })}
      subtitle={transfer && overallSentence([transfer], words)}
      width={860}
      onClose={onClose}
      footer={
        <>
          <Button className="button" data-testid="files-export" onPress={save}>
            <Download aria-hidden />
            {say("transfers.export")}
          </Button>
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-cancel" autoFocus onPress={onClose}>
            {say("dialogs.close")}
          </Button>
        </>
      }
    >
      <Segmented
        label={say("transfers.filter")}
        value={filter}
        onChange={setFilter}
        testId="files-filter"
        options={FILTERS.map((value) => ({ value, label: say(`transfers.filter_${value}`) }))}
      />
      <FileList key={filter} files={files} />
    </DialogFrame>
  );
}
