import { Button } from "react-aria-components";

import type { ErrorInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Note } from "../dialogs/Note";

interface QueryProblemProperties {
  error: ErrorInfo;
  onRetry: () => void;
}

/** Why something can't be shown. A missing right is a fact, not a failure: the rest of the window works. */
export function QueryProblem({ error, onRetry }: QueryProblemProperties) {
  const { say } = useWords();
  return (
    <div className="inspector-problem">
      {error.code === "access_denied" ? (
        <Note tone="warn" live testId="no-right">
          {say("inspector.no_right")}
        </Note>
      ) : (
        <ErrorNote error={error} />
      )}
      <Button className="button" onPress={onRetry} data-testid="try-again">
        {say("inspector.try_again")}
      </Button>
    </div>
  );
}
