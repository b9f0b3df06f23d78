import { Info, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "react-aria-components";

import { onEvent } from "../../platform/events";
import type { Notice } from "../../platform/operations";
import { useAppInfo } from "../../state/queries";
import { useWords } from "../../words/words";
import { noticeWords } from "../dialogs/errorWords";

const key = (notice: Notice) => JSON.stringify([notice.code, notice.params]);

/** What is worth saying once: from the start, and what comes later. It stays until it is closed. */
export function Notices() {
  const { say } = useWords();
  const atStart = useAppInfo().data?.notices ?? [];
  const [later, setLater] = useState<Notice[]>([]);
  const [closed, setClosed] = useState<string[]>([]);
  useEffect(
    () =>
      onEvent("notice", ({ code, params }) => {
        setLater((before) => [...before, { code, params }]);
      }),
    [],
  );
  const all = new Map([...atStart, ...later].map((notice) => [key(notice), notice]));
  const shown = [...all].filter(([id]) => !closed.includes(id));
  if (shown.length === 0) return null;
  return (
    <section className="notices" aria-label={say("shell.notices")}>
      {shown.map(([id, notice]) => (
        <div key={id} className="note warn" role="status" data-testid={`notice-${notice.code}`}>
          <Info aria-hidden />
          <span className="grow selectable">{noticeWords(notice, say)}</span>
          <Button
            className="icon-button small"
            aria-label={say("shell.dismiss")}
            onPress={() => {
              setClosed((before) => [...before, id]);
            }}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
    </section>
  );
}
