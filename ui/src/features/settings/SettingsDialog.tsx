import { useQueryClient } from "@tanstack/react-query";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { type Language, setSettings, type Settings, type Theme } from "../../platform/operations";
import { keys, useAppInfo, useSavedSettings } from "../../state/queries";
import { useWords } from "../../words/words";
import { SecretPlaceNote } from "../accounts/SecretPlaceNote";
import { useDialogs } from "../dialogs/api";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Segmented } from "../dialogs/Segmented";
import { Skeleton } from "../inspector/Skeleton";

import "./settings.css";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

/** What a person can set. Each choice holds at once. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const dialogs = useDialogs();
  const queries = useQueryClient();
  const settings = useSavedSettings();
  const version = useAppInfo().data?.version;

  const change = (chosen: Partial<Settings>) => {
    const before = queries.getQueryData<Settings>(keys.settings);
    if (before === undefined) return;
    const after = { ...before, ...chosen };
    queries.setQueryData(keys.settings, after);
    setSettings(after).catch((thrown: unknown) => {
      queries.setQueryData(keys.settings, before);
      void dialogs.showError(thrown, say("settings.failed"));
    });
  };

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
      {settings.isError && <ErrorNote error={toOperationError(settings.error).info} />}
      {settings.isPending && <Skeleton lines={4} />}
      {settings.data !== undefined && (
        <>
          <Segmented
            label={say("settings.theme")}
            value={settings.data.theme}
            onChange={(theme) => change({ theme })}
            testId="theme"
            options={THEMES.map((value) => ({ value, label: say(`settings.theme_${value}`) }))}
          />
          <Segmented<Language>
            label={say("settings.language")}
            value={settings.data.language}
            onChange={(language) => change({ language })}
            testId="language"
            options={[
              { value: "system", label: say("settings.language_system") },
              { value: "en", label: say("settings.language_en") },
              { value: "zh-CN", label: say("settings.language_zh") },
            ]}
          />
        </>
      )}
      <div>
        <h2 className="field-label">{say("settings.secrets")}</h2>
        <SecretPlaceNote />
      </div>
    </DialogFrame>
  );
}
