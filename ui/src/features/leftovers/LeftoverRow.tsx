import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Disclosure, DisclosurePanel } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { listParts, type MultipartUpload } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Skeleton } from "../inspector/Skeleton";

interface LeftoverRowProperties {
  account: string;
  bucket: string;
  upload: MultipartUpload;
  disabled: boolean;
  onAbort: () => void;
}

/** One unfinished upload; its parts are asked for when it is opened. */
export function LeftoverRow({ account, bucket, upload, disabled, onAbort }: LeftoverRowProperties) {
  const { say, formats } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <li data-testid={`leftover-${upload.upload_id}`}>
      <Disclosure className="leftover" isExpanded={open} onExpandedChange={setOpen}>
        <div className="leftover-head">
          <Button slot="trigger" className="details-trigger leftover-trigger">
            <bdi>{visibleText(upload.key)}</bdi>
          </Button>
          <span className="leftover-age">
            {upload.initiated > 0
              ? say("leftovers.begun", { when: formats.when(upload.initiated) })
              : say("leftovers.begun_unknown")}
          </span>
          <Button className="button bad" data-testid="leftover-abort" isDisabled={disabled} onPress={onAbort}>
            {say("leftovers.abort_one")}
          </Button>
        </div>
        <DisclosurePanel>{open && <Parts account={account} bucket={bucket} upload={upload} />}</DisclosurePanel>
      </Disclosure>
    </li>
  );
}

function Parts({ account, bucket, upload }: Pick<LeftoverRowProperties, "account" | "bucket" | "upload">) {
  const { say, formats } = useWords();
  const { key, upload_id } = upload;
  const parts = useQuery({
    queryKey: ["parts", account, bucket, key, upload_id],
    queryFn: () => listParts({ account, bucket, key, upload_id }),
    staleTime: 0,
  });
  if (parts.isError) return <ErrorNote error={toOperationError(parts.error).info} />;
  if (parts.data === undefined) return <Skeleton lines={1} />;
  const size = parts.data.reduce((sum, part) => sum + part.size, 0);
  return (
    <p className="leftover-parts" data-testid="leftover-parts">
      {say("leftovers.parts", { count: parts.data.length, size: formats.bytes(size) })}
    </p>
  );
}
