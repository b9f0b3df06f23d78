import { Link } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import type { LinkOpens, LinkOptions } from "../../platform/operations";
import { useWords } from "../../words/words";
import { Check } from "../dialogs/Check";
import { ErrorNote } from "../dialogs/ErrorNote";
import { FormDialog } from "../dialogs/FormDialog";
import { Note } from "../dialogs/Note";
import { Segmented } from "../dialogs/Segmented";
import { MadeLinks } from "./MadeLinks";
import { ShareNote } from "./ShareNote";
import { ShareTimes } from "./ShareTimes";
import { earlierWords, opensWords, shareCovers, shareTitle, someMade } from "./shareWords";
import { scopeOf, type ShareSubject } from "./subject";
import { opensFor, shareProblem } from "./terms";
import { useShare } from "./useShare";

interface ShareFormProperties {
  subject: ShareSubject;
  options: LinkOptions;
  onClose: () => void;
}

/** What can be chosen for links, and the links once they are made. */
export function ShareForm({ subject, options, onClose }: ShareFormProperties) {
  const words = useWords();
  const { say } = words;
  const { keys } = subject;
  const [now] = useState(() => Date.now());
  const sharing = useShare(subject, options);
  const { fields, set, made, said } = sharing;
  const problem = shareProblem(fields, options, now);
  const opens = opensFor(keys, options);
  const count = keys.length;
  const names = keys.some((key) => scopeOf(key) !== "object");
  const some = sharing.error === null ? null : someMade(sharing.error);
  const earlier = earlierWords(subject, options, now, words);

  return (
    <FormDialog
      name="share"
      title={shareTitle(subject, words)}
      text={shareCovers(subject, words)}
      icon={<Link aria-hidden />}
      confirm={say("share.copy", { count })}
      cancel={say("dialogs.close")}
      focusConfirm
      complete={problem === null}
      pending={sharing.pending}
      onSubmit={() => void sharing.copy()}
      onClose={onClose}
    >
      {earlier !== "" && (
        <Note tone="info" testId="share-earlier">
          {earlier}
        </Note>
      )}
      {opens.length > 1 && (
        <Segmented<LinkOpens>
          label={say("share.opens")}
          value={fields.opens}
          onChange={(chosen) => set({ opens: chosen })}
          testId="opens"
          options={opens.map((value) => ({ value, label: say(opensWords(value, options.link_kind)) }))}
        />
      )}
      <ShareTimes sharing={sharing} options={options} problem={problem} now={now} />
      {names && (
        <Check
          testId="share-list"
          label={say("share.list")}
          hint={say(fields.opens === "archive" ? "share.list_archive" : "share.list_hint")}
          value={fields.list || fields.opens === "archive"}
          disabled={fields.opens === "archive"}
          onChange={(list) => set({ list })}
        />
      )}
      <ShareNote keys={keys} fields={fields} options={options} />
      {made !== null && <MadeLinks sharing={sharing} links={made} />}
      {sharing.error !== null && <ErrorNote error={sharing.error} />}
      {some !== null && (
        <Note tone="warn" live testId="share-some-made">
          {say("share.some_made", some)}
        </Note>
      )}
      <p className="share-aside" role="status" data-testid="share-said">
        {said !== null && say(said === "defaults" ? "share.defaults_set" : `share.said_${said}`, { count })}
      </p>
      {sharing.isDefault === false && (
        <Button
          className="link-button share-defaults"
          data-testid="share-defaults"
          isDisabled={sharing.pending}
          onPress={() => void sharing.setDefaults()}
        >
          {say("share.defaults")}
        </Button>
      )}
    </FormDialog>
  );
}
