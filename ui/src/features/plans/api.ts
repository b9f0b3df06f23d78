import { createContext, useContext } from "react";

import type { PickedFiles, RowKind, TakenSelection } from "../../platform/operations";

/** Somewhere in an account: a bucket, and a prefix that is empty or ends in `/`. */
export interface Place {
  account: string;
  bucket: string;
  prefix: string;
}

/**
 * Everything that becomes a plan. Each call plans, asks where something has to be asked, and starts the transfer. None
 * of them throws: what fails is shown to the person. `view` is a view's ID; its selection is what is acted on.
 */
export interface Plans {
  /** Uploads what was dropped or chosen. */
  uploadTo(place: Place, files: PickedFiles): void;
  /** Asks for files, or for folders, and uploads them. */
  chooseAndUpload(place: Place, what: "files" | "folders"): void;
  /** Asks for a folder and downloads the selection into it. */
  download(view: string): void;
  /** Asks, with counts, and deletes the selection. */
  remove(view: string): void;
  /** Asks for a new name for the one selected row, whose name and kind are given. */
  rename(view: string, name: string, kind: RowKind): void;
  /** Copies, or moves, a taken selection into a place of its account. */
  pasteInto(place: Place, taken: TakenSelection, removeSource: boolean): void;
  /** Asks where to and copies the selection. `from` is the place that the view shows. */
  copyTo(view: string, from: Place): void;
  /** Asks where to and moves the selection. `from` is the place that the view shows. */
  moveTo(view: string, from: Place): void;
}

/** Given by `PlansProvider`. */
export const PlansContext = createContext<Plans | null>(null);

/** What can be planned, from anywhere below `PlansProvider`. */
export function usePlans(): Plans {
  const plans = useContext(PlansContext);
  if (plans === null) throw new Error("usePlans needs a PlansProvider above it");
  return plans;
}
