import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import {
  extendLink,
  type LinkOptions,
  type LinkWriting,
  makeLinks,
  setLinkDefaults,
  type SharedLink,
} from "../../platform/operations";
import { type Submission, useSubmit } from "../dialogs/useSubmit";
import { linkKeys } from "./queries";
import type { ShareSubject } from "./subject";
import { defaultsOf, firstFields, sameDefaults, type ShareFields, termsOf } from "./terms";
import { copyWriting } from "./write";

/** What the dialog said last of what it did. */
export type ShareSaid = LinkWriting | "defaults";

/** The sharing of something, while its dialog is open. */
export interface Sharing extends Submission {
  fields: ShareFields;
  set: (change: Partial<ShareFields>) => void;
  /** The links that were made, once they were asked for. */
  made: SharedLink[] | null;
  /** Whether something else was chosen since. */
  changed: boolean;
  said: ShareSaid | null;
  /** Whether what is chosen is how the account's links are made anyway; null where it can't be. */
  isDefault: boolean | null;
  /** Puts the links on the clipboard; makes them first where they aren't made with what is chosen. */
  copy: () => Promise<unknown>;
  /** Puts the made links on the clipboard, written otherwise. */
  copyAs: (writing: LinkWriting) => Promise<unknown>;
  setDefaults: () => Promise<unknown>;
}

const same = (one: ShareFields, other: ShareFields) => JSON.stringify(one) === JSON.stringify(other);

/** Keeps what is chosen for links, and makes them when they are asked for: until then nothing is public. */
export function useShare(subject: ShareSubject, options: LinkOptions): Sharing {
  const { account, bucket, keys, earlier } = subject;
  const submission = useSubmit();
  const { run } = submission;
  const queries = useQueryClient();
  const [fields, setFields] = useState(() => firstFields(keys, options, earlier?.[0], Date.now()));
  const [made, setMade] = useState<{ links: SharedLink[]; of: ShareFields } | null>(null);
  const [said, setSaid] = useState<ShareSaid | null>(null);
  const changed = made !== null && !same(made.of, fields);
  const defaults = defaultsOf(fields);

  const make = async (): Promise<SharedLink[]> => {
    const terms = termsOf(keys, fields, Date.now());
    const [first, ...others] = earlier ?? [];
    if (first === undefined || others.length > 0) return makeLinks({ account, bucket, keys, terms, copy: true });
    return [await extendLink({ link: first.link, terms, copy: true })];
  };
  const doing = (act: () => Promise<ShareSaid>) => {
    setSaid(null);
    return run(async () => setSaid(await act()));
  };
  const copyAs = (writing: LinkWriting) =>
    doing(async () => {
      await copyWriting(made?.links.map(({ link }) => link) ?? [], writing);
      return writing;
    });

  return {
    ...submission,
    fields,
    set: (change) => {
      submission.clear();
      setSaid(null);
      setFields((before) => ({ ...before, ...change }));
    },
    made: made?.links ?? null,
    changed,
    said,
    isDefault: defaults === null ? null : sameDefaults(defaults, options.defaults),
    copy: () =>
      made !== null && !changed
        ? copyAs("as_made")
        : doing(async () => {
            setMade({ links: await make(), of: fields });
            return "as_made";
          }),
    copyAs,
    setDefaults: () =>
      doing(async () => {
        if (defaults !== null) await setLinkDefaults({ account, defaults });
        await queries.invalidateQueries({ queryKey: linkKeys.options(account) });
        return "defaults";
      }),
  };
}
