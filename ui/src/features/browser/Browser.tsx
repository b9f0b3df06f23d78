import { FolderTree, PackagePlus } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { useBuckets } from "../../state/queries";
import { useSession } from "../../state/session";
import { useWords } from "../../words/words";
import { useActions } from "../actions/provider";
import { Folder } from "./Folder";
import { FolderFailed, FolderState } from "./FolderStates";
import { BY_NAME } from "./sort";

import "./browser.css";

/** What is said of an account where no bucket is open. */
function AccountHome({ account }: { account: string | null }) {
  const { say } = useWords();
  const { act } = useActions();
  const buckets = useBuckets(account ?? "", account !== null);
  if (account !== null && buckets.isError) {
    return <FolderFailed error={toOperationError(buckets.error).info} onAgain={() => void buckets.refetch()} />;
  }
  if (account !== null && buckets.data?.length === 0) {
    return (
      <FolderState
        icon={<PackagePlus aria-hidden />}
        title={say("browser.no_buckets_title")}
        text={say("browser.no_buckets_text")}
        testId="account-empty"
      >
        <Button
          className="button main"
          onPress={() => {
            act("new-bucket");
          }}
        >
          {say("browser.no_buckets_make")}
        </Button>
      </FolderState>
    );
  }
  return (
    <FolderState
      icon={<FolderTree aria-hidden />}
      title={say("browser.choose_title")}
      text={say("browser.choose_text")}
      testId="account-choose"
    />
  );
}

/** What is in the middle of the window: the place, or where to begin. */
export function Browser() {
  const place = useSession((session) => session.place);
  const account = useSession((session) => session.account);
  const attempt = useSession((session) => session.attempt);
  const [sort, setSort] = useState(BY_NAME);
  if (place === null) return <AccountHome account={account} />;
  const key = JSON.stringify([place.account, place.bucket, place.prefix, attempt]);
  return <Folder key={key} place={place} sort={sort} onSort={setSort} />;
}
