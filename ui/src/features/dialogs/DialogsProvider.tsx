import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";

import { toOperationError } from "../../platform/call";
import { createFolder, deleteBucket } from "../../platform/operations";
import { keys } from "../../state/queries";
import { useWords } from "../../words/words";
import { DoctorDialog, type DoctorEnd } from "../access/DoctorDialog";
import { MakeAccessDialog } from "../access/MakeAccessDialog";
import { AddAccountDialog } from "../accounts/AddAccountDialog";
import { RemoveAccountDialog } from "../accounts/RemoveAccountDialog";
import { RenameAccountDialog } from "../accounts/RenameAccountDialog";
import { ReplaceSecretDialog } from "../accounts/ReplaceSecretDialog";
import { TagsDialog } from "../inspector/TagsDialog";
import { LeftoversDialog } from "../leftovers/LeftoversDialog";
import { LocalApiDialog } from "../local-api/LocalApiDialog";
import { LinkQrDialog } from "../links/LinkQrDialog";
import { ShareDialog } from "../links/ShareDialog";
import { WithdrawDialog } from "../links/WithdrawDialog";
import { askingForPassphrase } from "../passphrases/ask";
import type { Place } from "../plans/api";
import { SettingsDialog } from "../settings/SettingsDialog";
import { ActDialog } from "./ActDialog";
import { type Dialogs, DialogsContext } from "./api";
import { ConfirmDialog } from "./ConfirmDialog";
import { ErrorDialog } from "./ErrorDialog";
import { NameDialog } from "./NameDialog";
import { NewBucketDialog } from "./NewBucketDialog";
import { placeName } from "./names";
import { DialogStack, OpenDialogs, useOpenDialog } from "./stack";
import { Toasts } from "./Toasts";

/** Gives everything below it the dialogs (`useDialogs`) and draws them and the toasts. */
export function DialogsProvider({ children }: { children: ReactNode }) {
  return (
    <DialogStack>
      <Opened>{children}</Opened>
      <Toasts />
    </DialogStack>
  );
}

function Opened({ children }: { children: ReactNode }) {
  return (
    <DialogsContext value={useMadeDialogs()}>
      {children}
      <OpenDialogs />
    </DialogsContext>
  );
}

function useMadeDialogs(): Dialogs {
  const open = useOpenDialog();
  const queries = useQueryClient();
  const { say } = useWords();
  return useMemo<Dialogs>(() => {
    const confirm: Dialogs["confirm"] = (question) =>
      open((close) => <ConfirmDialog question={question} onClose={close} />);
    /** What is refused and not gone on with is said beside the name. */
    const makeFolder = async (place: Place, name: string) => {
      const make = () => createFolder({ ...place, name });
      const made = await askingForPassphrase({ dialogs: { confirm }, say }, "folder", place, make);
      if ("refused" in made) throw made.refused;
    };
    return {
      openNewBucket: (account) => open((close) => <NewBucketDialog account={account} onClose={close} />),
      openNewFolder: (place) =>
        open<string | null>((close) => (
          <NameDialog
            name="new-folder"
            title={say("dialogs.new_folder_title", { place: placeName(place.bucket, place.prefix) })}
            label={say("dialogs.folder_name")}
            confirm={say("dialogs.create")}
            prefix={place.prefix}
            act={(name) => makeFolder(place, name)}
            onClose={(name) => close(name === null ? null : `${place.prefix}${name}/`)}
          />
        )),
      openTags: (account, bucket, key) =>
        open<undefined>((close) => (
          <TagsDialog account={account} bucket={bucket} objectKey={key} onClose={() => close(undefined)} />
        )),
      openLeftovers: (account, bucket) =>
        open<undefined>((close) => (
          <LeftoversDialog account={account} bucket={bucket} onClose={() => close(undefined)} />
        )),
      openShare: (subject) =>
        open<undefined>((close) => <ShareDialog subject={subject} onClose={() => close(undefined)} />),
      openLinkQr: (link) => open<undefined>((close) => <LinkQrDialog link={link} onClose={() => close(undefined)} />),
      openWithdraw: (link) => open((close) => <WithdrawDialog link={link} onClose={close} />),
      openSettings: () => open<undefined>((close) => <SettingsDialog onClose={() => close(undefined)} />),
      openLocalApi: () => open<undefined>((close) => <LocalApiDialog onClose={() => close(undefined)} />),
      openAddAccount: (kind) => open((close) => <AddAccountDialog kind={kind} onClose={close} />),
      openAccess: async () => {
        const end = await open<DoctorEnd | null>((close) => <DoctorDialog onClose={close} />);
        if (end === null) return null;
        const { to, text } = end;
        if (to !== "make") return open((close) => <AddAccountDialog kind={to} secret={text} onClose={close} />);
        await open<undefined>((close) => <MakeAccessDialog secret={text} onClose={() => close(undefined)} />);
        return null;
      },
      openMakeAccess: () => open<undefined>((close) => <MakeAccessDialog secret="" onClose={() => close(undefined)} />),
      openDeleteBucket: (account, bucket) =>
        open((close) => (
          <ActDialog
            name="delete-bucket"
            title={say("dialogs.delete_bucket_title", { bucket })}
            text={say("dialogs.delete_bucket_text")}
            confirm={say("dialogs.delete_bucket")}
            destructive
            act={() =>
              deleteBucket({ account, bucket }).finally(
                () => void queries.invalidateQueries({ queryKey: keys.buckets(account) }),
              )
            }
            onClose={close}
          />
        )),
      openRemoveAccount: (account) => open((close) => <RemoveAccountDialog account={account} onClose={close} />),
      openRenameAccount: (account) => open((close) => <RenameAccountDialog account={account} onClose={close} />),
      openReplaceSecret: (account) => open((close) => <ReplaceSecretDialog account={account} onClose={close} />),
      confirm,
      showError: async (thrown, doing) => {
        const error = toOperationError(thrown).info;
        if (error.code === "cancelled") return;
        if (error.code === "no_such_account") void queries.invalidateQueries({ queryKey: keys.accounts });
        await open<undefined>((close) => <ErrorDialog error={error} doing={doing} onClose={() => close(undefined)} />);
      },
    };
  }, [open, queries, say]);
}
