import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// The machines that run this are sometimes busy: a test waits for what it expects, however long that takes.
configure({ asyncUtilTimeout: 10_000 });

// jsdom lays nothing out: the few measuring calls that components make get plain answers here.
if (!("ResizeObserver" in globalThis)) {
  class NoResizes implements ResizeObserver {
    observe(): void {
      return;
    }
    unobserve(): void {
      return;
    }
    disconnect(): void {
      return;
    }
  }
  globalThis.ResizeObserver = NoResizes;
}
window.matchMedia ??= (query: string) => {
  const list = new EventTarget() as MediaQueryList & EventTarget;
  return Object.assign(list, {
    matches: false,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  });
};
Element.prototype.scrollIntoView ??= () => undefined;
document.elementFromPoint ??= () => null;

afterEach(() => {
  cleanup();
});
