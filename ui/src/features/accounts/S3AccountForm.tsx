import { useState } from "react";
import { Form } from "react-aria-components";

import { type AccountInfo, addS3Account, testS3Account } from "../../platform/operations";
import { useWords } from "../../words/words";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Field } from "../dialogs/Field";
import type { StepsProperties } from "../dialogs/Steps";
import { AddAccountFooter } from "./AddAccountFooter";
import { AdvancedFields } from "./AdvancedFields";
import { ConnectionReportNote } from "./ConnectionReportNote";
import { endpointProblem } from "./endpoint";
import { EndpointFields } from "./EndpointFields";
import { isPartThere, type S3Fields } from "./presets";
import { SecretField } from "./SecretField";
import { SecretPlaceNote } from "./SecretPlaceNote";
import type { Stash } from "./stash";
import { useAddAccount } from "./useAddAccount";

interface S3AccountFormProperties {
  onClose: (account: AccountInfo | null) => void;
  steps: StepsProperties;
  /** What was typed, kept while another page is shown. */
  draft: S3Fields;
  onDraft: (draft: S3Fields) => void;
  stash: Stash;
  onBack?: () => void;
}

const FORM = "s3-account-form";

/** Adds an S3-compatible store. It is tried before it is saved. */
export function S3AccountForm({ onClose, steps, draft, onDraft, stash, onBack }: S3AccountFormProperties) {
  const { say } = useWords();
  const [hasSecret, setHasSecret] = useState(() => stash.get("secret-key") !== "");
  const adding = useAddAccount();

  const addressed = endpointProblem(draft.endpoint) === null && isPartThere(draft);
  const complete = addressed && draft.access_key_id.trim() !== "" && hasSecret;
  const change = (next: S3Fields) => {
    onDraft(next);
    adding.changed();
  };
  const set = (some: Partial<S3Fields>) => change({ ...draft, ...some });
  const request = () => ({
    name: draft.name.trim(),
    endpoint: draft.endpoint.trim() || null,
    region: draft.region.trim() || null,
    addressing: draft.addressing,
    access_key_id: draft.access_key_id.trim(),
    secret_key: stash.get("secret-key").trim(),
    session_token: stash.get("session-token").trim() || null,
  });
  const save = async () => {
    if (!complete) return;
    const account = await adding.save(
      () => testS3Account(request()),
      () => addS3Account(request()),
    );
    if (account !== null) onClose(account);
  };
  const service = say(`accounts.service_${draft.preset}`);

  return (
    <DialogFrame
      name="add-s3"
      steps={steps}
      title={draft.preset === "own" ? say("accounts.s3_title") : say("accounts.s3_title_of", { service })}
      subtitle={say("accounts.s3_text")}
      onClose={() => onClose(null)}
      footer={
        <AddAccountFooter
          form={FORM}
          adding={adding}
          complete={complete}
          onTest={() => void adding.test(() => testS3Account(request()))}
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
        <EndpointFields draft={draft} onDraft={change} />
        <div className="account-pair">
          <Field
            name="access-key-id"
            label={say("accounts.access_key_id")}
            mono
            value={draft.access_key_id}
            autoFocus={draft.preset === "storj"}
            onChange={(access_key_id) => set({ access_key_id })}
          />
          <SecretField
            name="secret-key"
            label={say("accounts.secret_key")}
            stash={stash}
            onFilled={(filled) => {
              setHasSecret(filled);
              adding.changed();
            }}
          />
        </div>
        <Field
          name="name"
          label={say("accounts.name")}
          value={draft.name}
          onChange={(name) => set({ name })}
          hint={say("accounts.name_hint")}
        />
        <AdvancedFields
          addressing={draft.addressing}
          onAddressing={(addressing) => set({ addressing })}
          stash={stash}
          onChanged={adding.changed}
        />
        <SecretPlaceNote />
        {adding.report !== null && <ConnectionReportNote report={adding.report} />}
        {adding.error !== null && <ErrorNote error={adding.error} />}
      </Form>
    </DialogFrame>
  );
}
