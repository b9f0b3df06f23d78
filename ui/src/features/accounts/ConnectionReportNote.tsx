import { Note } from "../dialogs/Note";
import { errorWords } from "../dialogs/errorWords";
import type { ConnectionReport } from "../../platform/operations";
import { useWords } from "../../words/words";
import { failedPart } from "./reportWords";

/** Milliseconds of a minute. */
const MINUTE = 60_000;

/** What a connection test found, in words: it names the part that failed and what to do. */
export function ConnectionReportNote({ report }: { report: ConnectionReport }) {
  const { say, formats } = useWords();
  const skew = report.clock_skew ?? 0;
  return (
    <>
      {report.works && (
        <Note tone="good" live testId="connection-works">
          <b>{say("accounts.report_works")}</b>{" "}
          {say("accounts.report_sum", {
            buckets:
              typeof report.buckets === "number"
                ? say("accounts.report_buckets", { count: report.buckets })
                : say("accounts.report_no_list"),
            time:
              typeof report.round_trip === "number"
                ? say("accounts.report_round_trip", { time: formats.count(report.round_trip) })
                : "",
          })}
        </Note>
      )}
      {report.failure && <FailureNote failure={report.failure} />}
      {skew !== 0 && (
        <Note tone="warn" testId="connection-clock">
          {say("accounts.report_clock", {
            minutes: Math.round(Math.abs(skew) / MINUTE),
            side: skew > 0 ? "behind" : "ahead",
          })}
        </Note>
      )}
    </>
  );
}

/** What failed, in words: the part, what happened and what to do. */
export function FailureNote({ failure }: { failure: NonNullable<ConnectionReport["failure"]> }) {
  const { say } = useWords();
  const part = failedPart(failure.code);
  const words = errorWords(failure, say);
  return (
    <Note tone="bad" live testId="connection-failure">
      <div data-testid={`connection-part-${part}`}>
        <b>{say("accounts.report_failed", { part: say(`accounts.part_${part}`), title: words.title })}</b>
      </div>
      <p>{words.next}</p>
    </Note>
  );
}
