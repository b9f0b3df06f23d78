import { Search, X } from "lucide-react";
import { Button, Input, SearchField } from "react-aria-components";

import { useSession, useSessionStore } from "../../state/session";
import { useWords } from "../../words/words";

/** Shows only names with a text in them, as one types. */
export function FilterField() {
  const { say } = useWords();
  const filter = useSession((session) => session.filter);
  const place = useSession((session) => session.place);
  const page = useSession((here) => here.page);
  const session = useSessionStore();
  if (page !== null) return null;
  return (
    <SearchField
      aria-label={say("browser.filter")}
      className="field filter-field"
      value={filter}
      isDisabled={place === null}
      onChange={(text) => {
        session.getState().setFilter(text);
      }}
    >
      <Search aria-hidden />
      <Input placeholder={say("browser.filter")} data-testid="filter" spellCheck={false} />
      {filter !== "" && (
        <Button className="icon-button small" aria-label={say("browser.filter_clear")}>
          <X aria-hidden />
        </Button>
      )}
    </SearchField>
  );
}
