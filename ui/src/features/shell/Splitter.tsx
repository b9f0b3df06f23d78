import type { KeyboardEvent, PointerEvent } from "react";

interface SplitterProperties {
  /** What it resizes, for screen readers. */
  name: string;
  /** Which pane's edge it is. */
  edge: "side" | "inspector" | "transfers";
  /** The pane's size in CSS pixels. */
  size: number;
  /** The smallest and the largest size. */
  range: [number, number];
  onSize: (size: number) => void;
}

/** How far an arrow key moves it, in CSS pixels. */
const STEP = 16;

/** The edge of a pane, moved by pointer or arrow keys. */
export function Splitter({ name, edge, size, range, onSize }: SplitterProperties) {
  const lying = edge === "transfers";
  // The sidebar grows to the right; the inspector and the transfers grow towards the middle.
  const sign = edge === "side" ? 1 : -1;
  const [least, most] = range;
  const move = (to: number) => {
    onSize(Math.round(Math.max(least, Math.min(most, to))));
  };
  const dragged = (down: PointerEvent<HTMLDivElement>) => {
    if (down.button !== 0) return;
    const handle = down.currentTarget;
    const from = lying ? down.clientY : down.clientX;
    handle.setPointerCapture(down.pointerId);
    const moved = (event: globalThis.PointerEvent) => {
      move(size + sign * ((lying ? event.clientY : event.clientX) - from));
    };
    const done = () => {
      handle.removeEventListener("pointermove", moved);
      handle.removeEventListener("pointerup", done);
      handle.removeEventListener("pointercancel", done);
    };
    handle.addEventListener("pointermove", moved);
    handle.addEventListener("pointerup", done);
    handle.addEventListener("pointercancel", done);
  };
  const pressed = (event: KeyboardEvent) => {
    const [less, more] = lying ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    if (event.key === less) move(size - sign * STEP);
    else if (event.key === more) move(size + sign * STEP);
    else if (event.key === "Home") move(least);
    else if (event.key === "End") move(most);
    else return;
    event.preventDefault();
  };
  return (
    // A separator that can be moved is a widget with a value (WAI-ARIA 1.2, "separator"): it takes the focus and keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="separator"
      className={`splitter ${edge}`}
      aria-label={name}
      aria-orientation={lying ? "horizontal" : "vertical"}
      aria-valuenow={size}
      aria-valuemin={least}
      aria-valuemax={most}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      data-testid={`splitter-${edge}`}
      onPointerDown={dragged}
      onKeyDown={pressed}
    />
  );
}
