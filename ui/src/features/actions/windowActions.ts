import {
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  FileUp,
  FolderPlus,
  FolderUp,
  History,
  KeyRound,
  KeySquare,
  Link2,
  PackagePlus,
  PanelBottom,
  PanelRight,
  Pencil,
  Plus,
  RadioTower,
  RefreshCw,
  Settings,
  Trash2,
  Unplug,
  UserKey,
} from "lucide-react";

import { define } from "./action";
import { atPlace, onAccount } from "./context";
import * as run from "./run";
import { everywhere } from "./shortcuts";

/** What can be done with the place, the account and the window. */
export const WINDOW_ACTIONS = define({
  "new-folder": {
    words: "actions.new_folder",
    icon: FolderPlus,
    shortcuts: everywhere({ key: "n", mod: true, shift: true }),
    enabled: atPlace,
    run: (context) => void run.newFolder(context),
  },
  "new-bucket": {
    words: "actions.new_bucket",
    icon: PackagePlus,
    shortcuts: everywhere({ key: "b", mod: true, shift: true }),
    enabled: onAccount,
    run: (context) => void run.newBucket(context),
  },
  "upload-files": {
    words: "actions.upload_files",
    icon: FileUp,
    shortcuts: everywhere({ key: "u", mod: true }),
    enabled: atPlace,
    run: ({ plans, place }) => {
      if (place !== null) plans.chooseAndUpload(place, "files");
    },
  },
  "upload-folder": {
    words: "actions.upload_folder",
    icon: FolderUp,
    shortcuts: everywhere({ key: "u", mod: true, shift: true }),
    enabled: atPlace,
    run: ({ plans, place }) => {
      if (place !== null) plans.chooseAndUpload(place, "folders");
    },
  },
  refresh: {
    words: "actions.refresh",
    icon: RefreshCw,
    shortcuts: { pc: [{ key: "F5" }, { key: "r", mod: true }], mac: [{ key: "r", mod: true }] },
    whileTyping: true,
    enabled: onAccount,
    run: run.refresh,
  },
  leftovers: {
    words: "actions.leftovers",
    icon: History,
    enabled: atPlace,
    run: ({ dialogs, place }) => {
      if (place !== null) void dialogs.openLeftovers(place.account, place.bucket);
    },
  },
  "delete-bucket": {
    words: "actions.delete_bucket",
    icon: Trash2,
    destructive: true,
    enabled: atPlace,
    run: (context) => void run.deleteBucket(context),
  },
  "add-account": {
    words: "actions.add_account",
    icon: Plus,
    enabled: () => true,
    run: (context) => void run.addAccount(context),
  },
  "rename-account": {
    words: "actions.rename_account",
    icon: Pencil,
    enabled: onAccount,
    run: ({ dialogs, account }) => {
      if (account !== null) void dialogs.openRenameAccount(account);
    },
  },
  "replace-secret": {
    words: "actions.replace_secret",
    icon: KeyRound,
    enabled: ({ account }) => account?.account_kind === "s3",
    run: ({ dialogs, account }) => {
      if (account !== null) void dialogs.openReplaceSecret(account);
    },
  },
  "remove-account": {
    words: "actions.remove_account",
    icon: Unplug,
    destructive: true,
    enabled: onAccount,
    run: (context) => void run.removeAccount(context),
  },
  access: {
    words: "actions.access",
    icon: KeySquare,
    shortcuts: everywhere({ key: "k", mod: true, shift: true }),
    enabled: () => true,
    run: (context) => void run.openAccess(context),
  },
  "make-access": {
    words: "actions.make_access",
    icon: UserKey,
    enabled: () => true,
    run: ({ dialogs }) => void dialogs.openMakeAccess(),
  },
  links: {
    words: "actions.links",
    icon: Link2,
    shortcuts: everywhere({ key: "s", mod: true, shift: true }),
    whileTyping: true,
    enabled: () => true,
    run: ({ session }) => {
      session().showLinks();
    },
  },
  settings: {
    words: "actions.settings",
    icon: Settings,
    shortcuts: everywhere({ key: ",", mod: true }),
    whileTyping: true,
    enabled: () => true,
    run: ({ dialogs }) => void dialogs.openSettings(),
  },
  "local-api": {
    words: "actions.local_api",
    icon: RadioTower,
    enabled: () => true,
    run: ({ dialogs }) => void dialogs.openLocalApi(),
  },
  "toggle-inspector": {
    words: "actions.toggle_inspector",
    icon: PanelRight,
    shortcuts: everywhere({ key: "i", mod: true, shift: true }),
    whileTyping: true,
    enabled: () => true,
    run: ({ update, settings }) => {
      update({ inspector_open: !settings.inspector_open });
    },
  },
  "toggle-transfers": {
    words: "actions.toggle_transfers",
    icon: PanelBottom,
    shortcuts: everywhere({ key: "j", mod: true }),
    whileTyping: true,
    enabled: () => true,
    run: ({ update, settings }) => {
      update({ transfers_open: !settings.transfers_open });
    },
  },
  "go-back": {
    words: "actions.go_back",
    icon: ArrowLeft,
    shortcuts: { pc: [{ key: "ArrowLeft", alt: true }], mac: [{ key: "[", mod: true }] },
    enabled: ({ canGoBack }) => canGoBack,
    run: ({ session }) => {
      session().goBack();
    },
  },
  "go-forward": {
    words: "actions.go_forward",
    icon: ArrowRight,
    shortcuts: { pc: [{ key: "ArrowRight", alt: true }], mac: [{ key: "]", mod: true }] },
    enabled: ({ canGoForward }) => canGoForward,
    run: ({ session }) => {
      session().goForward();
    },
  },
  "go-up": {
    words: "actions.go_up",
    icon: ArrowUp,
    shortcuts: {
      pc: [{ key: "ArrowUp", alt: true }, { key: "Backspace" }],
      mac: [{ key: "ArrowUp", mod: true }],
    },
    enabled: ({ place }) => place !== null && place.prefix !== "",
    run: run.goUp,
  },
});
