import { Check, Copy, RefreshCw } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import { copyLocalApiToken, copyText, type LocalApi, renewLocalApiToken } from "../../platform/operations";
import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { PortField } from "./PortField";
import { localApiIs } from "./store";

interface LocalApiLinesProperties {
  api: LocalApi;
  pending: boolean;
  run: (action: () => Promise<unknown>) => Promise<boolean>;
  onPort: (port: number) => void;
}

/** Where the local API answers, and the token that it asks for: never more of it than its end. */
export function LocalApiLines({ api, pending, run, onPort }: LocalApiLinesProperties) {
  const { say } = useWords();
  const dialogs = useDialogs();
  // Toasts stand behind dialogs: what was done is said here.
  const [done, setDone] = useState<"address_copied" | "token_copied" | "renewed" | null>(null);
  const host = api.address.slice(0, api.address.lastIndexOf(":") + 1);

  const copyAddress = () =>
    run(async () => {
      await copyText({ text: api.address });
      setDone("address_copied");
    });
  const copyToken = () =>
    run(async () => {
      localApiIs(await copyLocalApiToken());
      setDone("token_copied");
    });
  const renew = async () => {
    const sure = await dialogs.confirm({
      name: "renew-token",
      title: say("local_api.renew_title"),
      text: say("local_api.renew_text"),
      confirm: say("local_api.renew_confirm"),
    });
    if (!sure) return;
    await run(async () => {
      localApiIs(await renewLocalApiToken());
      setDone("renewed");
    });
  };

  return (
    <div className="local-api-lines">
      <span className="local-api-label">{say("local_api.address")}</span>
      <div className="local-api-address">
        <span className="mono selectable">{host}</span>
        <PortField key={api.port} port={api.port} onPort={onPort} disabled={pending} />
      </div>
      <div className="local-api-acts">
        <Button
          className="button"
          data-testid="local-api-copy-address"
          aria-label={say("local_api.copy_address")}
          onPress={() => void copyAddress()}
        >
          <Copy aria-hidden />
          {say("dialogs.copy")}
        </Button>
      </div>
      <span className="local-api-label">{say("local_api.token")}</span>
      <span data-testid="local-api-token">
        {!api.token_end ? (
          <span className="request-muted">{say("local_api.token_none")}</span>
        ) : (
          <>
            <span className="mono" aria-hidden>
              {"•".repeat(16)}
              {api.token_end}
            </span>
            <span className="visually-hidden">{say("local_api.token_ends", { end: api.token_end })}</span>
          </>
        )}
      </span>
      <div className="local-api-acts">
        <Button
          className="button"
          data-testid="local-api-copy-token"
          aria-label={say("local_api.copy_token")}
          onPress={() => void copyToken()}
        >
          <Copy aria-hidden />
          {say("dialogs.copy")}
        </Button>
        <Button className="button" data-testid="local-api-renew" isDisabled={pending} onPress={() => void renew()}>
          <RefreshCw aria-hidden />
          {say("local_api.renew")}
        </Button>
      </div>
      <p className="local-api-done" role="status" data-testid="local-api-done">
        {done !== null && (
          <>
            <Check aria-hidden size={14} />
            {say(`local_api.${done}`)}
          </>
        )}
      </p>
    </div>
  );
}
