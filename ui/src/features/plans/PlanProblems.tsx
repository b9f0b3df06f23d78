import { Button, Disclosure, DisclosurePanel } from "react-aria-components";

import type { PlanInfo, PlanProblem } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";

/** What can't be done as it stands, and why; what gets another name shows which. */
export function PlanProblems({ info }: { info: PlanInfo }) {
  const { say, formats } = useWords();
  const renamedOnly = info.problems.every((problem) => problem.problem === "renamed");
  const more = info.problem_count - info.problems.length;
  return (
    <Disclosure className="plan-problems" data-testid="plan-problems" defaultExpanded={info.problem_count <= 3}>
      <Button slot="trigger" className="details-trigger plan-problems-trigger">
        <span>{say(renamedOnly ? "plans.problems_renamed" : "plans.problems", { count: info.problem_count })}</span>
        <span className={renamedOnly ? "chip" : "chip bad"}>
          {say(renamedOnly ? "plans.renamed" : "plans.skipped")}
        </span>
        <span className="plan-problems-count">{formats.count(info.problem_count)}</span>
      </Button>
      <DisclosurePanel>
        <ul className="plan-problem-list">
          {info.problems.map((problem, index) => (
            <Problem key={`${index}-${problem.name}`} problem={problem} />
          ))}
          {more > 0 && <li className="plan-more">{say("plans.problems_more", { count: more })}</li>}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
}

function Problem({ problem }: { problem: PlanProblem }) {
  const { say } = useWords();
  return (
    <li>
      <bdi className="plan-problem-name">{visibleText(problem.name)}</bdi>
      <span>{say(`plans.problem_${problem.problem}`, { becomes: visibleText(problem.becomes ?? "") })}</span>
    </li>
  );
}
