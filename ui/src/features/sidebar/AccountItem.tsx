import { ChevronDown, ChevronRight, CircleAlert, Plus } from "lucide-react";
import { Button, Collection, TreeItem, TreeItemContent } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import type { AccountInfo } from "../../platform/operations";
import { useBuckets } from "../../state/queries";
import { useWords } from "../../words/words";
import { action } from "../actions/table";
import { useActions } from "../actions/provider";
import { useDropTarget } from "../browser/drops";
import { errorWords } from "../dialogs/errorWords";
import { Bucket } from "./Bucket";
import { bucketKey } from "./keys";

interface AccountItemProperties {
  id: string;
  account: AccountInfo;
  expanded: boolean;
}

/** What an account is called: the practice store's name is in the window's language. */
export function useAccountName(): (account: AccountInfo) => string {
  const { say } = useWords();
  return (account) => (account.account_kind === "demo" ? say("sidebar.demo") : account.name);
}

/** One account and its buckets, which are asked for once it is open. */
export function AccountItem({ id, account, expanded }: AccountItemProperties) {
  const { say } = useWords();
  const { context } = useActions();
  const accountName = useAccountName();
  const buckets = useBuckets(account.account, expanded);
  const drop = useDropTarget();
  const dropBucket = drop?.account === account.account && drop.prefix === "" ? drop.bucket : null;
  const name = accountName(account);
  const state = buckets.isError ? "off" : buckets.isSuccess ? "on" : "unknown";
  const Icon = expanded ? ChevronDown : ChevronRight;

  return (
    <TreeItem
      id={id}
      textValue={name}
      className="side-item"
      hasChildItems
      data-account={account.account}
      data-testid={`sidebar-account-${account.name}`}
    >
      <TreeItemContent>
        <Button slot="chevron" className="side-chevron">
          <Icon aria-hidden />
        </Button>
        <span className="side-name" title={name}>
          {name}
        </span>
        <Button
          className="icon-button small side-add"
          aria-label={say("sidebar.new_bucket_in", { account: name })}
          data-testid={`new-bucket-in-${account.name}`}
          onPress={() => {
            action("new-bucket").run({ ...context, account });
          }}
        >
          <Plus aria-hidden />
        </Button>
        <i className={`side-dot ${state}`} />
      </TreeItemContent>
      <Collection items={buckets.isError ? [] : (buckets.data ?? [])} dependencies={[dropBucket]}>
        {({ bucket }) => (
          <TreeItem
            id={bucketKey(account.account, bucket)}
            textValue={bucket}
            className={dropBucket === bucket ? "side-item side-bucket drop-into" : "side-item side-bucket"}
            data-account={account.account}
            data-bucket={bucket}
            data-testid={`sidebar-bucket-${bucket}`}
          >
            <TreeItemContent>
              <Bucket aria-hidden />
              <span className="side-name" title={bucket}>
                {bucket}
              </span>
            </TreeItemContent>
          </TreeItem>
        )}
      </Collection>
      {buckets.isPending && <Aside id={`loading ${id}`} words={say("sidebar.loading")} />}
      {buckets.data?.length === 0 && !buckets.isError && <Aside id={`empty ${id}`} words={say("sidebar.no_buckets")} />}
      {buckets.isError && (
        <FailedItem id={`failed ${id}`} thrown={buckets.error} onAgain={() => void buckets.refetch()} />
      )}
    </TreeItem>
  );
}

/** A line that is no bucket. */
function Aside({ id, words }: { id: string; words: string }) {
  return (
    <TreeItem id={id} textValue={words} className="side-item side-aside" isDisabled>
      <TreeItemContent>
        <span className="side-name">{words}</span>
      </TreeItemContent>
    </TreeItem>
  );
}

/** The buckets couldn't be listed: what, why, and again. */
function FailedItem({ id, thrown, onAgain }: { id: string; thrown: unknown; onAgain: () => void }) {
  const { say } = useWords();
  const { title, next } = errorWords(toOperationError(thrown).info, say);
  const words = say("sidebar.failed", { title, next });
  return (
    <TreeItem id={id} textValue={words} className="side-item side-failed" data-testid="sidebar-failed">
      <TreeItemContent>
        <CircleAlert aria-hidden />
        <span className="side-name" title={words}>
          {title}
        </span>
        <Button className="link-button" onPress={onAgain}>
          {say("sidebar.again")}
        </Button>
      </TreeItemContent>
    </TreeItem>
  );
}
