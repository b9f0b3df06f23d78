import { useInfiniteQuery } from "@tanstack/react-query";
import { Folder } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { listObjects, type TakenSelection } from "../../platform/operations";
import { useBuckets } from "../../state/queries";
import { useWords } from "../../words/words";
import { DialogButtons } from "../dialogs/DialogButtons";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { placeName } from "../dialogs/names";
import { Skeleton } from "../inspector/Skeleton";
import type { Place } from "./api";
import { BucketChoice } from "./BucketChoice";

import "./plans.css";

interface DestinationDialogProperties {
  taken: TakenSelection;
  /** Where the selection is; the dialog begins there. */
  from: Place;
  move: boolean;
  onClose: (to: Place | null) => void;
}

/** Asks for the bucket and the folder that a selection goes to. */
export function DestinationDialog({ taken, from, move, onClose }: DestinationDialogProperties) {
  const { say } = useWords();
  const { account } = from;
  const [place, setPlace] = useState({ bucket: from.bucket, prefix: from.prefix });
  const buckets = useBuckets(account, true);
  const names = buckets.data?.map(({ bucket }) => bucket) ?? [];
  const listed = names.includes(place.bucket) ? names : [place.bucket, ...names];
  // A row of a folder that is open in place isn't where the view is.
  const home = taken.folder === undefined ? from.prefix : taken.folder;
  const same = place.bucket === from.bucket && place.prefix === home;
  const single = taken.items === 1 ? taken.names[0] : undefined;
  const values = { one: single === undefined ? "no" : "yes", name: single ?? "", items: taken.items };

  return (
    <DialogFrame
      name="destination"
      title={say(move ? "plans.move_where" : "plans.copy_where", values)}
      subtitle={say("plans.where_text")}
      width={480}
      onClose={() => onClose(null)}
      footer={
        <DialogButtons
          confirm={say(move ? "plans.move_here" : "plans.copy_here", { place: placeName(place.bucket, place.prefix) })}
          disabled={same}
          onConfirm={() => onClose({ account, ...place })}
          onCancel={() => onClose(null)}
        />
      }
    >
      <BucketChoice buckets={listed} value={place.bucket} onChange={(bucket) => setPlace({ bucket, prefix: "" })} />
      <nav className="destination-crumbs" aria-label={say("plans.where_path")}>
        <Button className="destination-crumb" onPress={() => setPlace({ ...place, prefix: "" })}>
          {place.bucket}
        </Button>
        {crumbsOf(place.prefix).map(({ name, prefix }) => (
          <span key={prefix}>
            <i aria-hidden>/</i>
            <Button className="destination-crumb" onPress={() => setPlace({ ...place, prefix })}>
              <bdi>{name}</bdi>
            </Button>
          </span>
        ))}
      </nav>
      <Folders place={{ account, ...place }} onOpen={(prefix) => setPlace({ ...place, prefix })} />
      {same && <p className="field-hint">{say("plans.where_same")}</p>}
    </DialogFrame>
  );
}

/** The folders on the way to a prefix. A key may have empty parts: each is a folder of its own. */
export function crumbsOf(prefix: string): { name: string; prefix: string }[] {
  if (prefix === "") return [];
  const parts = prefix.slice(0, -1).split("/");
  return parts.map((name, index) => ({ name, prefix: `${parts.slice(0, index + 1).join("/")}/` }));
}

function Folders({ place, onOpen }: { place: Place; onOpen: (prefix: string) => void }) {
  const { say } = useWords();
  const { account, bucket, prefix } = place;
  const pages = useInfiniteQuery({
    queryKey: ["folders", account, bucket, prefix],
    queryFn: ({ pageParam }) => listObjects({ account, bucket, prefix, delimiter: "/", continuation_token: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.is_truncated ? (page.next_continuation_token ?? null) : null),
    staleTime: 0,
  });
  if (pages.isError) return <ErrorNote error={toOperationError(pages.error).info} />;
  if (pages.data === undefined) return <Skeleton lines={4} />;
  const folders = pages.data.pages.flatMap((page) => page.rows.filter((row) => row.kind === "PRE"));
  return (
    <ul className="destination-folders" aria-label={say("plans.folders")}>
      {folders.map(({ key }) => (
        <li key={key}>
          <Button className="destination-folder" data-testid={`folder-${key}`} onPress={() => onOpen(key)}>
            <Folder aria-hidden size={16} />
            <bdi>{key.slice(prefix.length, -1)}</bdi>
          </Button>
        </li>
      ))}
      {folders.length === 0 && !pages.hasNextPage && <li className="destination-none">{say("plans.no_folders")}</li>}
      {pages.hasNextPage && (
        <li>
          <Button className="button" isPending={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
            {say("plans.more_folders")}
          </Button>
        </li>
      )}
    </ul>
  );
}
