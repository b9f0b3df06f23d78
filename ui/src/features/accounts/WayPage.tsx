import { useQueryClient } from "@tanstack/react-query";

import { type AccountInfo, openDemo } from "../../platform/operations";
import { keys } from "../../state/queries";
import { useWords } from "../../words/words";
import { Choice } from "../dialogs/Choice";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { useSubmit } from "../dialogs/useSubmit";
import { PageButtons } from "./PageButtons";
import { type Way, WAYS } from "./ways";

interface WayPageProperties {
  /** Whether only the ways to Storj are offered. */
  storj: boolean;
  onWay: (way: Exclude<Way, "demo">) => void;
  onClose: (account: AccountInfo | null) => void;
}

/** The first page: what the person has. */
export function WayPage({ storj, onWay, onClose }: WayPageProperties) {
  const { say } = useWords();
  const queries = useQueryClient();
  const { pending, error, run } = useSubmit();
  const offered = WAYS.filter(({ way }) => !storj || way === "storj_grant" || way === "storj_key");
  const open = (way: Way) => {
    if (way !== "demo") {
      onWay(way);
      return;
    }
    void run(async () => {
      const account = await openDemo();
      void queries.invalidateQueries({ queryKey: keys.accounts });
      onClose(account);
    });
  };
  return (
    <DialogFrame
      name="add-account"
      title={say(storj ? "accounts.storj_title" : "accounts.add_title")}
      subtitle={say(storj ? "accounts.storj_text" : "accounts.add_text")}
      onClose={() => onClose(null)}
      footer={<PageButtons onCancel={() => onClose(null)} />}
    >
      <div className="choices">
        {offered.map(({ way, icon, title, text }, at) => (
          <Choice
            key={way}
            testId={`way-${way}`}
            icon={icon}
            title={say(title)}
            text={say(way === "demo" && pending ? "welcome.try_starting" : text)}
            pending={way === "demo" && pending}
            autoFocus={at === 0}
            onPress={() => open(way)}
          />
        ))}
      </div>
      {error !== null && <ErrorNote error={error} />}
    </DialogFrame>
  );
}
