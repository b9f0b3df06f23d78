import type { ErrorInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { errorWords } from "./errorWords";
import { Note } from "./Note";

interface ErrorNoteProperties {
  error: ErrorInfo;
  testId?: string;
}

/** An error beside what it is about: what failed and what to do next. */
export function ErrorNote({ error, testId = "error-note" }: ErrorNoteProperties) {
  const { say } = useWords();
  const words = errorWords(error, say);
  return (
    <Note tone="bad" live testId={testId}>
      <b>{words.title}</b>
      <p>{words.next}</p>
    </Note>
  );
}
