import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { createBucket } from "../../platform/operations";
import { keys } from "../../state/queries";
import { useWords } from "../../words/words";
import { bucketNameProblem, isBeingTyped } from "./bucketName";
import { FormDialog } from "./FormDialog";
import { ErrorNote } from "./ErrorNote";
import { Field } from "./Field";
import { useSubmit } from "./useSubmit";

interface NewBucketDialogProperties {
  account: string;
  /** Gets the bucket's name, or null where the person gave up. */
  onClose: (bucket: string | null) => void;
}

/** Makes a bucket; its name is checked as one types. */
export function NewBucketDialog({ account, onClose }: NewBucketDialogProperties) {
  const { say } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [asked, setAsked] = useState(false);
  const { pending, error, clear, run } = useSubmit();
  const problem = bucketNameProblem(name);
  const said = problem !== null && (asked || !isBeingTyped(name, problem)) ? problem : null;

  const submit = async () => {
    setAsked(true);
    if (problem !== null) return;
    if (!(await run(() => createBucket({ account, bucket: name })))) return;
    void queries.invalidateQueries({ queryKey: keys.buckets(account) });
    onClose(name);
  };

  return (
    <FormDialog
      name="new-bucket"
      title={say("dialogs.new_bucket_title")}
      width={460}
      confirm={say("dialogs.create")}
      complete={said === null}
      pending={pending}
      onSubmit={() => void submit()}
      onClose={() => onClose(null)}
    >
      <Field
        name="bucket"
        label={say("dialogs.bucket_name")}
        value={name}
        autoFocus
        onChange={(value) => {
          setName(value);
          clear();
        }}
        error={said === null ? null : say(`dialogs.bucket_${said}`)}
        hint={say("dialogs.bucket_hint")}
      />
      {error !== null && <ErrorNote error={error} />}
    </FormDialog>
  );
}
