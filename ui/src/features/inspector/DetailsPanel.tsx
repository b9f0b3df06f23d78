import { Copy } from "lucide-react";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { copyText } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { showToast } from "../dialogs/toasts";
import { QueryProblem } from "./QueryProblem";
import { useDetails } from "./queries";
import { Skeleton } from "./Skeleton";

interface DetailsPanelProperties {
  account: string;
  bucket: string;
  objectKey: string;
  /** What the list knows already. */
  size?: number | null;
  modified?: number | null;
}

/** What the server says of an object; what the list knows already is there at once. */
export function DetailsPanel({ account, bucket, objectKey, size, modified }: DetailsPanelProperties) {
  const { say, formats } = useWords();
  const details = useDetails(account, bucket, objectKey);
  const bytes = details.data?.content_length ?? size;
  const changed = details.data?.last_modified ?? modified;
  const type = details.data?.content_type;

  const etag = details.data?.etag.replace(/^"(.*)"$/, "$1") ?? "";
  return (
    <>
      <dl className="facts selectable">
        {typeof bytes === "number" && (
          <>
            <dt>{say("inspector.size")}</dt>
            <dd data-testid="detail-size">
              {say("inspector.size_exact", { size: formats.bytes(bytes), exact: formats.exactBytes(bytes) })}
            </dd>
          </>
        )}
        {typeof changed === "number" && (
          <>
            <dt>{say("inspector.modified")}</dt>
            <dd data-testid="detail-modified">{formats.fullDate(changed)}</dd>
          </>
        )}
        {details.data !== undefined && (
          <>
            <dt>{say("inspector.type")}</dt>
            <dd data-testid="detail-type">{type ? <bdi>{type}</bdi> : say("inspector.type_unknown")}</dd>
          </>
        )}
        {/* Some programs leave objects without one. */}
        {etag !== "" && (
          <>
            <dt>{say("inspector.etag")}</dt>
            <dd>
              <Copyable text={etag} label={say("inspector.copy_etag")} />
            </dd>
          </>
        )}
        <dt>{say("inspector.key")}</dt>
        <dd>
          <Copyable text={objectKey} label={say("inspector.copy_key")} />
        </dd>
      </dl>
      {details.isPending && <Skeleton lines={2} />}
      {details.isError && (
        <QueryProblem error={toOperationError(details.error).info} onRetry={() => void details.refetch()} />
      )}
    </>
  );
}

function Copyable({ text, label }: { text: string; label: string }) {
  const { say } = useWords();
  const copy = async () => {
    try {
      await copyText({ text });
      showToast({ tone: "good", text: say("inspector.copied") });
    } catch {
      showToast({ tone: "bad", text: say("inspector.not_copied") });
    }
  };
  return (
    <span className="copyable">
      <code title={visibleText(text)}>{visibleText(text)}</code>
      <Button className="icon-button small" aria-label={label} onPress={() => void copy()}>
        <Copy aria-hidden size={16} />
      </Button>
    </span>
  );
}
