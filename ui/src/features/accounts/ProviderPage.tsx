import { useWords } from "../../words/words";
import { Choice } from "../dialogs/Choice";
import { DialogFrame } from "../dialogs/DialogFrame";
import type { StepsProperties } from "../dialogs/Steps";
import { PageButtons } from "./PageButtons";
import { PRESET_IDS, type PresetId } from "./presets";

interface ProviderPageProperties {
  steps: StepsProperties;
  onPreset: (preset: PresetId) => void;
  onBack?: () => void;
  onClose: () => void;
}

/** Which S3-compatible service it is: that fills in what is the same for everyone. */
export function ProviderPage({ steps, onPreset, onBack, onClose }: ProviderPageProperties) {
  const { say } = useWords();
  return (
    <DialogFrame
      name="add-s3-service"
      steps={steps}
      title={say("accounts.service_title")}
      subtitle={say("accounts.service_text")}
      onClose={onClose}
      footer={<PageButtons onBack={onBack} onCancel={onClose} />}
    >
      <div className="choices two">
        {PRESET_IDS.map((preset, at) => (
          <Choice
            key={preset}
            testId={`service-${preset}`}
            title={say(`accounts.service_${preset}`)}
            text={say(`accounts.service_${preset}_text`)}
            autoFocus={at === 0}
            onPress={() => onPreset(preset)}
          />
        ))}
      </div>
    </DialogFrame>
  );
}
