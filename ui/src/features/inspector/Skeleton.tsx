import { useWords } from "../../words/words";

/** Grey lines where words will be: nothing spins over content. */
export function Skeleton({ lines }: { lines: number }) {
  const { say } = useWords();
  return (
    <div className="skeleton-lines" role="status">
      <span className="visually-hidden">{say("inspector.loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <i key={line} aria-hidden />
      ))}
    </div>
  );
}
