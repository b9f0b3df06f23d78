import type { PlanInfo } from "../../platform/operations";
import type { WordsHere } from "../../words/words";
import { visibleText } from "../browser/visible";
import { placeName } from "../dialogs/names";

/** What a plan is for. A rename is a move to the engine, but not to people. */
export type Purpose = "upload" | "download" | "delete" | "copy" | "move" | "rename";

/** A plan in words, for its dialog. */
export interface PlanWords {
  title: string;
  subtitle: string;
  confirm: string;
}

/** Says what a plan will do: to what, where to, how much. */
export function planWords(info: PlanInfo, purpose: Purpose, { say, formats }: WordsHere): PlanWords {
  const single = info.names.length === 1 ? info.names[0] : undefined;
  const values = {
    one: single === undefined ? "no" : "yes",
    name: visibleText(single ?? ""),
    items: info.files + info.empty_folders,
    place: purpose === "download" ? info.destination : placeName(info.bucket, info.destination),
    files: info.files,
    folders: info.folders,
    size: formats.bytes(info.bytes),
  };
  return {
    title: say(`plans.${purpose}_title`, values),
    subtitle: say("plans.two_sentences", {
      first: say("plans.sum", values),
      second: say(`plans.${purpose}_nothing_yet`),
    }),
    confirm: say(`plans.${purpose}_confirm`),
  };
}

/** The delete question: it counts, and says what can't be undone. */
export function deleteWords(info: PlanInfo, { say, formats }: WordsHere): PlanWords {
  const single = info.names.length === 1 ? info.names[0] : undefined;
  const oneObject = single !== undefined && info.folders === 0;
  const values = {
    one: oneObject ? "yes" : "no",
    name: visibleText(single ?? ""),
    count: info.files,
    size: formats.bytes(info.bytes),
    folders: info.folders,
  };
  const final = say("plans.delete_final");
  const covers = single !== undefined && !oneObject;
  return {
    title: say(info.files === 0 && info.folders > 0 ? "plans.delete_folders_title" : "plans.delete_title", values),
    subtitle: covers ? say("plans.two_sentences", { first: say("plans.delete_covers", values), second: final }) : final,
    confirm: say("plans.delete_confirm"),
  };
}

/** Whether a plan, with any choice, does anything at all. */
export function doesAnything(info: PlanInfo): boolean {
  return info.new_files + info.differing_files + info.empty_folders > 0 || info.transfer_kind === "delete";
}
