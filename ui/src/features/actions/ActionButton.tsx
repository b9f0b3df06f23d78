import { Button } from "react-aria-components";

import { useWords, type WordId } from "../../words/words";
import { useActions } from "./provider";
import { shortcutsOn, shortcutText } from "./shortcuts";
import { action, type ActionId } from "./table";
import { usePlatform } from "./useContextHere";

interface ActionButtonProperties {
  id: ActionId;
  /** What the button says; without it, it is its icon, with the action's name for screen readers and as a tooltip. */
  text?: WordId;
  className?: string;
  /** Whether what it shows or hides is shown. */
  pressed?: boolean;
}

/** A button that does an action. */
export function ActionButton({ id, text, className, pressed }: ActionButtonProperties) {
  const { say } = useWords();
  const { act, context } = useActions();
  const platform = usePlatform();
  const { words, icon: Icon, shortcuts, enabled } = action(id);
  const name = say(words).replace(/…$/u, "");
  const [keys] = shortcutsOn(platform, shortcuts);
  const title =
    keys === undefined ? name : say("actions.button_title", { name, keys: shortcutText(keys, platform, say) });
  return (
    <Button
      className={className ?? (text === undefined ? "icon-button" : "button")}
      aria-label={text === undefined ? name : undefined}
      aria-pressed={pressed}
      isDisabled={!enabled(context)}
      data-testid={`action-${id}`}
      onPress={() => {
        act(id);
      }}
      render={(properties) => <button {...properties} title={title} />}
    >
      <Icon aria-hidden />
      {text !== undefined && say(text)}
    </Button>
  );
}
