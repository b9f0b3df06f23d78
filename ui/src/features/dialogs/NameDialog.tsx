import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

import { useWords } from "../../words/words";
import { FormDialog } from "./FormDialog";
import { ErrorNote } from "./ErrorNote";
import { Field } from "./Field";
import { nameProblem } from "./names";
import { useSubmit } from "./useSubmit";

interface NameDialogProperties {
  /** Names the dialog and its form. */
  name: string;
  title: string;
  label: string;
  confirm: string;
  hint?: ReactNode;
  /** The name that it has so far; it can't be kept. */
  before?: string;
  /** How many characters of `before` are selected at first; all where it isn't told. */
  select?: number;
  /** The prefix that the name goes below. */
  prefix?: string;
  /** Does it. What it throws is said in the dialog, which stays open. */
  act: (name: string) => Promise<unknown>;
  /** Gets the name, or null where the person gave up. */
  onClose: (name: string | null) => void;
}

/** Asks for the name of one object or folder, and checks it as one types. */
export function NameDialog(properties: NameDialogProperties) {
  const { name: dialog, title, label, confirm, hint, before, select, prefix, act, onClose } = properties;
  const { say } = useWords();
  const [name, setName] = useState(before ?? "");
  const { pending, error, clear, run } = useSubmit();
  const input = useRef<HTMLInputElement>(null);
  const problem = nameProblem(name, prefix, before);
  const said =
    problem === "slash" || problem === "long" || (problem === "empty" && before !== undefined) ? problem : null;

  useLayoutEffect(() => {
    input.current?.setSelectionRange(0, select ?? input.current.value.length);
  }, [select]);

  const submit = async () => {
    if (await run(() => act(name))) onClose(name);
  };

  return (
    <FormDialog
      name={dialog}
      title={title}
      width={460}
      confirm={confirm}
      complete={problem === null}
      pending={pending}
      onSubmit={() => void submit()}
      onClose={() => onClose(null)}
    >
      <Field
        name="name"
        label={label}
        value={name}
        autoFocus
        inputRef={input}
        onChange={(value) => {
          setName(value);
          clear();
        }}
        error={said === null ? null : say(`dialogs.name_${said}`)}
        hint={hint}
      />
      {error !== null && <ErrorNote error={error} />}
    </FormDialog>
  );
}
