import { type CSSProperties, type RefCallback, useCallback, useEffect } from "react";

import { useAccounts } from "../../state/queries";
import { useSession, useSessionStore } from "../../state/session";
import { useSettings } from "../../state/settings";
import { useWords } from "../../words/words";
import { Browser } from "../browser/Browser";
import { DropProvider } from "../browser/drops";
import { visibleText } from "../browser/visible";
import { EditsFeed } from "../editing/EditsFeed";
import { Inspector } from "../inspector/Inspector";
import { LinksPage } from "../links/LinksPage";
import { LinksFeed } from "../links/queries";
import { LocalApiButton } from "../local-api/LocalApiButton";
import { Sidebar } from "../sidebar/Sidebar";
import { TransfersFeed } from "../transfers/TransfersFeed";
import { TransfersPanel } from "../transfers/TransfersPanel";
import { Welcome } from "../welcome/Welcome";
import { inspectedOf } from "./inspected";
import { Notices } from "./Notices";
import { Splitter } from "./Splitter";
import { StartFailed } from "./StartFailed";
import { StatusBar } from "./StatusBar";
import { Toolbar } from "./Toolbar";
import { useTitle } from "./useTitle";

import "./shell.css";

/** The window: welcome until there is an account, then everything. */
export function Shell() {
  const accounts = useAccounts();
  const session = useSessionStore();
  useTitle();
  if (accounts.isPending) return null;
  if (accounts.isError) return <StartFailed thrown={accounts.error} onAgain={() => void accounts.refetch()} />;
  if (accounts.data.length === 0) {
    return (
      <main className="first-start">
        <Notices />
        <Welcome
          onOpened={(account) => {
            session.getState().goToAccount(account.account);
          }}
        />
        <footer className="first-status">
          <LocalApiButton />
        </footer>
      </main>
    );
  }
  return (
    <DropProvider>
      <Panes />
    </DropProvider>
  );
}

/** The panes, as wide and high as they were left. */
function Panes() {
  const { say } = useWords();
  const { settings, update } = useSettings();
  const place = useSession((session) => session.place);
  const view = useSession((session) => session.view);
  const single = useSession((session) => session.single);
  const page = useSession((session) => session.page);
  // The inspector tells more of a place's rows.
  const inspecting = settings.inspector_open && page === null;
  const transfersHeight = settings.transfers_open ? `${settings.transfers_height.toString()}px` : "0px";
  const sizes = {
    "--side-width": `${settings.side_width.toString()}px`,
    "--inspector-width": inspecting ? `${settings.inspector_width.toString()}px` : "0px",
    "--transfers-height": transfersHeight,
  } as CSSProperties;
  // Toasts stand outside the panes, so they are told how high the transfers are.
  useEffect(() => {
    const root = document.documentElement.style;
    root.setProperty("--toast-lift", transfersHeight);
    return () => {
      root.removeProperty("--toast-lift");
    };
  }, [transfersHeight]);
  // Native shells have no page to scroll: focusing something must not move the panes.
  const still = useCallback<RefCallback<HTMLDivElement>>((element) => {
    const back = () => {
      if (element !== null) element.scrollTop = element.scrollLeft = 0;
    };
    element?.addEventListener("scroll", back);
    return () => {
      element?.removeEventListener("scroll", back);
    };
  }, []);

  return (
    <div className="panes" style={sizes} ref={still}>
      <Sidebar>
        <Splitter
          name={say("shell.resize_side")}
          edge="side"
          size={settings.side_width}
          range={[180, 420]}
          onSize={(side_width) => {
            update({ side_width });
          }}
        />
      </Sidebar>
      <Toolbar />
      <main className="middle">
        <h1 className="visually-hidden">
          {page === "links"
            ? say("links.title")
            : place === null
              ? say("shell.app")
              : visibleText(`${place.bucket}/${place.prefix}`)}
        </h1>
        <Notices />
        {page === "links" ? <LinksPage /> : <Browser />}
      </main>
      {inspecting && (
        <aside className="inspector-pane" aria-label={say("shell.inspector")}>
          <Splitter
            name={say("shell.resize_inspector")}
            edge="inspector"
            size={settings.inspector_width}
            range={[220, 480]}
            onSize={(inspector_width) => {
              update({ inspector_width });
            }}
          />
          <Inspector
            account={place?.account ?? ""}
            bucket={place?.bucket ?? ""}
            inspected={inspectedOf(view, single)}
          />
        </aside>
      )}
      <TransfersFeed />
      <EditsFeed />
      <LinksFeed />
      {settings.transfers_open && (
        <aside className="transfers-pane" aria-label={say("shell.transfers")}>
          <Splitter
            name={say("shell.resize_transfers")}
            edge="transfers"
            size={settings.transfers_height}
            range={[96, 420]}
            onSize={(transfers_height) => {
              update({ transfers_height });
            }}
          />
          <TransfersPanel />
        </aside>
      )}
      <StatusBar />
    </div>
  );
}
