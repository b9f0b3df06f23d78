import { useRef, useState } from "react";
import { Form } from "react-aria-components";

import { type AccountInfo, addS3Account, type AddressingStyle, testS3Account } from "../../platform/operations";
import { useWords } from "../../words/words";
import type { AddableAccount } from "../dialogs/api";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Field } from "../dialogs/Field";
import { AddAccountFooter } from "./AddAccountFooter";
import { AdvancedFields } from "./AdvancedFields";
import { ConnectionReportNote } from "./ConnectionReportNote";
import { endpointProblem, isBeginning, isUnencrypted } from "./endpoint";
import { KindChoice } from "./KindChoice";
import { SecretField } from "./SecretField";
import { SecretPlaceNote } from "./SecretPlaceNote";
import { useAddAccount } from "./useAddAccount";

interface S3AccountFormProperties {
  onClose: (account: AccountInfo | null) => void;
  onKind?: (kind: AddableAccount) => void;
}

const FORM = "s3-account-form";
const EMPTY = { name: "", endpoint: "", region: "", addressing: "path" as AddressingStyle, access_key_id: "" };

/** Adds an S3-compatible store. It is tried before it is saved. */
export function S3AccountForm({ onClose, onKind }: S3AccountFormProperties) {
  const { say } = useWords();
  const [draft, setDraft] = useState(EMPTY);
  const [hasSecret, setHasSecret] = useState(false);
  const secret = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);
  const adding = useAddAccount();

  const problem = endpointProblem(draft.endpoint);
  const complete = problem === null && draft.access_key_id.trim() !== "" && hasSecret;
  const set = (change: Partial<typeof EMPTY>) => {
    setDraft({ ...draft, ...change });
    adding.changed();
  };
  const request = () => ({
    name: draft.name.trim(),
    endpoint: draft.endpoint.trim() || null,
    region: draft.region.trim() || null,
    addressing: draft.addressing,
    access_key_id: draft.access_key_id.trim(),
    secret_key: secret.current?.value.trim() ?? "",
    session_token: token.current?.value.trim() || null,
  });
  const save = async () => {
    if (!complete) return;
    const account = await adding.save(
      () => testS3Account(request()),
      () => addS3Account(request()),
    );
    if (account === null) return;
    for (const input of [secret.current, token.current]) if (input !== null) input.value = "";
    onClose(account);
  };

  return (
    <DialogFrame
      name="add-s3"
      title={say("accounts.s3_title")}
      subtitle={say("accounts.s3_text")}
      onClose={() => onClose(null)}
      footer={
        <AddAccountFooter
          form={FORM}
          adding={adding}
          complete={complete}
          onTest={() => void adding.test(() => testS3Account(request()))}
          onCancel={() => onClose(null)}
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
        <KindChoice kind="s3" onKind={onKind} />
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
        <div className="account-pair">
          <Field
            name="access-key-id"
            label={say("accounts.access_key_id")}
            mono
            value={draft.access_key_id}
            onChange={(access_key_id) => set({ access_key_id })}
          />
          <SecretField
            name="secret-key"
            label={say("accounts.secret_key")}
            inputRef={secret}
            onFilled={(filled) => {
              setHasSecret(filled);
              adding.changed();
            }}
          />
        </div>
        <div className="account-pair">
          <Field
            name="name"
            label={say("accounts.name")}
            value={draft.name}
            onChange={(name) => set({ name })}
            hint={say("accounts.name_hint")}
          />
          <Field
            name="region"
            label={say("accounts.region")}
            value={draft.region}
            onChange={(region) => set({ region })}
            hint={say("accounts.region_hint")}
          />
        </div>
        <AdvancedFields
          addressing={draft.addressing}
          onAddressing={(addressing) => set({ addressing })}
          token={token}
          onChanged={adding.changed}
        />
        <SecretPlaceNote />
        {adding.report !== null && <ConnectionReportNote report={adding.report} />}
        {adding.error !== null && <ErrorNote error={adding.error} />}
      </Form>
    </DialogFrame>
  );
}
