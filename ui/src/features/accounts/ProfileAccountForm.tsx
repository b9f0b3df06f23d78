import { useQuery } from "@tanstack/react-query";
import { Form, Label, Radio, RadioGroup } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { type AccountInfo, addProfileAccount, type AwsProfile, testProfileAccount } from "../../platform/operations";
import { useWords } from "../../words/words";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Field } from "../dialogs/Field";
import { Note } from "../dialogs/Note";
import type { StepsProperties } from "../dialogs/Steps";
import { AddAccountFooter } from "./AddAccountFooter";
import { ConnectionReportNote } from "./ConnectionReportNote";
import { endpointProblem, isBeginning } from "./endpoint";
import { PROFILES } from "./profiles";
import { useAddAccount } from "./useAddAccount";

interface ProfileAccountFormProperties {
  onClose: (account: AccountInfo | null) => void;
  steps: StepsProperties;
  /** What was typed, kept while another page is shown. */
  draft: ProfileFields;
  onDraft: (draft: ProfileFields) => void;
  onBack?: () => void;
}

const FORM = "profile-account-form";

/** What is typed of a profile. */
export interface ProfileFields {
  name: string;
  profile: string;
  endpoint: string;
  region: string;
}

/** Adds a profile of the AWS configuration as an account. */
export function ProfileAccountForm({ onClose, steps, draft, onDraft, onBack }: ProfileAccountFormProperties) {
  const { say } = useWords();
  const profiles = useQuery(PROFILES);
  const adding = useAddAccount();
  const profile = draft.profile || (profiles.data?.[0]?.name ?? "");
  const problem = endpointProblem(draft.endpoint);
  const complete = profile !== "" && problem === null;

  const set = (change: Partial<ProfileFields>) => {
    onDraft({ ...draft, ...change });
    adding.changed();
  };
  const request = () => ({
    name: draft.name.trim(),
    profile,
    endpoint: draft.endpoint.trim() || null,
    region: draft.region.trim() || null,
  });
  const save = async () => {
    if (!complete) return;
    const account = await adding.save(
      () => testProfileAccount(request()),
      () => addProfileAccount(request()),
    );
    if (account !== null) onClose(account);
  };

  return (
    <DialogFrame
      name="add-profile"
      steps={steps}
      title={say("accounts.profile_title")}
      subtitle={say("accounts.profile_text")}
      onClose={() => onClose(null)}
      footer={
        <AddAccountFooter
          form={FORM}
          adding={adding}
          complete={complete}
          onTest={() => void adding.test(() => testProfileAccount(request()))}
          onCancel={() => onClose(null)}
          onBack={onBack}
        />
      }
    >
      <Form
        id={FORM}
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {profiles.isError && <ErrorNote error={toOperationError(profiles.error).info} />}
        {profiles.data?.length === 0 && (
          <Note tone="info" testId="no-profiles">
            {say("accounts.no_profiles")}
          </Note>
        )}
        {profiles.data !== undefined && profiles.data.length > 0 && (
          <ProfileChoice profiles={profiles.data} value={profile} onChange={(chosen) => set({ profile: chosen })} />
        )}
        <Field
          name="name"
          label={say("accounts.name")}
          value={draft.name}
          placeholder={profile}
          onChange={(name) => set({ name })}
          hint={say("accounts.name_hint_profile")}
        />
        <div className="account-pair">
          <Field
            name="endpoint"
            label={say("accounts.endpoint_optional")}
            type="url"
            mono
            value={draft.endpoint}
            onChange={(endpoint) => set({ endpoint })}
            error={problem === null || isBeginning(draft.endpoint) ? null : say(`accounts.endpoint_${problem}`)}
            hint={say("accounts.profile_decides")}
          />
          <Field
            name="region"
            label={say("accounts.region")}
            value={draft.region}
            onChange={(region) => set({ region })}
            hint={say("accounts.profile_decides")}
          />
        </div>
        <Note tone="info" testId="secret-place">
          {say("accounts.secret_aws")}
        </Note>
        {adding.report !== null && <ConnectionReportNote report={adding.report} />}
        {adding.error !== null && <ErrorNote error={adding.error} />}
      </Form>
    </DialogFrame>
  );
}

interface ProfileChoiceProperties {
  profiles: AwsProfile[];
  value: string;
  onChange: (profile: string) => void;
}

function ProfileChoice({ profiles, value, onChange }: ProfileChoiceProperties) {
  const { say } = useWords();
  return (
    <RadioGroup value={value} onChange={onChange} className="profiles" data-testid="field-profile">
      <Label className="field-label">{say("accounts.profile")}</Label>
      <div className="profiles-list">
        {profiles.map((profile) => (
          <Radio key={profile.name} value={profile.name} className="profile" data-testid={`profile-${profile.name}`}>
            <span className="profile-name">{profile.name}</span>
            {profile.sso && <span className="chip">{say("accounts.sso")}</span>}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
