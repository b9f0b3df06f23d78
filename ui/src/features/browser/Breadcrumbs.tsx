import { Button } from "react-aria-components";

import { useSession, useSessionStore } from "../../state/session";
import { useWords } from "../../words/words";
import { visibleText } from "./visible";

/** So many folders are shown at the end of a long way; those between the bucket and them are behind an ellipsis. */
const SHOWN = 3;

/** The folders from the bucket down to a prefix, each with its own prefix. */
export function folderSteps(prefix: string): { name: string; prefix: string }[] {
  const steps: { name: string; prefix: string }[] = [];
  let start = 0;
  for (let slash = prefix.indexOf("/"); slash >= 0; slash = prefix.indexOf("/", start)) {
    steps.push({ name: prefix.slice(start, slash), prefix: prefix.slice(0, slash + 1) });
    start = slash + 1;
  }
  return steps;
}

/** The way to the place that is shown; each step can be gone back to. */
export function Breadcrumbs() {
  const { say } = useWords();
  const place = useSession((session) => session.place);
  const session = useSessionStore();
  const page = useSession((here) => here.page);
  if (place === null) {
    return (
      <nav className="breadcrumbs" aria-label={say("browser.way")} data-testid="breadcrumbs">
        {page === "links" && (
          <b className="crumb" aria-current="page">
            {say("links.title")}
          </b>
        )}
      </nav>
    );
  }

  const steps = [{ name: place.bucket, prefix: "" }, ...folderSteps(place.prefix)];
  const hidden = Math.max(0, steps.length - 1 - SHOWN);
  const shown = steps.filter((_, at) => at === 0 || at > hidden);
  return (
    <nav className="breadcrumbs" aria-label={say("browser.way")} data-testid="breadcrumbs">
      <ol>
        {shown.map((step, at) => {
          const name = step.name === "" ? say("browser.no_name") : visibleText(step.name);
          const here = step.prefix === place.prefix;
          const above = steps[steps.indexOf(step) - 1];
          return (
            <li key={step.prefix}>
              {at === 1 && hidden > 0 && above !== undefined && (
                <Button
                  className="crumb"
                  aria-label={say("browser.way_hidden", { count: hidden })}
                  onPress={() => {
                    session.getState().go({ ...place, prefix: above.prefix });
                  }}
                >
                  {"…"}
                </Button>
              )}
              {here ? (
                <b className="crumb" aria-current="page" title={name}>
                  {name}
                </b>
              ) : (
                <Button
                  className="crumb"
                  onPress={() => {
                    session.getState().go({ ...place, prefix: step.prefix });
                  }}
                >
                  {name}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
