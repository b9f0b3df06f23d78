import { Play, X } from "lucide-react";
import { Button } from "react-aria-components";

import type { LeftoverUpload } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import type { LeftoverActs } from "./useLeftoverActs";

interface LeftoverRowProperties {
  upload: LeftoverUpload;
  acts: LeftoverActs;
  top: number;
  /** The time that ages are counted to, in ms. */
  now: number;
}

/** One unfinished upload: what, since when, how much of it is there, whose it is, and what can be done. */
export function LeftoverRow({ upload, acts, top, now }: LeftoverRowProperties) {
  const { say, formats } = useWords();
  const name = visibleText(upload.key);
  const { sending } = upload;
  return (
    <div
      role="row"
      className="leftover"
      data-testid={`leftover-${upload.upload_id}`}
      style={{ transform: `translateY(${top.toString()}px)` }}
    >
      <span role="cell" className="leftover-key" title={upload.key}>
        <bdi>{name}</bdi>
      </span>
      <span role="cell" className="leftover-age" title={upload.initiated > 0 ? formats.fullDate(upload.initiated) : ""}>
        {upload.initiated > 0
          ? say("leftovers.age", { age: formats.duration(Math.max(0, now - upload.initiated)) })
          : say("leftovers.age_unknown")}
      </span>
      <span role="cell" className="leftover-size" data-testid="leftover-size">
        {say("leftovers.parts", { count: upload.parts, size: formats.bytes(upload.bytes) })}
      </span>
      <span role="cell">
        {sending ? (
          <span className="chip info">{say("leftovers.running")}</span>
        ) : (
          <span className={upload.owner === "not_ours" ? "chip warn" : "chip"}>
            {say(`leftovers.owner_${upload.owner}`)}
          </span>
        )}
      </span>
      <span role="cell" className="leftover-buttons">
        {typeof upload.transfer === "string" && !sending && (
          <Button
            className="icon-button small"
            data-testid="leftover-resume"
            aria-label={say("leftovers.resume_of", { name })}
            isDisabled={acts.pending}
            onPress={() => acts.resume(upload)}
          >
            <Play aria-hidden size={16} />
          </Button>
        )}
        {!sending && (
          <Button
            className="icon-button small"
            data-testid="leftover-abort"
            aria-label={say("leftovers.abort_of", { name })}
            isDisabled={acts.pending}
            onPress={() => acts.abort(upload)}
          >
            <X aria-hidden size={16} />
          </Button>
        )}
      </span>
    </div>
  );
}
