import { useWords } from "../../words/words";
import { useTransfersStore } from "./store";
import { TransferList } from "./TransferList";
import { TransfersHead } from "./TransfersHead";

import "./transfers.css";

/** What runs, what waits, and what became of the rest. */
export function TransfersPanel() {
  const { say } = useWords();
  const transfers = useTransfersStore((store) => store.transfers);
  return (
    <section className="transfers" aria-label={say("transfers.name")} data-testid="transfers">
      <TransfersHead transfers={transfers} />
      {transfers.length === 0 ? (
        <p className="transfers-empty">{say("transfers.empty")}</p>
      ) : (
        <TransferList transfers={transfers} />
      )}
    </section>
  );
}
