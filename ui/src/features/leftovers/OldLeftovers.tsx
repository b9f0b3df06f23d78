import { useState } from "react";
import { Button, Input, Label, TextField } from "react-aria-components";

import { useWords } from "../../words/words";
import type { LeftoverActs } from "./useLeftoverActs";

/** Aborts what is older than some days; it is counted and asked before. */
export function OldLeftovers({ acts }: { acts: LeftoverActs }) {
  const { say } = useWords();
  const [typed, setTyped] = useState("7");
  const days = /^[1-9]\d{0,3}$/.test(typed.trim()) ? Number(typed) : null;
  return (
    <div className="old-leftovers">
      <TextField value={typed} onChange={setTyped} isInvalid={days === null} className="old-leftovers-days">
        <Label>{say("leftovers.older")}</Label>
        <Input className="input" inputMode="numeric" data-testid="leftovers-days" />
      </TextField>
      <span aria-hidden>{say("leftovers.older_days")}</span>
      <Button
        className="button bad"
        data-testid="leftovers-abort-older"
        isDisabled={days === null}
        isPending={acts.pending}
        onPress={() => {
          if (days !== null) acts.abortOlder(days);
        }}
      >
        {say("leftovers.older_count")}
      </Button>
    </div>
  );
}
