import { type ReactNode, useMemo } from "react";

import {
  type OnConflict,
  pickFiles,
  pickFolders,
  pickTargetFolder,
  type PlanInfo,
  planCopy,
  planDelete,
  planDownload,
  planRename,
  planUpload,
  startPlan,
  takeSelection,
  dropPlan,
} from "../../platform/operations";
import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { NameDialog } from "../dialogs/NameDialog";
import { type OpenDialog, useOpenDialog } from "../dialogs/stack";
import { visibleText } from "../browser/visible";
import { showToast } from "../dialogs/toasts";
import { askingForPassphrase } from "../passphrases/ask";
import { type Place, type Plans, PlansContext } from "./api";
import { DeleteDialog } from "./DeleteDialog";
import { DestinationDialog } from "./DestinationDialog";
import { PlanDialog } from "./PlanDialog";
import { type PlanMaking, usePlanMaking } from "./planning";
import { PlanningCards } from "./PlanningCards";
import type { Purpose } from "./planWords";
import { stemLength } from "./stem";

/** Gives everything below it the plans (`usePlans`). It stands below `DialogsProvider`. */
export function PlansProvider({ children }: { children: ReactNode }) {
  const { inMaking, make, giveUp } = usePlanMaking();
  const plans = useMadePlans(make);
  return (
    <PlansContext value={plans}>
      {children}
      <PlanningCards inMaking={inMaking} onCancel={giveUp} />
    </PlansContext>
  );
}

/** Without a question nothing differs; should something appear meanwhile, nothing is overwritten. */
const SAFE: OnConflict = "keep_both";

function useMadePlans(make: PlanMaking["make"]): Plans {
  const open = useOpenDialog();
  const dialogs = useDialogs();
  const { say, formats } = useWords();
  return useMemo<Plans>(() => {
    /** Plans what writes to a place: whose passphrase that was filled with is asked about before. */
    const writing = async (purpose: "upload" | "copy" | "move", place: Place, plan: () => Promise<PlanInfo>) => {
      const made = await askingForPassphrase({ dialogs, say }, purpose, place, () => make(purpose, plan));
      await carriedOut(purpose, "done" in made ? made.done : null);
    };
    const planned = async (purpose: Purpose, plan: () => Promise<PlanInfo>) => {
      await carriedOut(purpose, await make(purpose, plan));
    };
    const carriedOut = async (purpose: Purpose, info: PlanInfo | null) => {
      if (info === null || !(await decide(open, info, purpose)) || info.resumable_files === 0) return;
      const [name] = info.names;
      showToast({
        tone: "info",
        text: say("transfers.goes_on", {
          files: info.resumable_files,
          one: info.files === 1 ? "yes" : "no",
          name: visibleText(name ?? ""),
          done: formats.bytes(info.resumed_bytes),
          all: formats.bytes(info.resumable_bytes),
        }),
      });
    };
    /** Nothing that fails here is lost: the person sees it. */
    const run = (purpose: Purpose, action: () => Promise<void>) => {
      action().catch((thrown: unknown) => dialogs.showError(thrown, say(`plans.${purpose}_failed`)));
    };
    const copy = (view: string, from: Place, removeSource: boolean) => {
      const purpose = removeSource ? "move" : "copy";
      run(purpose, async () => {
        const taken = await takeSelection({ view });
        if (taken.items === 0) return;
        const to = await open<Place | null>((close) => (
          <DestinationDialog taken={taken} from={from} move={removeSource} onClose={close} />
        ));
        if (to === null) return;
        await writing(purpose, to, () => planCopy(copyRequest(taken.selection, to, removeSource)));
      });
    };
    return {
      uploadTo: (place, { files }) =>
        run("upload", () => writing("upload", place, () => planUpload({ ...place, files }))),
      chooseAndUpload: (place, what) =>
        run("upload", async () => {
          const picked = await (what === "files" ? pickFiles() : pickFolders());
          if (picked === null) return;
          await writing("upload", place, () => planUpload({ ...place, files: picked.files }));
        }),
      download: (view) =>
        run("download", async () => {
          const taken = await takeSelection({ view });
          if (taken.items === 0) return;
          const target = await pickTargetFolder();
          if (target === null) return;
          const { selection } = taken;
          await planned("download", () => planDownload({ selection, target: target.files }));
        }),
      remove: (view) =>
        run("delete", async () => {
          const { selection, items } = await takeSelection({ view });
          if (items > 0) await planned("delete", () => planDelete({ selection }));
        }),
      rename: (view, name, kind) =>
        run("rename", async () => {
          const { selection, items } = await takeSelection({ view });
          if (items === 1) await rename(open, make, selection, name, kind === "PRE", say);
        }),
      pasteInto: (place, { selection }, removeSource) => {
        const purpose = removeSource ? "move" : "copy";
        run(purpose, () => writing(purpose, place, () => planCopy(copyRequest(selection, place, removeSource))));
      },
      copyTo: (view, from) => copy(view, from, false),
      moveTo: (view, from) => copy(view, from, true),
    };
  }, [open, dialogs, make, say, formats]);
}

function copyRequest(selection: string, { bucket, prefix }: Place, remove_source: boolean) {
  return { selection, bucket, prefix, remove_source };
}

/** Asks what has to be asked, and starts the plan or drops it; says which. A delete is always asked. */
async function decide(open: OpenDialog, info: PlanInfo, purpose: Purpose): Promise<boolean> {
  const { plan } = info;
  let choice: OnConflict | null = SAFE;
  if (purpose === "delete") {
    const confirmed = await open<boolean>((close) => <DeleteDialog info={info} onClose={close} />);
    choice = confirmed ? SAFE : null;
  } else if (info.asks) {
    choice = await open<OnConflict | null>((close) => <PlanDialog info={info} purpose={purpose} onClose={close} />);
  }
  if (choice === null) await dropPlan({ plan });
  else await startPlan({ plan, on_conflict: choice });
  return choice !== null;
}

/** The name is asked first; its plan is made while the dialog is open, so that a refused name is said beside it. */
async function rename(
  open: OpenDialog,
  make: PlanMaking["make"],
  selection: string,
  name: string,
  isFolder: boolean,
  say: ReturnType<typeof useWords>["say"],
): Promise<void> {
  let info: PlanInfo | null = null;
  let making = false;
  let closed = false;
  await open<string | null>((close) => (
    <NameDialog
      name="rename"
      title={say("plans.rename_question", { name: visibleText(name) })}
      label={say("plans.new_name")}
      confirm={say("plans.rename_confirm")}
      hint={isFolder ? say("plans.rename_folder_hint") : undefined}
      before={name}
      select={isFolder ? undefined : stemLength(name)}
      act={async (wanted) => {
        making = true;
        const made = await make("rename", () => planRename({ selection, name: wanted })).finally(
          () => (making = false),
        );
        // The dialog may have been closed while the plan was made.
        if (closed && made !== null) await dropPlan({ plan: made.plan });
        else info = made;
      }}
      onClose={close}
    />
  ));
  closed = true;
  if (making) await dropPlan({ plan: "" });
  if (info !== null) await decide(open, info, "rename");
}
