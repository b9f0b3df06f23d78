import type { TransferInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { needsPerson } from "./overall";

/** How a transfer stands, where it doesn't run. */
export function StateChip({ transfer }: { transfer: TransferInfo }) {
  const { say } = useWords();
  switch (transfer.state) {
    case "running":
      return null;
    case "waiting":
      return <span className="chip">{say("transfers.state_waiting")}</span>;
    case "paused":
      if (needsPerson(transfer)) return <span className="chip warn">{say("transfers.state_needs_you")}</span>;
      return (
        <span className="chip">
          {say(transfer.reason === "offline" ? "transfers.state_offline" : "transfers.state_paused")}
        </span>
      );
    case "done":
      // What was sent or read is compared with what was promised before it counts as done.
      return (
        <span className="chip good">
          {say(
            transfer.transfer_kind === "upload" || transfer.transfer_kind === "download"
              ? "transfers.state_verified"
              : "transfers.state_done",
          )}
        </span>
      );
    case "partly_failed":
      return <span className="chip bad">{say("transfers.state_partly", { count: transfer.files_failed })}</span>;
    case "failed":
      return <span className="chip bad">{say("transfers.state_failed")}</span>;
    case "cancelled":
      return <span className="chip">{say("transfers.state_cancelled")}</span>;
  }
}
