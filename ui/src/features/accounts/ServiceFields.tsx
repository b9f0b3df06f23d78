import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";

import { useWords } from "../../words/words";
import { Field } from "../dialogs/Field";
import { endpointProblem, isBeginning } from "./endpoint";
import type { StorjAdding, StorjFields } from "./useStorjAccount";

/** Where Storj's own auth service and link sharing are. */
export const STORJ_AUTH_SERVICE = "https://auth.storjshare.io";
const STORJ_LINK_SHARING = "https://link.storjshare.io";

/** What is wrong with an auth service's address: an http address, or `host:port` where it is spoken to by DRPC. */
export function authServiceProblem(address: string): ReturnType<typeof endpointProblem> {
  const text = address.trim();
  return /^[a-z0-9.-]+:\d{1,5}$/i.test(text) ? null : endpointProblem(text);
}

/** Whether the services of one's own have addresses that can be used. */
export function areServicesRight({ authService, linkSharing }: StorjFields): boolean {
  return authServiceProblem(authService) === null && endpointProblem(linkSharing) === null;
}

/** What only those need who don't use Storj's own services. */
export function ServiceFields({ adding }: { adding: StorjAdding }) {
  const { say } = useWords();
  const { authService, linkSharing } = adding.fields;
  const wrong = (text: string, problem: ReturnType<typeof endpointProblem>) =>
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
