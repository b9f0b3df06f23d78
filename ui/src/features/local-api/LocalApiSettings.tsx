import { Button } from "react-aria-components";

import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { useLocalApiStore } from "./store";

import "./local-api.css";

/** The local API among the settings: how it stands, and the way to its switch. */
export function LocalApiSettings() {
  const { say } = useWords();
  const dialogs = useDialogs();
  const api = useLocalApiStore((store) => store.api);
  const sentence =
    api === null || api.state === "off"
      ? say("local_api.settings_off")
      : api.state === "on"
        ? say("local_api.settings_on", { address: api.address })
        : say(`local_api.mark_${api.state}`, { port: api.port.toString() });
  return (
    <div className="local-api-settings">
      <div>
        <h2 className="field-label">{say("local_api.title")}</h2>
        <p className="field-hint" data-testid="settings-local-api">
          {sentence}
        </p>
      </div>
      <Button
        className="button"
        data-testid="open-local-api"
        aria-label={say("actions.local_api")}
        onPress={() => void dialogs.openLocalApi()}
      >
        {say("local_api.open")}
      </Button>
    </div>
  );
}
