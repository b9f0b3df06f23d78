import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";

import type { AddressingStyle } from "../../platform/operations";
import { useWords } from "../../words/words";
import { Segmented } from "../dialogs/Segmented";
import { SecretField } from "./SecretField";
import type { Stash } from "./stash";

interface AdvancedFieldsProperties {
  addressing: AddressingStyle;
  onAddressing: (addressing: AddressingStyle) => void;
  stash: Stash;
  onChanged: () => void;
}

/** What few stores need: how buckets are addressed, and the token of temporary credentials. */
export function AdvancedFields({ addressing, onAddressing, stash, onChanged }: AdvancedFieldsProperties) {
  const { say } = useWords();
  return (
    <Disclosure className="details">
      <Heading level={2}>
        <Button slot="trigger" className="details-trigger" data-testid="account-advanced">
          {say("accounts.advanced")}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="account-advanced">
          <Segmented
            label={say("accounts.addressing")}
            value={addressing}
            onChange={onAddressing}
            testId="addressing"
            options={[
              { value: "path", label: say("accounts.addressing_path") },
              { value: "virtual_hosted", label: say("accounts.addressing_virtual") },
            ]}
          />
          <SecretField
            name="session-token"
            label={say("accounts.session_token")}
            hint={say("accounts.session_token_hint")}
            stash={stash}
            onFilled={onChanged}
          />
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
