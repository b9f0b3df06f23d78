import type {
  AccessFinding,
  AccessPlace,
  AccessRight,
  AccessRisk,
  FoundRisk,
  RiskSeverity,
  ValidityState,
} from "../../platform/operations";
import type { WordsHere } from "../../words/words";
import { visibleText } from "../browser/visible";
import type { NoteTone } from "../dialogs/Note";

/** What an access may do, in words: the window draws it, and the summary is made of the same. */
export interface DescribedFinding {
  /** The text's ends and what it is: 1zTc8X…f9Wd (access grant). */
  shown: string;
  /** Whether it works now; none where only a service knows. */
  state: { tone: "good" | "warn" | "bad"; text: string } | null;
  /** The four rights that matter, each as what it can or can't do; none where only a service knows. */
  rights: { allowed: boolean; text: string }[];
  /** What else is known of it. */
  facts: { label: string; value: string; strong?: string }[];
  /** The risks, by how much they matter, the worst first. */
  risks: { tone: NoteTone; texts: string[] }[];
}

const MAIN = ["read", "list", "write", "delete"] as const satisfies readonly AccessRight[];
type Other = Exclude<AccessRight, (typeof MAIN)[number]>;
const isOther = (right: AccessRight): right is Other => !MAIN.some((main) => main === right);
const TONES: Record<ValidityState, "good" | "warn" | "bad"> = {
  valid: "good",
  not_yet: "warn",
  expired: "bad",
  never: "bad",
};
const SEVERITIES: readonly { severity: RiskSeverity; tone: NoteTone }[] = [
  { severity: "danger", tone: "bad" },
  { severity: "warning", tone: "warn" },
  { severity: "notice", tone: "info" },
];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long it is until then, to the hour from a day on: 6 days 18 hours. `now` is for tests. */
export function timeLeft(until: number, { say, formats }: WordsHere, now = Date.now()): string {
  const ms = until - now;
  if (ms < DAY) return say("access.left", { time: formats.duration(ms) });
  const hours = Math.floor(ms / HOUR);
  return say("access.left_days", { days: Math.floor(hours / 24), hours: hours % 24 });
}

function where(place: AccessPlace, { say }: WordsHere): string {
  const bucket = visibleText(place.bucket);
  switch (place.prefix.kind) {
    case "whole_bucket":
      return say("access.where_bucket", { bucket });
    case "path":
      return say("access.where_path", {
        path: [bucket, ...place.prefix.path.split("/")].map(visibleText).join(" / "),
      });
    case "encrypted":
      return say("access.where_encrypted", { bucket, depth: place.prefix.depth });
  }
}

function placeFacts(finding: AccessFinding, words: WordsHere): DescribedFinding["facts"] {
  const { say } = words;
  if (finding.whole_project === null || finding.whole_project === undefined) return [];
  const label = say("access.where");
  if (finding.whole_project) return [{ label, value: say("access.where_project") }];
  if (finding.places.length === 0) return [{ label, value: say("access.where_nowhere") }];
  return finding.places.map((place, at) => ({ label: at === 0 ? label : "", value: where(place, words) }));
}

function timeFacts(finding: AccessFinding, words: WordsHere, now: number): DescribedFinding["facts"] {
  const { say, formats } = words;
  const { validity } = finding;
  if (validity === null || validity === undefined) return [];
  const facts: DescribedFinding["facts"] = [];
  if (typeof validity.from === "number") {
    facts.push({ label: say("access.from"), value: formats.fullDate(validity.from) });
  }
  const label = say("access.until");
  if (typeof validity.until !== "number") facts.push({ label, value: say("access.until_never") });
  else {
    const value = formats.fullDate(validity.until);
    facts.push(
      validity.until > now ? { label, value, strong: timeLeft(validity.until, words, now) } : { label, value },
    );
  }
  if (typeof finding.maximum_object_lifetime === "number") {
    const time = formats.duration(finding.maximum_object_lifetime);
    facts.push({ label: say("access.lifetime"), value: say("access.lifetime_value", { time }) });
  }
  return facts;
}

function keyFacts(finding: AccessFinding, { say }: WordsHere): DescribedFinding["facts"] {
  const label = say("access.passphrase");
  if (finding.subject.kind === "api_key") return [{ label, value: say("access.passphrase_of_key") }];
  const { keys } = finding;
  if (keys === null || keys === undefined) return [];
  if (keys.default_key) return [{ label, value: say("access.passphrase_project") }];
  if (keys.places === 0) return [{ label, value: say("access.passphrase_none") }];
  return [{ label, value: say("access.passphrase_places", { count: keys.places }) }];
}

function subjectFacts({ subject }: AccessFinding, { say }: WordsHere): DescribedFinding["facts"] {
  if (subject.kind === "s3_credentials") {
    return [
      { label: say("accounts.access_key_id"), value: subject.access_key_id },
      { label: say("accounts.secret_key"), value: say(subject.has_secret_key ? "access.there" : "access.missing") },
      ...(subject.endpoint ? [{ label: say("accounts.endpoint"), value: subject.endpoint }] : []),
    ];
  }
  if (subject.kind !== "share_link") return [];
  const path = [subject.bucket, ...subject.key.split("/")].filter((part) => part !== "").map(visibleText);
  return [
    { label: say("access.link_opens"), value: say(`access.link_${subject.form}`) },
    { label: say("access.link_at"), value: subject.base_url },
    { label: say("access.where"), value: path.length === 0 ? say("access.where_linked_project") : path.join(" / ") },
  ];
}

/** What follows from being a root key, and is said with it. */
const OF_A_ROOT_KEY: readonly AccessRisk[] = ["whole_project", "no_expiry", "can_delete", "can_write"];

/** A satellite's address for people: host and port. The node ID before it says nothing to them. */
export function satelliteHost(address: string): string {
  return address.split("@").at(-1) ?? address;
}

function risks(all: FoundRisk[], { say }: WordsHere): DescribedFinding["risks"] {
  const isRoot = all.some(({ risk }) => risk === "unrestricted");
  const found = all.filter(({ risk }) => !(isRoot && OF_A_ROOT_KEY.includes(risk)));
  return SEVERITIES.map(({ severity, tone }) => ({
    tone,
    texts: found.filter((one) => one.severity === severity).map(({ risk }) => say(`access.risk_${risk}`)),
  })).filter(({ texts }) => texts.length > 0);
}

/** Says a finding in the window's language. `now` is for tests. */
export function describeFinding(finding: AccessFinding, words: WordsHere, now = Date.now()): DescribedFinding {
  const { say } = words;
  const rights = finding.rights ?? null;
  const others = rights?.filter(isOther) ?? [];
  const satellite = finding.satellite;
  return {
    shown: say("access.shown", { text: finding.shown, subject: say(`access.subject_${finding.subject.kind}`) }),
    state: finding.validity
      ? { tone: TONES[finding.validity.state], text: say(`access.state_${finding.validity.state}`) }
      : null,
    rights:
      rights === null
        ? []
        : MAIN.map((right) => ({
            allowed: rights.includes(right),
            text: say(rights.includes(right) ? `access.can_${right}` : `access.cannot_${right}`),
          })),
    facts: [
      ...subjectFacts(finding, words),
      ...placeFacts(finding, words),
      ...timeFacts(finding, words, now),
      ...(others.length === 0
        ? []
        : [
            {
              label: say("access.also"),
              value: others.map((right) => say(`access.right_${right}`)).join(say("access.comma")),
            },
          ]),
      ...(satellite ? [{ label: say("access.satellite"), value: satelliteHost(satellite.address) }] : []),
      ...keyFacts(finding, words),
    ],
    risks: risks(finding.risks, words),
  };
}

/** A finding as text, for the clipboard. It holds no secret, as the finding holds none. */
export function summaryOf(described: DescribedFinding, { say }: WordsHere): string {
  const facts = described.facts.map(({ label, value, strong }) =>
    say("access.summary_fact", { label, value: strong === undefined ? value : `${value}, ${strong}` }),
  );
  return [
    described.state === null ? described.shown : `${described.shown}: ${described.state.text}`,
    ...described.rights.map(({ allowed, text }) => `${allowed ? "+" : "-"} ${text}`),
    ...facts.map((line, at) => (described.facts[at]?.label === "" ? `  ${described.facts[at].value}` : line)),
    ...described.risks.flatMap(({ texts }) => texts.map((text) => `! ${text}`)),
  ].join("\n");
}
