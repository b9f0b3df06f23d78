import { ArrowDown, ArrowUp, Copy, FolderInput, type LucideIcon, Trash2 } from "lucide-react";
import type { CSSProperties, PointerEvent } from "react";
import { ProgressBar } from "react-aria-components";

import type { TransferInfo, TransferKind } from "../../platform/operations";
import { useWords } from "../../words/words";
import { needsPerson } from "./overall";
import { RowButtons } from "./RowButtons";
import { StateChip } from "./StateChip";
import { isEnded, isOurs } from "./store";
import { TransferReason } from "./TransferReason";
import { transferAmount, transferPace, transferShare, transferTitle } from "./transferWords";
import type { TransferActs } from "./useTransferActs";

const ICONS: Record<TransferKind, LucideIcon> = {
  upload: ArrowUp,
  download: ArrowDown,
  delete: Trash2,
  copy: Copy,
  move: FolderInput,
};

interface TransferRowProperties {
  transfer: TransferInfo;
  /** Its place in the list, from 0. */
  index: number;
  /** Whether Tab comes to it. */
  focusable: boolean;
  /** Where the line of a drag is drawn. */
  drop: "before" | "after" | null;
  dragged: boolean;
  acts: TransferActs;
  onFocus: () => void;
  onGrab: ((event: PointerEvent<HTMLElement>) => void) | undefined;
  onMenu: (at: { x: number; y: number }) => void;
}

function toneOf(transfer: TransferInfo): string {
  if (transfer.state === "done") return "good";
  if (transfer.files_failed > 0 || transfer.state === "failed") return isEnded(transfer.state) ? "bad" : "";
  if (needsPerson(transfer) || (transfer.retrying && transfer.state === "running")) return "wait";
  return transfer.state === "paused" || transfer.state === "cancelled" ? "still" : "";
}

/** One transfer: what it does, how far it is, and what can be done about it. */
export function TransferRow(properties: TransferRowProperties) {
  const { transfer, index, focusable, drop, dragged, acts, onFocus, onGrab, onMenu } = properties;
  const words = useWords();
  const { say } = words;
  const title = transferTitle(transfer, words);
  const share = transferShare(transfer);
  const Icon = ICONS[transfer.transfer_kind];
  const classes = ["transfer", drop === null ? "" : `drop-${drop}`, dragged ? "dragged" : ""];

  return (
    <div
      role="row"
      tabIndex={focusable ? 0 : -1}
      aria-rowindex={index + 1}
      aria-label={title}
      className={classes.filter(Boolean).join(" ")}
      data-testid={`transfer-${transfer.transfer}`}
      data-state={transfer.state}
      data-reason={transfer.reason ?? undefined}
      onFocus={onFocus}
      onPointerDown={onGrab}
      onDoubleClick={(event) => {
        const onButton = event.target instanceof Element && event.target.closest("button") !== null;
        if (!onButton && isOurs(transfer)) acts.showFiles(transfer);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <span role="gridcell" className="transfer-kind">
        <Icon aria-hidden size={16} />
        <span className="visually-hidden">{say(`transfers.kind_${transfer.transfer_kind}`)}</span>
      </span>
      <span role="gridcell" className="transfer-title" title={title}>
        <bdi>{title}</bdi>
        {transfer.elsewhere && (
          <span className="chip info">{say(`transfers.elsewhere_${transfer.elsewhere.program}`)}</span>
        )}
      </span>
      <span role="gridcell">
        <ProgressBar
          value={share * 100}
          aria-label={say("transfers.progress", { name: title })}
          className="transfer-progress"
        >
          <span className={`transfer-track ${toneOf(transfer)}`}>
            <i style={{ "--share": `${(share * 100).toString()}%` } as CSSProperties} />
          </span>
        </ProgressBar>
      </span>
      <span role="gridcell" className="transfer-figure" data-testid="transfer-amount">
        {transferAmount(transfer, words)}
      </span>
      <span role="gridcell" className="transfer-figure">
        {transfer.state === "running" ? transferPace(transfer, words) : <StateChip transfer={transfer} />}
      </span>
      <span role="gridcell" className="transfer-buttons">
        <RowButtons transfer={transfer} title={title} acts={acts} onMenu={onMenu} />
      </span>
      <TransferReason transfer={transfer} acts={acts} />
    </div>
  );
}
