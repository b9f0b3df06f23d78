import { useState } from "react";
import { Button, Switch } from "react-aria-components";

import { getLocalApi, type LocalApi, setLocalApi } from "../../platform/operations";
import { useWords } from "../../words/words";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Note } from "../dialogs/Note";
import { useSubmit } from "../dialogs/useSubmit";
import { LocalApiLines } from "./LocalApiLines";
import { LocalApiProblem } from "./LocalApiProblem";
import { RequestLog } from "./RequestLog";
import { localApiIs, useLocalApiStore } from "./store";

import "./local-api.css";

/** The switch of the local API, where it answers, its token, and what it answered. */
export function LocalApiDialog({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const api = useLocalApiStore((store) => store.api);
  const asking = useSubmit();
  return (
    <DialogFrame
      name="local-api"
      title={say("local_api.title")}
      subtitle={say("local_api.text")}
      width={720}
      onClose={onClose}
      footer={
        <>
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-confirm" onPress={onClose}>
            {say("dialogs.done")}
          </Button>
        </>
      }
    >
      {api !== null ? (
        <Known api={api} />
      ) : (
        <>
          {asking.error !== null && <ErrorNote error={asking.error} />}
          <Button
            className="button"
            isPending={asking.pending}
            onPress={() => void asking.run(async () => localApiIs(await getLocalApi()))}
          >
            {say("browser.again")}
          </Button>
        </>
      )}
    </DialogFrame>
  );
}

function Known({ api }: { api: LocalApi }) {
  const { say } = useWords();
  const { pending, error, run } = useSubmit();
  const [wanted, setWanted] = useState<boolean | null>(null);
  const on = wanted ?? api.state !== "off";
  const set = (next: boolean, port: number) =>
    run(async () => {
      setWanted(next);
      try {
        localApiIs(await setLocalApi({ on: next, port }));
      } finally {
        setWanted(null);
      }
    });
  const problem = api.problem ?? null;
  const busy = pending || api.state === "starting";

  return (
    <>
      <div className="local-api-switch">
        <Switch
          className="switch"
          data-testid="local-api-switch"
          isSelected={on}
          isDisabled={busy}
          onChange={(next) => void set(next, api.port)}
        >
          <span className="switch-track" aria-hidden>
            <span className="switch-thumb" />
          </span>
          <span>
            {say("local_api.switch")}
            <span className="check-hint">{say("local_api.switch_hint")}</span>
          </span>
        </Switch>
        <span className={CHIPS[api.state]} role="status" data-testid="local-api-state" data-state={api.state}>
          {say(`local_api.state_${api.state}`)}
        </span>
      </div>
      {problem !== null && (
        <LocalApiProblem
          problem={problem}
          freePort={api.free_port ?? null}
          pending={pending}
          onPort={(port) => void set(true, port)}
        />
      )}
      {error !== null && <ErrorNote error={error} />}
      <LocalApiLines api={api} pending={busy} run={run} onPort={(port) => void set(api.state !== "off", port)} />
      {!api.token_kept && on && (
        <Note tone="warn" testId="local-api-not-kept">
          {say("local_api.not_kept")}
        </Note>
      )}
      <p className="field-hint local-api-meaning">{say("local_api.meaning")}</p>
      <RequestLog api={api} run={run} />
    </>
  );
}

const CHIPS: Record<LocalApi["state"], string> = {
  off: "chip",
  starting: "chip info",
  on: "chip good",
  failed: "chip bad",
};
