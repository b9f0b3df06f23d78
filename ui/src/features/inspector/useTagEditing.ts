import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { deleteObjectTagging, type ObjectTag, putObjectTagging } from "../../platform/operations";
import { type Submission, useSubmit } from "../dialogs/useSubmit";
import { objectKeys } from "./queries";
import { areTagsFine, MOST_TAGS, sameTags } from "./tagRules";

/** The tags of an object while they are edited. */
export interface TagEditing extends Submission {
  tags: ObjectTag[];
  canAdd: boolean;
  canSave: boolean;
  add: () => void;
  change: (index: number, change: Partial<ObjectTag>) => void;
  remove: (index: number) => void;
  /** Answers whether they were saved. */
  save: () => Promise<boolean>;
}

/** Edits the tags that the server has (`saved`) and puts the new ones in their place. */
export function useTagEditing(account: string, bucket: string, key: string, saved: ObjectTag[]): TagEditing {
  const [edited, setEdited] = useState<ObjectTag[] | null>(null);
  const queries = useQueryClient();
  const submission = useSubmit();
  const tags = edited ?? saved;

  const set = (next: ObjectTag[]) => {
    setEdited(next);
    submission.clear();
  };
  const save = async () => {
    const done = await submission.run(async () => {
      await (tags.length === 0
        ? deleteObjectTagging({ account, bucket, key })
        : putObjectTagging({ account, bucket, key, tags }));
    });
    if (done) {
      queries.setQueryData(objectKeys.tags(account, bucket, key), tags);
      setEdited(null);
    }
    return done;
  };

  return {
    ...submission,
    tags,
    canAdd: tags.length < MOST_TAGS,
    canSave: !sameTags(tags, saved) && areTagsFine(tags) && !submission.pending,
    add: () => set([...tags, { key: "", value: "" }]),
    change: (index, change) => set(tags.map((tag, at) => (at === index ? { ...tag, ...change } : tag))),
    remove: (index) => set(tags.filter((_, at) => at !== index)),
    save,
  };
}
