import { useEffect } from "react";

import { useSession } from "../../state/session";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";

/** The window's title: the place, then the app. */
export function useTitle(): void {
  const { say } = useWords();
  const place = useSession((session) => session.place);
  const page = useSession((session) => session.page);
  const title =
    page === "links"
      ? say("shell.title", { place: say("links.title") })
      : place === null
        ? say("shell.app")
        : say("shell.title", { place: visibleText(`${place.bucket}/${place.prefix}`.replace(/\/$/, "")) });
  useEffect(() => {
    document.title = title;
  }, [title]);
}
