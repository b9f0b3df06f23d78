import { Button } from "react-aria-components";

import type { Language, Theme } from "../../platform/operations";
import { useAppInfo } from "../../state/queries";
import { useSettings } from "../../state/settings";
import { useWords } from "../../words/words";
import { SecretPlaceNote } from "../accounts/SecretPlaceNote";
import { DialogFrame } from "../dialogs/DialogFrame";
import { Segmented } from "../dialogs/Segmented";
import { LocalApiSettings } from "../local-api/LocalApiSettings";
import { TransferSettings } from "./TransferSettings";

import "./settings.css";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** What a person can set. Each choice holds at once. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const { settings, update } = useSettings();
  const version = useAppInfo().data?.version;
  return (
    <DialogFrame
      name="settings"
      title={say("settings.title")}
      width={520}
      onClose={onClose}
      footer={
        <>
          {version !== undefined && <span className="settings-version">{say("settings.version", { version })}</span>}
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-confirm" onPress={onClose}>
            {say("dialogs.done")}
          </Button>
        </>
      }
    >
      <Segmented<Theme>
        label={say("settings.theme")}
        value={settings.theme}
        onChange={(theme) => update({ theme })}
        testId="theme"
        options={THEMES.map((value) => ({ value, label: say(`settings.theme_${value}`) }))}
      />
      <Segmented<Language>
        label={say("settings.language")}
        value={settings.language}
        onChange={(language) => update({ language })}
        testId="language"
        options={[
          { value: "system", label: say("settings.language_system") },
          { value: "en", label: say("settings.language_en") },
          { value: "zh-CN", label: say("settings.language_zh") },
        ]}
      />
      <TransferSettings />
      <LocalApiSettings />
      <div>
        <h2 className="field-label">{say("settings.secrets")}</h2>
        <SecretPlaceNote />
      </div>
    </DialogFrame>
  );
}
