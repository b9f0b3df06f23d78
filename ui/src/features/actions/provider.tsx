import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";

import { onEvent } from "../../platform/events";
import { setMenuBar } from "../../platform/operations";
import type { ActionContext } from "./context";
import { ContextMenu, type OpenedMenu } from "./ContextMenu";
import { keyPressed } from "./keys";
import { menuBar, type MenuOf } from "./menus";
import { action, ACTION_IDS, type ActionId } from "./table";
import { useContextHere, usePlatform } from "./useContextHere";

/** What a menu of the sidebar acts on, in place of what is shown. */
export type ActOn = Partial<Pick<ActionContext, "account" | "place" | "view" | "single">>;

interface Actions {
  /** What actions act on now. */
  context: ActionContext;
  /** Does something, if it can be done now. */
  act(id: ActionId): void;
  /** Opens a context menu at a point of the window. */
  openMenu(at: { x: number; y: number }, of: MenuOf, on?: ActOn): void;
}

const ActionsContext = createContext<Actions | null>(null);

/** A key that the menu bar took may reach the window too: so long the same action isn't done again, in ms. */
const ONCE = 150;

/** The menu bar waits for changes to settle, in ms. */
const SETTLED = 100;

/** Gives its children the actions, and makes keys, context menus and the menu bar of them. */
export function ActionsProvider({ children }: { children: ReactNode }) {
  const context = useContextHere();
  const platform = usePlatform();
  const [menu, setMenu] = useState<OpenedMenu | null>(null);
  const now = useRef(context);
  const lastDone = useRef<{ id: ActionId; by: "keys" | "menu bar"; at: number } | null>(null);
  useEffect(() => {
    now.current = context;
  }, [context]);

  const act = useCallback((id: ActionId) => {
    if (action(id).enabled(now.current)) action(id).run(now.current);
  }, []);
  const doOnce = useCallback(
    (id: ActionId, by: "keys" | "menu bar") => {
      const at = Date.now();
      const last = lastDone.current;
      if (last !== null && last.id === id && last.by !== by && at - last.at < ONCE) return;
      lastDone.current = { id, by, at };
      act(id);
    },
    [act],
  );

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const id = keyPressed(event, platform);
      if (id !== null) doOnce(id, "keys");
    };
    document.addEventListener("keydown", pressed);
    return () => {
      document.removeEventListener("keydown", pressed);
    };
  }, [platform, doOnce]);

  useEffect(
    () =>
      onEvent("menu_chosen", ({ action: id }) => {
        const known = ACTION_IDS.find((one) => one === id);
        if (known !== undefined) doOnce(known, "menu bar");
      }),
    [doOnce],
  );

  const bar = useMemo(() => JSON.stringify(menuBar(context, platform, context.say)), [context, platform]);
  useEffect(() => {
    const timer = setTimeout(() => {
      // Without a menu bar everything can be done in the window all the same.
      setMenuBar(JSON.parse(bar) as ReturnType<typeof menuBar>).catch(() => undefined);
    }, SETTLED);
    return () => {
      clearTimeout(timer);
    };
  }, [bar]);

  const openMenu = useCallback<Actions["openMenu"]>((at, of, on) => {
    setMenu({ at, of, on: on ?? {} });
  }, []);
  const here = useMemo(() => ({ context, act, openMenu }), [context, act, openMenu]);

  return (
    <ActionsContext value={here}>
      {children}
      {menu !== null && (
        <ContextMenu
          menu={menu}
          onClose={() => {
            setMenu(null);
          }}
        />
      )}
    </ActionsContext>
  );
}

/** What can be done, and the menus of it. */
export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  if (actions === null) throw new Error("useActions needs an ActionsProvider above it");
  return actions;
}
