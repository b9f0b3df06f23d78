import { Ellipsis, FolderOpen, type LucideIcon, Pause, Play, RotateCcw, X } from "lucide-react";
import { Button } from "react-aria-components";

import type { TransferInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { isActive, isEnded, isOurs } from "./store";
import type { TransferActs } from "./useTransferActs";

interface RowButtonsProperties {
  transfer: TransferInfo;
  title: string;
  acts: TransferActs;
  onMenu: (at: { x: number; y: number }) => void;
}

/** Whether some of an ended transfer can be tried again. */
export function canRetry(transfer: TransferInfo): boolean {
  return isOurs(transfer) && ["failed", "partly_failed", "cancelled"].includes(transfer.state);
}

/** Whether a transfer wrote to a folder here that can be shown. */
export function canReveal({ transfer_kind, state, files_done }: TransferInfo): boolean {
  return transfer_kind === "download" && isEnded(state) && files_done > 0;
}

/** What is done most with a transfer as it stands; the rest is in its menu. */
export function RowButtons({ transfer, title, acts, onMenu }: RowButtonsProperties) {
  const { say } = useWords();
  return (
    <>
      {isActive(transfer) && (
        <Small
          id="pause"
          icon={Pause}
          name={say("transfers.pause", { name: title })}
          act={() => acts.pause(transfer)}
        />
      )}
      {transfer.state === "paused" && (
        <Small
          id="resume"
          icon={Play}
          name={say("transfers.resume", { name: title })}
          act={() => acts.resume(transfer)}
        />
      )}
      {canRetry(transfer) && (
        <Small
          id="retry"
          icon={RotateCcw}
          name={say("transfers.retry", { name: title })}
          act={() => acts.retry(transfer)}
        />
      )}
      {canReveal(transfer) && (
        <Small
          id="reveal"
          icon={FolderOpen}
          name={say("transfers.reveal", { name: title })}
          act={() => acts.reveal(transfer)}
        />
      )}
      {!isEnded(transfer.state) && (
        <Small id="cancel" icon={X} name={say("transfers.cancel", { name: title })} act={() => acts.cancel(transfer)} />
      )}
      <Button
        className="icon-button small"
        data-testid="transfer-more"
        aria-haspopup="menu"
        aria-label={say("transfers.more", { name: title })}
        onPress={(event) => {
          const box = event.target.getBoundingClientRect();
          onMenu({ x: box.left, y: box.bottom + 2 });
        }}
      >
        <Ellipsis aria-hidden size={16} />
      </Button>
    </>
  );
}

function Small({ id, icon: Icon, name, act }: { id: string; icon: LucideIcon; name: string; act: () => void }) {
  return (
    <Button className="icon-button small" data-testid={`transfer-${id}`} aria-label={name} onPress={act}>
      <Icon aria-hidden size={16} />
    </Button>
  );
}
