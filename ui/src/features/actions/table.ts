import {
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  ClipboardPaste,
  Copy,
  CopyPlus,
  Download,
  FileUp,
  FolderInput,
  FolderOpen,
  FolderPlus,
  FolderUp,
  History,
  Info,
  Link,
  ListChecks,
  type LucideIcon,
  PackagePlus,
  PanelBottom,
  PanelRight,
  Pencil,
  Plus,
  RefreshCw,
  Scissors,
  Settings,
  Tag,
  Trash2,
  Unplug,
} from "lucide-react";

import type { WordId } from "../../words/words";
import { type ActionContext, hasSelection, oneObject } from "./context";
import * as run from "./run";
import { everywhere, type Shortcuts } from "./shortcuts";

/** Something that a person can do. Menus, keys, buttons and the menu bar are all made of this one table. */
export interface Action {
  words: WordId;
  icon: LucideIcon;
  shortcuts?: Shortcuts;
  /** Whether it destroys something. */
  destructive?: boolean;
  /** Whether its keys work while one types in a field. */
  whileTyping?: boolean;
  enabled: (context: ActionContext) => boolean;
  run: (context: ActionContext) => void;
}

const atPlace = ({ place }: ActionContext) => place !== null;
const onAccount = ({ account }: ActionContext) => account !== null;
const oneRow = ({ view, single }: ActionContext) => view?.selected === 1 && single !== null;

const define = <Id extends string>(table: Record<Id, Action>) => table;

/** Every action by its ID. */
export const ACTIONS = define({
  open: {
    words: "actions.open",
    icon: FolderOpen,
    shortcuts: { pc: [{ key: "Enter" }], mac: [{ key: "ArrowDown", mod: true }, { key: "Enter" }] },
    enabled: (context) => oneRow(context) || (context.view === null && atPlace(context)),
    run: run.open,
  },
  download: {
    words: "actions.download",
    icon: Download,
    shortcuts: everywhere({ key: "d", mod: true }),
    enabled: hasSelection,
    run: ({ plans, view }) => {
      if (view !== null) plans.download(view.view);
    },
  },
  "copy-share-link": {
    words: "actions.copy_share_link",
    icon: Link,
    shortcuts: everywhere({ key: "l", mod: true }),
    enabled: (context) => oneObject(context) !== null,
    run: (context) => void run.copyLink(context),
  },
  rename: {
    words: "actions.rename",
    icon: Pencil,
    shortcuts: everywhere({ key: "F2" }),
    enabled: oneRow,
    run: ({ plans, view, single }) => {
      if (view !== null && single !== null) plans.rename(view.view, single.name, single.row_kind);
    },
  },
  cut: {
    words: "actions.cut",
    icon: Scissors,
    shortcuts: everywhere({ key: "x", mod: true }),
    enabled: hasSelection,
    run: (context) => void run.take(context, true),
  },
  copy: {
    words: "actions.copy",
    icon: Copy,
    shortcuts: everywhere({ key: "c", mod: true }),
    enabled: hasSelection,
    run: (context) => void run.take(context, false),
  },
  paste: {
    words: "actions.paste",
    icon: ClipboardPaste,
    shortcuts: everywhere({ key: "v", mod: true }),
    enabled: ({ taken, place }) => taken !== null && taken.account === place?.account,
    run: run.paste,
  },
  "copy-to": {
    words: "actions.copy_to",
    icon: CopyPlus,
    shortcuts: everywhere({ key: "c", mod: true, shift: true }),
    enabled: hasSelection,
    run: ({ plans, view, place }) => {
      if (view !== null && place !== null) plans.copyTo(view.view, place);
    },
  },
  "move-to": {
    words: "actions.move_to",
    icon: FolderInput,
    shortcuts: everywhere({ key: "m", mod: true, shift: true }),
    enabled: hasSelection,
    run: ({ plans, view, place }) => {
      if (view !== null && place !== null) plans.moveTo(view.view, place);
    },
  },
  tags: {
    words: "actions.tags",
    icon: Tag,
    shortcuts: everywhere({ key: "t", mod: true }),
    enabled: (context) => oneObject(context) !== null,
    run: run.tags,
  },
  properties: {
    words: "actions.properties",
    icon: Info,
    shortcuts: { pc: [{ key: "Enter", alt: true }], mac: [{ key: "i", mod: true }] },
    enabled: hasSelection,
    run: ({ update }) => {
      update({ inspector_open: true });
    },
  },
  delete: {
    words: "actions.delete",
    icon: Trash2,
    shortcuts: { pc: [{ key: "Delete" }], mac: [{ key: "Backspace", mod: true }, { key: "Delete" }] },
    destructive: true,
    enabled: hasSelection,
    run: ({ plans, view }) => {
      if (view !== null) plans.remove(view.view);
    },
  },
  "select-all": {
    words: "actions.select_all",
    icon: ListChecks,
    shortcuts: everywhere({ key: "a", mod: true }),
    enabled: ({ view }) => (view?.total ?? 0) > 0,
    run: (context) => void run.selectAll(context),
  },
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
  "remove-account": {
    words: "actions.remove_account",
    icon: Unplug,
    destructive: true,
    enabled: onAccount,
    run: (context) => void run.removeAccount(context),
  },
  settings: {
    words: "actions.settings",
    icon: Settings,
    shortcuts: everywhere({ key: ",", mod: true }),
    whileTyping: true,
    enabled: () => true,
    run: ({ dialogs }) => void dialogs.openSettings(),
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

/** The ID of an action. */
export type ActionId = keyof typeof ACTIONS;

/** Every action's ID. */
export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[];

/** An action by its ID. */
export function action(id: ActionId): Action {
  return ACTIONS[id];
}
