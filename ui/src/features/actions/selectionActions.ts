import {
  ClipboardPaste,
  Copy,
  CopyPlus,
  Download,
  FilePen,
  FolderInput,
  FolderOpen,
  Info,
  Link,
  ListChecks,
  Pencil,
  Scissors,
  Share2,
  Tag,
  Trash2,
} from "lucide-react";

import * as editing from "../editing/open";
import * as links from "../links/copyLink";
import { define } from "./action";
import { atPlace, hasSelection, oneObject, oneRow } from "./context";
import * as run from "./run";
import { everywhere } from "./shortcuts";

/** What can be done with the selection. */
export const SELECTION_ACTIONS = define({
  open: {
    words: "actions.open",
    icon: FolderOpen,
    shortcuts: { pc: [{ key: "Enter" }], mac: [{ key: "ArrowDown", mod: true }, { key: "Enter" }] },
    enabled: (context) => oneRow(context) || (context.view === null && atPlace(context)),
    run: run.open,
  },
  edit: {
    words: "editing.edit",
    icon: FilePen,
    shortcuts: everywhere({ key: "e", mod: true }),
    enabled: editing.editable,
    run: (context) => void editing.edit(context),
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
    enabled: hasSelection,
    run: (context) => void links.copyLinks(context),
  },
  share: {
    words: "actions.share",
    icon: Share2,
    shortcuts: everywhere({ key: "l", mod: true, shift: true }),
    enabled: atPlace,
    run: (context) => void links.share(context),
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
});
