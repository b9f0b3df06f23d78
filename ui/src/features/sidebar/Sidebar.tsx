import { KeyRound, Plus, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";

import { useWords } from "../../words/words";
import { useActions } from "../actions/provider";
import { Logo } from "../welcome/Logo";
import { AccountTree } from "./AccountTree";
import { LinksItem } from "./LinksItem";

import "./sidebar.css";

/** The left side: the brand, the accounts with their buckets, and what belongs to the whole app. `children` is its edge. */
export function Sidebar({ children }: { children: ReactNode }) {
  const { say } = useWords();
  const { act } = useActions();
  return (
    <aside className="sidebar" aria-label={say("sidebar.name")}>
      <div className="brand">
        <Logo size={22} />
        {say("shell.app")}
      </div>
      <div className="side-caption">
        <h2>{say("sidebar.accounts")}</h2>
        <Button
          className="icon-button small"
          aria-label={say("actions.add_account")}
          data-testid="action-add-account"
          onPress={() => {
            act("add-account");
          }}
        >
          <Plus aria-hidden />
        </Button>
      </div>
      <AccountTree />
      <LinksItem />
      <Button
        className="side-item"
        data-testid="action-access"
        onPress={() => {
          act("access");
        }}
      >
        <KeyRound aria-hidden />
        <span>{say("sidebar.access")}</span>
      </Button>
      <Button
        className="side-item"
        data-testid="action-settings"
        onPress={() => {
          act("settings");
        }}
      >
        <Settings aria-hidden />
        <span>{say("actions.settings")}</span>
      </Button>
      {children}
    </aside>
  );
}
