import { Check, Minus } from "lucide-react";

import type { AccessFinding } from "../../platform/operations";
import { useWords } from "../../words/words";
import { Note } from "../dialogs/Note";
import { describeFinding } from "./finding";

import "./access.css";

interface FindingViewProperties {
  finding: AccessFinding;
  /** Without them where the person has just chosen them. */
  risks?: boolean;
}

/** What an access may do, where, until when, and what is risky about it. */
export function FindingView({ finding, risks = true }: FindingViewProperties) {
  const words = useWords();
  const described = describeFinding(finding, words);
  return (
    <div className="finding" data-testid="finding">
      <div className="finding-shown">
        <span className="mono selectable">{described.shown}</span>
        {described.state !== null && <span className={`chip ${described.state.tone}`}>{described.state.text}</span>}
      </div>
      {described.rights.length > 0 && (
        <ul className="finding-rights">
          {described.rights.map(({ allowed, text }) => (
            <li key={text} className={allowed ? "allowed" : "denied"}>
              {allowed ? <Check aria-hidden /> : <Minus aria-hidden />}
              {text}
            </li>
          ))}
        </ul>
      )}
      {described.rights.length === 0 && (
        <p className="finding-unknown">{words.say(`access.unknown_${finding.subject.kind}`)}</p>
      )}
      <dl className="finding-facts">
        {described.facts.map(({ label, value, strong }) => (
          <div key={`${label} ${value}`}>
            <dt>{label}</dt>
            <dd className="selectable">
              {value}
              {strong !== undefined && (
                <>
                  {words.say("access.comma")}
                  <b>{strong}</b>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {risks &&
        described.risks.map(({ tone, texts }) => (
          <Note key={tone} tone={tone} testId={`risks-${tone}`}>
            {texts.length === 1 ? (
              texts[0]
            ) : (
              <ul className="finding-risks">
                {texts.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            )}
          </Note>
        ))}
    </div>
  );
}
