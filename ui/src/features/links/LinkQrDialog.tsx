import { useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { drawSecret, type SharedLink, writeLinks } from "../../platform/operations";
import { useWords } from "../../words/words";
import { QrCode } from "../access/QrCode";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { showToast } from "../dialogs/toasts";
import { useSubmit } from "../dialogs/useSubmit";
import { QueryProblem } from "../inspector/QueryProblem";
import { Skeleton } from "../inspector/Skeleton";
import { exactEnd, linkName } from "./linkWords";
import { copyWriting, forget } from "./write";

interface LinkQrDialogProperties {
  link: SharedLink;
  onClose: () => void;
}

/** A link for somebody's camera. */
export function LinkQrDialog({ link, onClose }: LinkQrDialogProperties) {
  const words = useWords();
  const { say } = words;
  const name = linkName(link);
  const { pending, error, run } = useSubmit();
  const copy = () =>
    run(async () => {
      await copyWriting([link.link], "as_made");
      showToast({ tone: "good", text: say("share.copied_one", { name }) });
    });
  const picture = useQuery({
    queryKey: ["link-qr", link.link],
    queryFn: async () => {
      const handle = await writeLinks({ links: [link.link], writing: "as_made" });
      try {
        return await drawSecret(handle);
      } finally {
        forget(handle);
      }
    },
    // It opens what it is of: it is kept no longer than it is looked at.
    gcTime: 0,
  });
  return (
    <DialogFrame
      name="link-qr"
      title={say("links.qr_title", { name })}
      subtitle={exactEnd(link, words)}
      width={360}
      onClose={onClose}
      footer={
        <>
          <Button className="button" data-testid="link-qr-copy" isPending={pending} onPress={() => void copy()}>
            <Copy aria-hidden />
            {say("links.copy")}
          </Button>
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-confirm" autoFocus onPress={onClose}>
            {say("dialogs.close")}
          </Button>
        </>
      }
    >
      {picture.isPending && <Skeleton lines={4} />}
      {picture.isError && (
        <QueryProblem error={toOperationError(picture.error).info} onRetry={() => void picture.refetch()} />
      )}
      {picture.data !== undefined && (
        <QrCode picture={picture.data} label={say("access.qr_of", { label: name })} testId="link-qr" />
      )}
      {error !== null && <ErrorNote error={error} />}
    </DialogFrame>
  );
}
