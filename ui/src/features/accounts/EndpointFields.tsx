import { useWords } from "../../words/words";
import { Field } from "../dialogs/Field";
import { endpointProblem, isBeginning, isUnencrypted } from "./endpoint";
import { isHostPart, PRESETS, type S3Fields, withPart } from "./presets";

interface EndpointFieldsProperties {
  draft: S3Fields;
  onDraft: (draft: S3Fields) => void;
}

/** Where the store is: typed for one's own server, and as little as it takes for a service that is known. */
export function EndpointFields({ draft, onDraft }: EndpointFieldsProperties) {
  const { say } = useWords();
  const { part, example, hint, typed } = PRESETS[draft.preset];
  const set = (change: Partial<S3Fields>) => onDraft({ ...draft, ...change });
  if (part !== undefined) {
    const wrong = draft.part.trim() !== "" && !isHostPart(draft.part);
    const address = draft.endpoint === "" ? null : say("accounts.at_endpoint", { endpoint: draft.endpoint });
    return (
      <Field
        name="part"
        label={say(`accounts.part_of_${part}`)}
        mono
        value={draft.part}
        placeholder={example}
        autoFocus
        onChange={(text) => onDraft(withPart(draft, text))}
        error={wrong ? say("accounts.part_wrong") : null}
        hint={address ?? (hint === undefined ? undefined : say(hint))}
      />
    );
  }
  if (!typed) return null;
  const problem = endpointProblem(draft.endpoint);
  return (
    <div className="account-place">
      <Field
        name="endpoint"
        label={say("accounts.endpoint")}
        type="url"
        mono
        value={draft.endpoint}
        autoFocus
        onChange={(endpoint) => set({ endpoint })}
        error={problem === null || isBeginning(draft.endpoint) ? null : say(`accounts.endpoint_${problem}`)}
        hint={say(isUnencrypted(draft.endpoint) ? "accounts.endpoint_unencrypted" : "accounts.endpoint_hint")}
      />
      <Field
        name="region"
        label={say("accounts.region")}
        value={draft.region}
        onChange={(region) => set({ region })}
        hint={say("accounts.region_hint")}
      />
    </div>
  );
}
