import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import { copyText, type LocalApi } from "../../platform/operations";
import { useWords } from "../../words/words";
import { RequestTable } from "./RequestTable";
import { trial } from "./requestWords";
import { useRequests } from "./useRequests";

interface RequestLogProperties {
  api: LocalApi;
  /** Does what may fail; where it fails is said in the dialog. */
  run: (action: () => Promise<unknown>) => Promise<boolean>;
}

/** What the local API answered since Satchel started, or how to try it. */
export function RequestLog({ api, run }: RequestLogProperties) {
  const { say } = useWords();
  const log = useRequests();
  const [copied, setCopied] = useState(false);
  if (log === null) return null;
  const { requests, total } = log;
  return (
    <section className="local-api-log" aria-labelledby="local-api-requests">
      <div className="local-api-log-head">
        <h2 id="local-api-requests" className="field-label">
          {say("local_api.requests")}
        </h2>
        {total > 0 && (
          <span className="local-api-count" data-testid="requests-count">
            {say(total > requests.length ? "local_api.count_last" : "local_api.count", {
              count: total,
              shown: requests.length,
            })}
          </span>
        )}
      </div>
      {requests.length > 0 ? (
        <RequestTable requests={requests} />
      ) : (
        <div className="local-api-empty" data-testid="requests-empty">
          <p>{say(api.state === "on" ? "local_api.none_yet" : "local_api.none_off")}</p>
          {api.state === "on" && (
            <>
              <p>{say("local_api.try")}</p>
              <div className="details-text">
                <code data-testid="local-api-trial">{trial(api.address)}</code>
                <Button
                  className="icon-button small"
                  aria-label={say("local_api.copy_trial")}
                  data-testid="local-api-copy-trial"
                  onPress={() =>
                    void run(async () => {
                      await copyText({ text: trial(api.address) });
                      setCopied(true);
                    })
                  }
                >
                  {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
                </Button>
              </div>
              <p className="visually-hidden" role="status">
                {copied && say("local_api.trial_copied")}
              </p>
            </>
          )}
        </div>
      )}
    </section>
  );
}
