import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";

import { useWords } from "../../words/words";
import { Field } from "../dialogs/Field";
import { endpointProblem, isBeginning } from "./endpoint";
import { authServiceProblem, STORJ_AUTH_SERVICE, STORJ_LINK_SHARING } from "./services";
import type { StorjAdding } from "./useStorjAccount";

/** What only those need who don't use Storj's own services. */
export function ServiceFields({ adding }: { adding: StorjAdding }) {
  const { say } = useWords();
  const { authService, linkSharing } = adding.fields;
  const wrong = (text: string, problem: ReturnType<typeof authServiceProblem>) =>
    problem === null || isBeginning(text) ? null : say(`accounts.endpoint_${problem}`);
  return (
    <Disclosure className="details" defaultExpanded={authService !== "" || linkSharing !== ""}>
      <Heading level={2}>
        <Button slot="trigger" className="details-trigger" data-testid="account-advanced">
          {say("accounts.advanced")}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="account-advanced">
          <Field
            name="auth-service"
            label={say("accounts.auth_service")}
            mono
            value={authService}
            placeholder={STORJ_AUTH_SERVICE}
            onChange={(text) => {
              adding.set({ authService: text });
              adding.changed();
            }}
            error={wrong(authService, authServiceProblem(authService))}
            hint={say("accounts.auth_service_hint")}
          />
          <Field
            name="link-sharing"
            label={say("accounts.link_sharing")}
            type="url"
            mono
            value={linkSharing}
            placeholder={STORJ_LINK_SHARING}
            onChange={(text) => {
              adding.set({ linkSharing: text });
              adding.changed();
            }}
            error={wrong(linkSharing, endpointProblem(linkSharing))}
            hint={say("accounts.link_sharing_hint")}
          />
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
