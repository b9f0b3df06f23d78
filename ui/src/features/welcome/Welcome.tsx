import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FileKey2, KeyRound, type LucideIcon, Play } from "lucide-react";
import { Button } from "react-aria-components";

import { type AccountInfo, openDemo } from "../../platform/operations";
import { keys, useAppInfo } from "../../state/queries";
import { useWords } from "../../words/words";
import { PROFILES } from "../accounts/profiles";
import { type AddableAccount, useDialogs } from "../dialogs/api";
import { ErrorNote } from "../dialogs/ErrorNote";
import { useSubmit } from "../dialogs/useSubmit";
import { Bucket } from "../sidebar/Bucket";
import { Logo } from "./Logo";

import "./welcome.css";

interface WelcomeProperties {
  /** Gets the account that was opened or added. */
  onOpened: (account: AccountInfo) => void;
}

/** The first start: what Satchel is, and the ways in. */
export function Welcome({ onOpened }: WelcomeProperties) {
  const { say } = useWords();
  const dialogs = useDialogs();
  const queries = useQueryClient();
  const profiles = useQuery(PROFILES);
  const { pending, error, run } = useSubmit();
  const noKeyring = useAppInfo().data?.notices.some((notice) => notice.code === "no_keyring") ?? false;

  const tryNow = () =>
    run(async () => {
      const account = await openDemo();
      void queries.invalidateQueries({ queryKey: keys.accounts });
      onOpened(account);
    });
  const add = async (kind: AddableAccount) => {
    const account = await dialogs.openAddAccount(kind);
    if (account !== null) onOpened(account);
  };
  const names = profiles.data?.map(({ name }) => name) ?? [];

  return (
    <div className="welcome">
      <div className="welcome-inside">
        <div>
          <Logo size={56} />
          <h1>{say("welcome.title")}</h1>
          <p className="welcome-lead">{say(noKeyring ? "welcome.lead_no_keyring" : "welcome.lead")}</p>
          <p className="welcome-hint">{say("welcome.nothing_leaves")}</p>
        </div>
        <div className="welcome-ways">
          <Way
            testId="welcome-try"
            icon={Play}
            first
            pending={pending}
            title={say("welcome.try")}
            text={say(pending ? "welcome.try_starting" : "welcome.try_text")}
            onPress={() => void tryNow()}
          />
          {error !== null && <ErrorNote error={error} testId="welcome-error" />}
          <Way
            testId="welcome-storj"
            icon={KeyRound}
            title={say("welcome.storj")}
            text={say("welcome.storj_text")}
            onPress={() => void add("storj")}
          />
          <Way
            testId="welcome-s3"
            icon={Bucket}
            title={say("welcome.s3")}
            text={say("welcome.s3_text")}
            onPress={() => void add("s3")}
          />
          <Way
            testId="welcome-profile"
            icon={FileKey2}
            title={say("welcome.profile")}
            text={
              names.length > 0
                ? say("welcome.profile_found", {
                    names: names.slice(0, 4).join(say("welcome.comma")),
                    more: Math.max(0, names.length - 4),
                  })
                : say("welcome.profile_none")
            }
            onPress={() => void add("aws_profile")}
          />
        </div>
      </div>
    </div>
  );
}

interface WayProperties {
  testId: string;
  icon: LucideIcon;
  title: string;
  text: string;
  first?: boolean;
  pending?: boolean;
  onPress: () => void;
}

function Way({ testId, icon: Icon, title, text, first, pending, onPress }: WayProperties) {
  return (
    <Button
      className={first ? "welcome-way first" : "welcome-way"}
      data-testid={testId}
      isPending={pending ?? false}
      onPress={onPress}
    >
      <Icon aria-hidden size={22} />
      <span>
        <b>{title}</b>
        <span>{text}</span>
      </span>
    </Button>
  );
}
