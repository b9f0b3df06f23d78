import type { LucideIcon } from "lucide-react";
import { Button } from "react-aria-components";

interface ChoiceProperties {
  testId: string;
  icon?: LucideIcon;
  title: string;
  /** What it means, in one line. */
  text: string;
  pending?: boolean;
  autoFocus?: boolean;
  onPress: () => void;
}

/** One of a few ways on: choosing it goes there. */
export function Choice({ testId, icon: Icon, title, text, pending, autoFocus, onPress }: ChoiceProperties) {
  return (
    <Button
      className="choice"
      data-testid={testId}
      isPending={pending ?? false}
      autoFocus={autoFocus ?? false}
      onPress={onPress}
    >
      {Icon !== undefined && <Icon aria-hidden />}
      <span>
        <b>{title}</b>
        <span>{text}</span>
      </span>
    </Button>
  );
}
