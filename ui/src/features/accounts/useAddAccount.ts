import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import type { AccountInfo, ConnectionReport } from "../../platform/operations";
import { keys } from "../../state/queries";
import { useWords } from "../../words/words";
import { showToast } from "../dialogs/toasts";
import { type Submission, useSubmit } from "../dialogs/useSubmit";

/** The adding of an account: tried before it is saved. */
export interface AddingAccount extends Submission {
  /** What the last test found. */
  report: ConnectionReport | null;
  /** Forgets what was found: the person changed something. */
  changed: () => void;
  /** Tries the connection, and does no more. */
  test: (tryIt: () => Promise<ConnectionReport>) => Promise<void>;
  /**
   * Tries the connection and saves where it works. Where the last test failed with nothing changed since, it saves
   * without another try. Gives the account once it is saved.
   */
  save: (tryIt: () => Promise<ConnectionReport>, add: () => Promise<AccountInfo>) => Promise<AccountInfo | null>;
}

/** Keeps a test's report and saves accounts. */
export function useAddAccount(): AddingAccount {
  const submission = useSubmit();
  const { run, clear } = submission;
  const queries = useQueryClient();
  const { say } = useWords();
  const [report, setReport] = useState<ConnectionReport | null>(null);

  const changed = useCallback(() => {
    setReport(null);
    clear();
  }, [clear]);

  const test: AddingAccount["test"] = async (tryIt) => {
    setReport(null);
    await run(async () => setReport(await tryIt()));
  };

  const save: AddingAccount["save"] = async (tryIt, add) => {
    let account: AccountInfo | null = null;
    const anyway = report !== null && !report.works;
    await run(async () => {
      if (!anyway) {
        const found = await tryIt();
        setReport(found);
        if (!found.works) return;
      }
      account = await add();
    });
    const saved = account as AccountInfo | null;
    if (saved !== null) {
      void queries.invalidateQueries({ queryKey: keys.accounts });
      if (saved.secret_place === "session") {
        showToast({ tone: "warn", text: say("accounts.session_only", { name: saved.name }) });
      }
    }
    return saved;
  };

  return { ...submission, report, changed, test, save };
}
