import { Button } from "react-aria-components";

import type { ErrorInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { errorWords } from "../dialogs/errorWords";
import { Note } from "../dialogs/Note";

interface LocalApiProblemProperties {
  problem: ErrorInfo;
  /** A port that is free. */
  freePort: number | null;
  pending: boolean;
  onPort: (port: number) => void;
}

/** Why the local API doesn't answer, and the port that would do. */
export function LocalApiProblem({ problem, freePort, pending, onPort }: LocalApiProblemProperties) {
  const { say } = useWords();
  const words = errorWords(problem, say);
  return (
    <Note tone="bad" live testId="local-api-problem">
      <div className="local-api-problem">
        <div>
          <b>{words.title}</b>
          <p>{words.next}</p>
        </div>
        {freePort !== null && (
          <Button
            className="button"
            data-testid="local-api-free-port"
            isDisabled={pending}
            onPress={() => onPort(freePort)}
          >
            {say("local_api.use_port", { port: freePort.toString() })}
          </Button>
        )}
      </div>
    </Note>
  );
}
