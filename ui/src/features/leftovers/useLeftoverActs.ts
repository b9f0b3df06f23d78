import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import {
  abortLeftoverUpload,
  abortOldLeftovers,
  countOldLeftovers,
  type LeftoverUpload,
  resumeLeftoverUpload,
} from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { useDialogs } from "../dialogs/api";
import { showToast } from "../dialogs/toasts";

/** The key under which a bucket's leftover uploads are kept. */
export const leftoversKey = (account: string, bucket: string) => ["leftovers", account, bucket];

const DAY = 24 * 60 * 60 * 1000;

/** What can be done with leftover uploads. What fails is said. */
export interface LeftoverActs {
  /** Whether something is being done. */
  pending: boolean;
  resume(upload: LeftoverUpload): void;
  abort(upload: LeftoverUpload): void;
  /** Counts those older than so many days, asks, and aborts them. */
  abortOlder(days: number): void;
}

/** The acts on the leftover uploads of a bucket. */
export function useLeftoverActs(account: string, bucket: string): LeftoverActs {
  const { say } = useWords();
  const dialogs = useDialogs();
  const queries = useQueryClient();
  const [pending, setPending] = useState(false);

  const run = (act: () => Promise<void>, doing: string) => {
    setPending(true);
    act()
      .catch((thrown: unknown) => dialogs.showError(thrown, doing))
      .finally(() => {
        setPending(false);
        void queries.invalidateQueries({ queryKey: leftoversKey(account, bucket) });
      });
  };
  const named = ({ key, upload_id }: LeftoverUpload) => ({ account, bucket, key, upload_id });

  return {
    pending,
    resume: (upload) =>
      run(async () => {
        if (typeof upload.transfer !== "string") return;
        await resumeLeftoverUpload({ transfer: upload.transfer });
        showToast({ tone: "info", text: say("leftovers.resumed", { name: visibleText(upload.key) }) });
      }, say("leftovers.resume_failed")),
    abort: (upload) =>
      run(async () => {
        const final = say("leftovers.abort_text_one");
        const sure = await dialogs.confirm({
          name: "abort",
          title: say("leftovers.abort_title", { one: "yes", name: visibleText(upload.key), count: 1 }),
          text:
            upload.owner === "not_ours"
              ? say("plans.two_sentences", { first: say("leftovers.not_ours_text"), second: final })
              : final,
          confirm: say("leftovers.abort"),
          destructive: true,
        });
        if (sure) await abortLeftoverUpload(named(upload));
      }, say("leftovers.abort_failed")),
    abortOlder: (days) =>
      run(async () => {
        // Counted and aborted by the same moment, so that what is aborted is what was counted.
        const before = Date.now() - days * DAY;
        const { uploads: count } = await countOldLeftovers({ account, bucket, before });
        if (count === 0) {
          showToast({ tone: "info", text: say("leftovers.older_none", { days }) });
          return;
        }
        const sure = await dialogs.confirm({
          name: "abort",
          title: say("leftovers.older_title", { count, days }),
          text: say("leftovers.abort_text"),
          confirm: say("leftovers.abort"),
          destructive: true,
        });
        if (!sure) return;
        const { uploads } = await abortOldLeftovers({ account, bucket, before });
        showToast({ tone: "good", text: say("leftovers.older_done", { count: uploads }) });
      }, say("leftovers.abort_failed")),
  };
}
