import { Gauge } from "lucide-react";
import { Button, Dialog, DialogTrigger, Heading, Popover } from "react-aria-components";

import { useSettings } from "../../state/settings";
import { useWords, type WordsHere } from "../../words/words";
import { LimitField } from "./LimitField";

/** The limits in a few characters. */
function limitsText(up: number | null, down: number | null, { say, formats }: WordsHere): string {
  if (up !== null && down !== null) {
    return say("transfers.limits_both", { up: formats.speed(up), down: formats.speed(down) });
  }
  if (up !== null) return say("transfers.limits_up", { up: formats.speed(up) });
  if (down !== null) return say("transfers.limits_down", { down: formats.speed(down) });
  return say("transfers.limits_none");
}

/** How fast transfers may be; changed while they run. */
export function LimitsButton() {
  const words = useWords();
  const { say } = words;
  const { settings, update } = useSettings();
  const [up, down] = [settings.upload_limit ?? null, settings.download_limit ?? null];
  return (
    <DialogTrigger>
      <Button
        className={up === null && down === null ? "button quiet" : "button quiet limited"}
        data-testid="transfers-limits"
      >
        <Gauge aria-hidden />
        <span className="visually-hidden">{say("transfers.limits")}</span>
        {limitsText(up, down, words)}
      </Button>
      <Popover className="popover" placement="top end">
        <Dialog className="limits" data-testid="limits">
          <Heading slot="title" level={2} className="limits-title">
            {say("transfers.limits")}
          </Heading>
          <LimitField
            id="up"
            label={say("transfers.limit_up")}
            ownLabel={say("transfers.limit_own_up")}
            value={up}
            onChange={(upload_limit) => update({ upload_limit })}
          />
          <LimitField
            id="down"
            label={say("transfers.limit_down")}
            ownLabel={say("transfers.limit_own_down")}
            value={down}
            onChange={(download_limit) => update({ download_limit })}
          />
          <p className="field-hint">{say("transfers.limits_hint")}</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
