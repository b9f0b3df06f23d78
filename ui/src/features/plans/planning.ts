import { useCallback, useEffect, useRef, useState } from "react";

import { onEvent } from "../../platform/events";
import { dropPlan, type PlanInfo } from "../../platform/operations";
import type { Purpose } from "./planWords";

/** A plan that is being made. */
export interface PlanInMaking {
  id: number;
  purpose: Purpose;
  /** Files found so far. */
  files: number;
  bytes: number;
}

/** Plans that are made: how far each is, and a way to give it up. */
export interface PlanMaking {
  inMaking: PlanInMaking[];
  /** Makes a plan; null where the person gave it up meanwhile. Throws what the engine throws. */
  make: (purpose: Purpose, plan: () => Promise<PlanInfo>) => Promise<PlanInfo | null>;
  giveUp: (id: number) => void;
}

/** How long a plan is made before anything is shown, in ms: most are there sooner, and a flash tells nothing. */
const QUIET = 300;

/** Keeps the plans that are being made and their counts. */
export function usePlanMaking(): PlanMaking {
  const [inMaking, setInMaking] = useState<PlanInMaking[]>([]);
  const givenUp = useRef(new Map<number, () => void>());
  const nextId = useRef(0);

  useEffect(
    () =>
      onEvent("planning", ({ transfer_kind, files, bytes }) => {
        setInMaking((plans) =>
          plans.map((plan) =>
            plan.purpose === transfer_kind || (plan.purpose === "rename" && transfer_kind === "move")
              ? { ...plan, files, bytes }
              : plan,
          ),
        );
      }),
    [],
  );

  const make = useCallback(async (purpose: Purpose, plan: () => Promise<PlanInfo>) => {
    const id = nextId.current++;
    const show = setTimeout(() => setInMaking((plans) => [...plans, { id, purpose, files: 0, bytes: 0 }]), QUIET);
    const isGivenUp = new Promise<null>((resolve) => givenUp.current.set(id, () => resolve(null)));
    const made = plan();
    try {
      const first = await Promise.race([made, isGivenUp]);
      if (first === null) drop(made);
      return first;
    } finally {
      clearTimeout(show);
      givenUp.current.delete(id);
      setInMaking((plans) => plans.filter((shown) => shown.id !== id));
    }
  }, []);

  const giveUp = useCallback((id: number) => givenUp.current.get(id)?.(), []);
  return { inMaking, make, giveUp };
}

/** Stops the making of a plan (it has no ID yet), and drops what comes of it all the same. */
function drop(made: Promise<PlanInfo>) {
  void dropPlan({ plan: "" }).catch(() => undefined);
  void made.then(({ plan }) => dropPlan({ plan })).catch(() => undefined);
}
