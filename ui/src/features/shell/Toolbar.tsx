import { Upload } from "lucide-react";
import { useRef } from "react";
import { Button } from "react-aria-components";

import { useSettings } from "../../state/settings";
import { useWords } from "../../words/words";
import { ActionButton } from "../actions/ActionButton";
import { useActions } from "../actions/provider";
import { Breadcrumbs } from "../browser/Breadcrumbs";
import { FilterField } from "../browser/FilterField";

/** The bar above the folder: where one is, what is shown of it, and what is done most. */
export function Toolbar() {
  const { say } = useWords();
  const { settings } = useSettings();
  const { context, openMenu } = useActions();
  const upload = useRef<HTMLButtonElement | null>(null);
  return (
    <header className="toolbar" aria-label={say("shell.toolbar")}>
      <ActionButton id="go-back" />
      <ActionButton id="go-forward" />
      <Breadcrumbs />
      <FilterField />
      <ActionButton id="refresh" />
      <ActionButton id="toggle-transfers" pressed={settings.transfers_open} />
      <ActionButton id="toggle-inspector" pressed={settings.inspector_open} />
      <ActionButton id="new-folder" text="actions.button_new_folder" />
      <Button
        ref={upload}
        className="button main"
        aria-haspopup="menu"
        isDisabled={context.place === null}
        data-testid="action-upload"
        onPress={() => {
          const box = upload.current?.getBoundingClientRect();
          openMenu({ x: box?.left ?? 0, y: (box?.bottom ?? 0) + 4 }, "upload");
        }}
      >
        <Upload aria-hidden />
        {say("actions.button_upload")}
      </Button>
    </header>
  );
}
