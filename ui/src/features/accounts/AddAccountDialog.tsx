import { useState } from "react";

import type { AccountInfo } from "../../platform/operations";
import type { AddableAccount } from "../dialogs/api";
import { ProfileAccountForm } from "./ProfileAccountForm";
import { S3AccountForm } from "./S3AccountForm";

import "./accounts.css";

interface AddAccountDialogProperties {
  /** Without a kind the person chooses one in the dialog. */
  kind?: AddableAccount;
  /** Gets the account that was added, or null where the person gave up. */
  onClose: (account: AccountInfo | null) => void;
}

/** Adds an account of either kind. */
export function AddAccountDialog({ kind, onClose }: AddAccountDialogProperties) {
  const [chosen, setChosen] = useState<AddableAccount>(kind ?? "s3");
  const choose = kind === undefined ? setChosen : undefined;
  return chosen === "s3" ? (
    <S3AccountForm onClose={onClose} onKind={choose} />
  ) : (
    <ProfileAccountForm onClose={onClose} onKind={choose} />
  );
}
