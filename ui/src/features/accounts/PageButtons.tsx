import { Button } from "react-aria-components";

import { useWords } from "../../words/words";

/** The foot of a page whose choices are its way on: back, or give up. */
export function PageButtons({ onBack, onCancel }: { onBack?: () => void; onCancel: () => void }) {
  const { say } = useWords();
  return (
    <>
      <span className="dialog-space" />
      {onBack === undefined ? (
        <Button className="button" data-testid="dialog-cancel" onPress={onCancel}>
          {say("dialogs.cancel")}
        </Button>
      ) : (
        <Button className="button" data-testid="dialog-back" onPress={onBack}>
          {say("dialogs.back")}
        </Button>
      )}
    </>
  );
}
