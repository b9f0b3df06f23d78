import { CircleAlert } from "lucide-react";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { useWords } from "../../words/words";
import { FolderState } from "../browser/FolderStates";
import { errorWords } from "../dialogs/errorWords";

/** The accounts couldn't be read at all. */
export function StartFailed({ thrown, onAgain }: { thrown: unknown; onAgain: () => void }) {
  const { say } = useWords();
  const { title, next } = errorWords(toOperationError(thrown).info, say);
  return (
    <main className="first-start">
      <FolderState
        icon={<CircleAlert aria-hidden className="bad" />}
        title={say("shell.failed_title")}
        text={`${title}. ${next}`}
        testId="start-failed"
        alert
      >
        <Button className="button" onPress={onAgain}>
          {say("shell.failed_again")}
        </Button>
      </FolderState>
    </main>
  );
}
