import { CloudOff, CircleAlert, FolderOpen, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";

import type { ErrorCode, ErrorInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { errorWords } from "../dialogs/errorWords";

const OFFLINE = new Set<ErrorCode>(["name_lookup", "connection_refused", "timeout", "connection_lost"]);

interface StateProperties {
  icon: ReactNode;
  title: string;
  text: string;
  /** A second paragraph. */
  more?: string;
  testId: string;
  alert?: boolean;
  children?: ReactNode;
}

/** A folder's state where there are no rows: what it is, in words, and what to do. */
export function FolderState({ icon, title, text, more, testId, alert, children }: StateProperties) {
  return (
    <div className="folder-state" data-testid={testId} role={alert ? "alert" : "status"}>
      {icon}
      <h2>{title}</h2>
      <p className="selectable">{text}</p>
      {more !== undefined && <p className="selectable">{more}</p>}
      {children !== undefined && <div className="folder-state-actions">{children}</div>}
    </div>
  );
}

/** Nothing is here. */
export function EmptyFolder({ onUpload }: { onUpload: () => void }) {
  const { say } = useWords();
  return (
    <FolderState
      icon={<FolderOpen aria-hidden />}
      title={say("browser.empty_title")}
      text={say("browser.empty_text")}
      testId="folder-empty"
    >
      <Button className="button" onPress={onUpload}>
        {say("browser.empty_upload")}
      </Button>
    </FolderState>
  );
}

/** Nothing fits the filter. */
export function NothingFits({ filter, onShowAll }: { filter: string; onShowAll: () => void }) {
  const { say } = useWords();
  return (
    <FolderState
      icon={<SearchX aria-hidden />}
      title={say("browser.nothing_fits", { filter })}
      text={say("browser.nothing_fits_text")}
      testId="folder-nothing-fits"
    >
      <Button className="button" onPress={onShowAll}>
        {say("browser.show_all")}
      </Button>
    </FolderState>
  );
}

/** The place couldn't be listed. */
export function FolderFailed({ error, onAgain }: { error: ErrorInfo; onAgain: () => void }) {
  const { say } = useWords();
  const offline = OFFLINE.has(error.code);
  const { title, next } = errorWords(error, say);
  return (
    <FolderState
      icon={offline ? <CloudOff aria-hidden /> : <CircleAlert aria-hidden className="bad" />}
      title={title}
      text={offline ? `${next} ${say("browser.offline_still")}` : next}
      testId={offline ? "folder-offline" : "folder-failed"}
      alert
    >
      <Button className="button" onPress={onAgain}>
        {say("browser.again")}
      </Button>
    </FolderState>
  );
}

/** A part is here and the rest couldn't be listed. */
export function PartlyListed({ error, onAgain }: { error: ErrorInfo; onAgain: () => void }) {
  const { say } = useWords();
  return (
    <div className="partly-listed" role="alert" data-testid="folder-partly">
      <CircleAlert aria-hidden />
      <span>{say("browser.partly", { why: errorWords(error, say).title })}</span>
      <Button className="button" onPress={onAgain}>
        {say("browser.again")}
      </Button>
    </div>
  );
}

/** The first page is on its way. */
export function LoadingFolder() {
  const { say } = useWords();
  return (
    <div className="loading-folder" data-testid="folder-loading" role="status">
      <span className="visually-hidden">{say("browser.loading")}</span>
      {[46, 62, 38, 55, 70, 44, 58].map((width) => (
        <div key={width} className="skeleton-row">
          <span className="skeleton" style={{ width: `${width.toString()}%` }} />
        </div>
      ))}
    </div>
  );
}
