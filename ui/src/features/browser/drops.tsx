import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

import { onEvent } from "../../platform/events";
import { useSessionStore } from "../../state/session";
import { useWords } from "../../words/words";
import { showToast } from "../dialogs/toasts";
import { type Place, usePlans } from "../plans/api";
import { somethingAbove } from "../shell/above";

const DropContext = createContext<Place | null>(null);

/** Where files that are being dragged over the window would go; none while there are none. */
export function useDropTarget(): Place | null {
  return useContext(DropContext);
}

/**
 * The place under a point of the window: the folder of the row there, the bucket of the sidebar there, else the place
 * that is shown.
 */
export function placeUnder(x: number, y: number, shown: Place | null): Place | null {
  const under = document.elementFromPoint(x, y);
  const folder = under?.closest<HTMLElement>("[role=row][data-kind=PRE]");
  const key = folder?.dataset["key"];
  if (shown !== null && key !== undefined) return { ...shown, prefix: key };
  const bucket = under?.closest<HTMLElement>("[data-bucket]");
  const { bucket: name, account } = bucket?.dataset ?? {};
  if (name !== undefined && account !== undefined) return { account, bucket: name, prefix: "" };
  return shown;
}

function samePlace(a: Place | null, b: Place | null): boolean {
  return a?.account === b?.account && a?.bucket === b?.bucket && a?.prefix === b?.prefix;
}

/** Takes files that are dropped on the window, and says its children where they would go. */
export function DropProvider({ children }: { children: ReactNode }) {
  const session = useSessionStore();
  const plans = usePlans();
  const { say } = useWords();
  const [target, setTarget] = useState<Place | null>(null);

  useEffect(() => {
    const quit = [
      onEvent("drop_over", ({ x, y }) => {
        const over = somethingAbove() ? null : placeUnder(x, y, session.getState().place);
        setTarget((before) => (samePlace(before, over) ? before : over));
      }),
      onEvent("drop_left", () => {
        setTarget(null);
      }),
      onEvent("dropped", ({ x, y, files }) => {
        setTarget(null);
        if (somethingAbove()) return;
        const place = placeUnder(x, y, session.getState().place);
        if (place === null) showToast({ tone: "info", text: say("browser.drop_nowhere") });
        else plans.uploadTo(place, files);
      }),
    ];
    return () => {
      for (const stop of quit) stop();
    };
  }, [session, plans, say]);

  return <DropContext value={target}>{children}</DropContext>;
}
