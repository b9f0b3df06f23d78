import { createContext, useContext } from "react";

import type { AccountInfo, SharedLink } from "../../platform/operations";
import type { ShareSubject } from "../links/subject";
import type { Place } from "../plans/api";

/** The kinds of account that a person can add; `storj` leaves open whether with a grant or with a key. */
export type AddableAccount = "s3" | "aws_profile" | "storj" | "storj_grant" | "storj_key";

/** What a question is: it is shown by `Dialogs.confirm`. All texts are translated already. */
export interface Question {
  /** Names the dialog: its `data-testid` is `dialog-<name>`. */
  name: string;
  /** A question that names the thing in quotes. */
  title: string;
  /** What it covers. */
  text?: string;
  /** What the main button says. */
  confirm: string;
  /** What the safe button says; Cancel where none is given. */
  cancel?: string;
  /** Whether it destroys something. */
  destructive?: boolean;
}

/** Opens dialogs. One is shown at a time. Each promise is kept when the dialog closes, and is never broken. */
export interface Dialogs {
  /** Gives the new bucket's name, or null where the person gave up. */
  openNewBucket(account: string): Promise<string | null>;
  /** Gives the new folder's prefix, or null where the person gave up. */
  openNewFolder(place: Place): Promise<string | null>;
  openTags(account: string, bucket: string, key: string): Promise<void>;
  openLeftovers(account: string, bucket: string): Promise<void>;
  /** Makes links that anyone can open, with terms that the person chooses. */
  openShare(subject: ShareSubject): Promise<void>;
  /** Shows a link as a QR code. */
  openLinkQr(link: SharedLink): Promise<void>;
  /** Asks, and withdraws a link for ever. Gives whether it was withdrawn. */
  openWithdraw(link: SharedLink): Promise<boolean>;
  openSettings(): Promise<void>;
  /** The switch of the local API, its token and its log. */
  openLocalApi(): Promise<void>;
  /** Gives the account that was added, or null. Without a kind the person chooses one first. */
  openAddAccount(kind?: AddableAccount): Promise<AccountInfo | null>;
  /** The access doctor, and what follows from it. Gives the account that what was read was added as, or null. */
  openAccess(): Promise<AccountInfo | null>;
  /** Makes a weaker access for somebody. */
  openMakeAccess(): Promise<void>;
  /** Gives whether the bucket was deleted. */
  openDeleteBucket(account: string, bucket: string): Promise<boolean>;
  /** Gives whether the account was removed. */
  openRemoveAccount(account: AccountInfo): Promise<boolean>;
  /** Gives whether the account has another name now. */
  openRenameAccount(account: AccountInfo): Promise<boolean>;
  /** Gives whether the account has another secret now. */
  openReplaceSecret(account: AccountInfo): Promise<boolean>;
  /** Asks; gives whether the person confirmed. */
  confirm(question: Question): Promise<boolean>;
  /**
   * Says what failed. `doing` is a translated sentence such as “raw” couldn't be renamed. Takes whatever was thrown;
   * a cancelled operation is not shown.
   */
  showError(error: unknown, doing?: string): Promise<void>;
}

/** Given by `DialogsProvider`. */
export const DialogsContext = createContext<Dialogs | null>(null);

/** The dialogs, from anywhere below `DialogsProvider`. */
export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext);
  if (dialogs === null) throw new Error("useDialogs needs a DialogsProvider above it");
  return dialogs;
}
