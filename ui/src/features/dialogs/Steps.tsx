import { useWords } from "../../words/words";

/** Where a page of a wizard is among its pages. */
export interface StepsProperties {
  /** The page, from 1. */
  step: number;
  /** How many pages there are on this way. */
  of: number;
}

/** How far a wizard is: a bar for each page, and the same in words. */
export function Steps({ step, of }: StepsProperties) {
  const { say } = useWords();
  return (
    <div className="steps" data-testid="steps">
      {Array.from({ length: of }, (_, at) => (
        <i key={at} className={at < step ? "on" : undefined} />
      ))}
      <span>{say("dialogs.step", { step, of })}</span>
    </div>
  );
}
