import { RadioTower } from "lucide-react";
import { Button } from "react-aria-components";

import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { useLocalApiStore } from "./store";

import "./local-api.css";

/** The mark that the local API answers, or should and can't. It is there for as long as it is switched on. */
export function LocalApiButton() {
  const { say } = useWords();
  const dialogs = useDialogs();
  const api = useLocalApiStore((store) => store.api);
  if (api === null || api.state === "off") return null;
  return (
    <Button
      className={api.state === "failed" ? "status-button warn" : "status-button"}
      data-testid="local-api-button"
      onPress={() => void dialogs.openLocalApi()}
    >
      <RadioTower aria-hidden size={14} />
      <span>{say(`local_api.mark_${api.state}`, { port: api.port.toString() })}</span>
    </Button>
  );
}
