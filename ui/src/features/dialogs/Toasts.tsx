import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide-react";
import {
  Button,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContentArea,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";

import { useWords } from "../../words/words";
import { toastQueue } from "./toasts";

const ICONS = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

/** Draws the toasts. It stands once in the window. */
export function Toasts() {
  const { say } = useWords();
  return (
    <ToastRegion queue={toastQueue} className="toasts" aria-label={say("dialogs.toasts")}>
      {({ toast }) => {
        const Icon = ICONS[toast.content.tone];
        const { action } = toast.content;
        return (
          <Toast
            toast={toast}
            className={`toast ${toast.content.tone}`}
            data-testid="toast"
            data-tone={toast.content.tone}
          >
            <Icon aria-hidden size={16} />
            <ToastContentArea className="toast-words">
              <Text slot="title">{toast.content.text}</Text>
              {toast.content.detail !== undefined && <Text slot="description">{toast.content.detail}</Text>}
            </ToastContentArea>
            {action !== undefined && (
              <Button
                className="link-button"
                data-testid="toast-action"
                onPress={() => {
                  toastQueue.close(toast.key);
                  action.run();
                }}
              >
                {action.text}
              </Button>
            )}
            <Button slot="close" className="icon-button" aria-label={say("dialogs.dismiss")}>
              <X aria-hidden size={16} />
            </Button>
          </Toast>
        );
      }}
    </ToastRegion>
  );
}
