import { Button } from "react-aria-components";

import type { TransferInfo } from "../../platform/operations";
import { useAccounts } from "../../state/queries";
import { useSessionStore } from "../../state/session";
import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { errorSentence, errorWords } from "../dialogs/errorWords";
import { isEnded, isOurs } from "./store";
import type { TransferActs } from "./useTransferActs";

interface TransferReasonProperties {
  transfer: TransferInfo;
  acts: TransferActs;
}

/** Why a transfer doesn't simply run, in words, and what can be done about it. Nothing for one that does. */
export function TransferReason({ transfer, acts }: TransferReasonProperties) {
  const { say } = useWords();
  const { state, reason, retrying, error, elsewhere } = transfer;
  if (elsewhere?.alive === false && !isEnded(state)) {
    return <Line tone="">{say("transfers.elsewhere_gone")}</Line>;
  }
  if (state === "paused" && reason && reason !== "person") {
    const tone = reason === "needs_credentials" || reason === "disk_full" ? "warn" : "";
    return (
      <Line tone={tone} testId="transfer-reason">
        {say(`transfers.reason_${reason}`)}
        {isOurs(transfer) && reason === "needs_credentials" && <CredentialsButtons transfer={transfer} acts={acts} />}
        {(reason === "disk_full" || reason === "offline") && (
          <Act testId="transfer-try-now" label={say("transfers.try_now")} onPress={() => acts.resume(transfer)} />
        )}
      </Line>
    );
  }
  if (retrying && state === "running") {
    return (
      <Line tone="warn" testId="transfer-retrying">
        {say("transfers.retrying_because", { title: errorWords(retrying, say).title })}
      </Line>
    );
  }
  if (error && state !== "paused") {
    return (
      <Line tone="bad" testId="transfer-error">
        {errorSentence(error, say)}
      </Line>
    );
  }
  return null;
}

/** Where an account's credentials can be renewed: its secret key here, anything else where it was made. */
function CredentialsButtons({ transfer, acts }: TransferReasonProperties) {
  const { say } = useWords();
  const dialogs = useDialogs();
  const session = useSessionStore();
  const account = useAccounts().data?.find(({ account: id }) => id === transfer.account);
  return (
    <>
      {account?.account_kind === "s3" && (
        <Act
          testId="transfer-sign-in"
          label={say("transfers.sign_in")}
          onPress={() => void dialogs.openReplaceSecret(account)}
        />
      )}
      {account !== undefined && account.account_kind !== "s3" && (
        <Act
          testId="transfer-account"
          label={say("transfers.open_account")}
          onPress={() => session.getState().goToAccount(account.account)}
        />
      )}
      <Act testId="transfer-try-now" label={say("transfers.try_now")} onPress={() => acts.resume(transfer)} />
    </>
  );
}

function Act({ testId, label, onPress }: { testId: string; label: string; onPress: () => void }) {
  return (
    <Button className="link-button" data-testid={testId} onPress={onPress}>
      {label}
    </Button>
  );
}

function Line({ tone, testId, children }: { tone: string; testId?: string; children: React.ReactNode }) {
  return (
    <div role="gridcell" className={`transfer-reason ${tone}`} data-testid={testId}>
      {children}
    </div>
  );
}
