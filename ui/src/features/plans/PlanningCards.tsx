import { Button } from "react-aria-components";

import { useWords } from "../../words/words";
import type { PlanInMaking } from "./planning";

import "./plans.css";

interface PlanningCardsProperties {
  inMaking: PlanInMaking[];
  onCancel: (id: number) => void;
}

/** Counts while plans are made. Nothing has been sent, so giving up has no effect. */
export function PlanningCards({ inMaking, onCancel }: PlanningCardsProperties) {
  const { say, formats } = useWords();
  return (
    <div className="planning-cards" role="status">
      {inMaking.map((plan) => (
        <div key={plan.id} className="planning-card" data-testid="planning">
          <span>{say("plans.counting", { count: plan.files, size: formats.bytes(plan.bytes) })}</span>
          <Button className="button" data-testid="planning-cancel" onPress={() => onCancel(plan.id)}>
            {say("dialogs.cancel")}
          </Button>
        </div>
      ))}
    </div>
  );
}
