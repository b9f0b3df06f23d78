import {
  ArrowDown,
  ArrowUp,
  ChevronRight,
  Copy,
  FolderInput,
  FolderOpen,
  type LucideIcon,
  RotateCcw,
  Trash2,
  X,
} from "lucide-react";
import type { CSSProperties } from "react";
import { Button, ProgressBar } from "react-aria-components";

import type { TransferInfo, TransferKind } from "../../platform/operations";
import { useWords } from "../../words/words";
import { errorSentence } from "../dialogs/errorWords";
import { isEnded } from "./store";
import { StateChip } from "./StateChip";
import { transferAmount, transferPace, transferShare, transferTitle } from "./transferWords";

const ICONS: Record<TransferKind, LucideIcon> = {
  upload: ArrowUp,
  download: ArrowDown,
  delete: Trash2,
  copy: Copy,
  move: FolderInput,
};

interface TransferRowProperties {
  transfer: TransferInfo;
  /** Whether its failed files are shown below it. */
  expanded: boolean;
  onExpand: () => void;
  onCancel: () => void;
  onRetry: () => void;
  onReveal: () => void;
}

/** One transfer: what it does, how far it is, and what can be done about it. */
export function TransferRow(properties: TransferRowProperties) {
  const { transfer, expanded, onExpand, onCancel, onRetry, onReveal } = properties;
  const words = useWords();
  const { say } = words;
  const title = transferTitle(transfer, words);
  const ended = isEnded(transfer.state);
  const share = transferShare(transfer);
  const pace = transferPace(transfer, words);
  const failed = transfer.files_failed > 0 || transfer.state === "failed";
  const Icon = ICONS[transfer.transfer_kind];
  const tone = transfer.retrying && !ended ? "wait" : failed ? "bad" : transfer.state === "done" ? "good" : "";

  return (
    <div className="transfer" data-testid={`transfer-${transfer.transfer}`} data-state={transfer.state}>
      <span className="transfer-kind">
        <Icon aria-hidden size={16} />
        <span className="visually-hidden">{say(`transfers.kind_${transfer.transfer_kind}`)}</span>
      </span>
      <span className="transfer-title" title={title}>
        <bdi>{title}</bdi>
      </span>
      <ProgressBar
        value={share * 100}
        aria-label={say("transfers.progress", { name: title })}
        className="transfer-progress"
      >
        <span className={`transfer-track ${tone}`}>
          <i style={{ "--share": `${share * 100}%` } as CSSProperties} />
        </span>
      </ProgressBar>
      <span className="transfer-figure" data-testid="transfer-amount">
        {transferAmount(transfer, words)}
      </span>
      <span className="transfer-figure">{transfer.state === "running" ? pace : <StateChip transfer={transfer} />}</span>
      <span className="transfer-buttons">
        {failed && (
          <Button
            className="icon-button small"
            data-testid="transfer-errors"
            aria-label={say("transfers.show_failed", { name: title })}
            aria-expanded={expanded}
            onPress={onExpand}
          >
            <ChevronRight aria-hidden size={16} className={expanded ? "turned" : ""} />
          </Button>
        )}
        {ended && (failed || transfer.state === "cancelled") && (
          <Button
            className="icon-button small"
            data-testid="transfer-retry"
            aria-label={say("transfers.retry", { name: title })}
            onPress={onRetry}
          >
            <RotateCcw aria-hidden size={16} />
          </Button>
        )}
        {transfer.transfer_kind === "download" && (transfer.state === "done" || transfer.state === "partly_failed") && (
          <Button
            className="icon-button small"
            data-testid="transfer-reveal"
            aria-label={say("transfers.reveal", { name: title })}
            onPress={onReveal}
          >
            <FolderOpen aria-hidden size={16} />
          </Button>
        )}
        {!ended && (
          <Button
            className="icon-button small"
            data-testid="transfer-cancel"
            aria-label={say("transfers.cancel", { name: title })}
            onPress={onCancel}
          >
            <X aria-hidden size={16} />
          </Button>
        )}
      </span>
      {transfer.error && (
        <p className="transfer-error" data-testid="transfer-error">
          {errorSentence(transfer.error, say)}
        </p>
      )}
    </div>
  );
}
