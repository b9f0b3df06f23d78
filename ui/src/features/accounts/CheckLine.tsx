import { useWords } from "../../words/words";
import { satelliteHost, timeLeft } from "../access/finding";
import type { Examined } from "../access/examine";
import { errorSentence } from "../dialogs/errorWords";

/** What a secret should turn out to be, and what one reads of it under its field. */
type Wanted = "access_grant" | "api_key";

/** What is wrong with what was typed, in words, or null. A secret of another kind is said by its page. */
export function useCheckProblem(examined: Examined, wanted: Wanted): string | null {
  const { say } = useWords();
  if (examined.state === "failed") return errorSentence(examined.error, say);
  if (examined.state !== "read") return null;
  const { subject, validity } = examined.finding;
  if (subject.kind !== wanted)
    return say(`accounts.not_wanted_${wanted}`, { subject: say(`access.subject_${subject.kind}`) });
  return validity?.state === "expired" || validity?.state === "never" ? say("accounts.check_expired") : null;
}

/** The checks that passed, said under the field: format and checksum, the satellite, until when. */
export function CheckLine({ examined, wanted }: { examined: Examined; wanted: Wanted }) {
  const words = useWords();
  const { say } = words;
  if (examined.state !== "read" || examined.finding.subject.kind !== wanted) {
    return <>{say(wanted === "api_key" ? "accounts.api_key_hint" : "accounts.grant_hint")}</>;
  }
  const { satellite, validity } = examined.finding;
  const until = validity?.until;
  const checks = [
    say(`accounts.check_${wanted}`),
    ...(satellite ? [say("accounts.check_satellite", { address: satelliteHost(satellite.address) })] : []),
    validity?.state === "not_yet"
      ? say("accounts.check_not_yet", { time: words.formats.fullDate(validity.from ?? 0) })
      : typeof until === "number"
        ? say("accounts.check_until", { left: timeLeft(until, words) })
        : say("accounts.check_no_end"),
  ];
  return (
    <span className={validity?.state === "not_yet" ? "check-line warn" : "check-line good"} data-testid="check-line">
      {checks.join(" ")}
    </span>
  );
}
