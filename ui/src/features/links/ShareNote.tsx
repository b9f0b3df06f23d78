import type { LinkOptions } from "../../platform/operations";
import { useWords, Words } from "../../words/words";
import { Note } from "../dialogs/Note";
import { scopeOf } from "./subject";
import { listsNames, type ShareFields } from "./terms";

interface ShareNoteProperties {
  keys: readonly string[];
  fields: ShareFields;
  options: LinkOptions;
}

/** What people can do with the links, and what can't be undone about them. */
export function ShareNote({ keys, fields, options }: ShareNoteProperties) {
  const { say, formats } = useWords();
  const one = keys.length === 1 && keys.every((key) => scopeOf(key) === "object");
  const can = one
    ? "share.can_one"
    : keys.every((key) => scopeOf(key) === "object") || listsNames(keys, fields)
      ? keys.includes("")
        ? "share.can_bucket"
        : "share.can_many"
      : "share.can_named";
  const presigned = options.link_kind === "presigned";
  return (
    <>
      <Note tone="info" testId="share-note">
        <Words id={can} components={{ 0: <b /> }} />
      </Note>
      {presigned && (
        <Note tone="warn" testId="share-presigned">
          {say("share.presigned", { longest: formats.duration(options.longest ?? 0) })}
        </Note>
      )}
      {!presigned && !options.can_revoke && (
        <Note tone="warn" testId="share-no-revoke">
          {say("share.no_revoke")}
        </Note>
      )}
      {options.local_only && (
        <Note tone="warn" testId="share-local">
          {say("share.local")}
        </Note>
      )}
    </>
  );
}
