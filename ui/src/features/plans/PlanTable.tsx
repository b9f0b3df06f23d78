import { type ReactNode } from "react";

import type { PlanInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { PlanProblems } from "./PlanProblems";

/** What a plan found, counted. */
export function PlanTable({ info }: { info: PlanInfo }) {
  const { say, formats } = useWords();
  const sum = (count: number, bytes: number) => say("plans.files_sum", { count, size: formats.bytes(bytes) });
  return (
    <div>
      <table className="plan-table">
        <tbody>
          <Row name="new" label={say("plans.new")} value={sum(info.new_files, info.new_bytes)} />
          {info.resumable_files > 0 && (
            <Row
              name="resumable"
              label={say("plans.resumable")}
              chip={<span className="chip info">{say("plans.goes_on")}</span>}
              value={say("plans.resumable_sum", {
                done: formats.bytes(info.resumed_bytes),
                all: sum(info.resumable_files, info.resumable_bytes),
              })}
            />
          )}
          {info.same_files > 0 && (
            <Row
              name="same"
              label={say("plans.same")}
              chip={<span className="chip">{say("plans.left_alone")}</span>}
              value={sum(info.same_files, info.same_bytes)}
            />
          )}
          {info.differing_files > 0 && (
            <Row
              name="differing"
              label={say("plans.differing")}
              chip={<span className="chip warn">{say("plans.your_choice")}</span>}
              value={sum(info.differing_files, info.differing_bytes)}
            />
          )}
          {info.empty_folders > 0 && (
            <Row
              name="empty-folders"
              label={say("plans.empty_folders")}
              chip={
                info.transfer_kind === "download" ? undefined : <span className="chip">{say("plans.as_markers")}</span>
              }
              value={formats.count(info.empty_folders)}
            />
          )}
        </tbody>
      </table>
      {info.problem_count > 0 && <PlanProblems info={info} />}
    </div>
  );
}

interface RowProperties {
  /** Its `data-testid` is `plan-<name>`. */
  name: string;
  label: string;
  chip?: ReactNode;
  value: string;
}

function Row({ name, label, chip, value }: RowProperties) {
  return (
    <tr data-testid={`plan-${name}`}>
      <th scope="row">
        {label} {chip}
      </th>
      <td>{value}</td>
    </tr>
  );
}
