import { Plus, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "react-aria-components";

import type { ObjectTag } from "../../platform/operations";
import { useWords } from "../../words/words";
import { ErrorNote } from "../dialogs/ErrorNote";
import { isValueTooLong, LONGEST_KEY, LONGEST_VALUE, MOST_TAGS, tagKeyProblem } from "./tagRules";
import type { TagEditing } from "./useTagEditing";

/** The rows of an object's tags, each limit checked as one types. */
export function TagEditor({ editing }: { editing: TagEditing }) {
  const { say } = useWords();
  const list = useRef<HTMLUListElement>(null);
  const count = editing.tags.length;
  const before = useRef(count);

  useEffect(() => {
    // A row that was just added is the next thing to type in.
    if (count > before.current) list.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus();
    before.current = count;
  }, [count]);

  return (
    <div className="tag-editor">
      {count === 0 ? (
        <p className="inspector-quiet" data-testid="tags-empty">
          {say("inspector.tags_empty")}
        </p>
      ) : (
        <ul ref={list} className="tag-rows">
          {editing.tags.map((tag, index) => (
            <TagRow key={index} index={index} tag={tag} editing={editing} />
          ))}
        </ul>
      )}
      <div className="tag-more">
        <Button className="button" data-testid="tag-add" onPress={editing.add} isDisabled={!editing.canAdd}>
          <Plus aria-hidden size={16} />
          {say("inspector.tag_add")}
        </Button>
        <span className="inspector-quiet">{say("inspector.tag_count", { count, most: MOST_TAGS })}</span>
      </div>
      {editing.error !== null && <ErrorNote error={editing.error} testId="tags-error" />}
    </div>
  );
}

interface TagRowProperties {
  index: number;
  tag: ObjectTag;
  editing: TagEditing;
}

function TagRow({ index, tag, editing }: TagRowProperties) {
  const { say } = useWords();
  const keyProblem = tagKeyProblem(editing.tags, index);
  const valueLong = isValueTooLong(tag.value);
  // An empty key is only what a new row begins with: the disabled button says enough.
  const problem =
    keyProblem !== null && !(keyProblem === "empty" && tag.value === "")
      ? say(`inspector.tag_key_${keyProblem}`, { most: LONGEST_KEY })
      : valueLong
        ? say("inspector.tag_value_long", { most: LONGEST_VALUE })
        : null;
  const problemId = `tag-problem-${index}`;
  return (
    <li>
      <div className="tag-row">
        <input
          className="input"
          data-testid={`tag-key-${index}`}
          aria-label={say("inspector.tag_key", { number: index + 1 })}
          aria-invalid={keyProblem !== null && problem !== null}
          aria-describedby={problem === null ? undefined : problemId}
          value={tag.key}
          onChange={(event) => editing.change(index, { key: event.target.value })}
          spellCheck={false}
        />
        <input
          className="input"
          data-testid={`tag-value-${index}`}
          aria-label={say("inspector.tag_value", { number: index + 1 })}
          aria-invalid={valueLong}
          aria-describedby={problem === null ? undefined : problemId}
          value={tag.value}
          onChange={(event) => editing.change(index, { value: event.target.value })}
          spellCheck={false}
        />
        <Button
          className="icon-button small"
          data-testid={`tag-remove-${index}`}
          aria-label={say("inspector.tag_remove", { key: tag.key, number: index + 1 })}
          onPress={() => editing.remove(index)}
        >
          <X aria-hidden size={16} />
        </Button>
      </div>
      {problem !== null && (
        <p className="field-error" id={problemId} role="status" data-testid={`tag-problem-${index}`}>
          {problem}
        </p>
      )}
    </li>
  );
}
