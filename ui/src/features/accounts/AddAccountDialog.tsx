import { useState } from "react";

import type { AccountInfo } from "../../platform/operations";
import type { AddableAccount } from "../dialogs/api";
import type { StepsProperties } from "../dialogs/Steps";
import { GrantPage } from "./GrantPage";
import { KeyPage } from "./KeyPage";
import { PassphrasePage } from "./PassphrasePage";
import { fieldsFor, type PresetId } from "./presets";
import { ProfileAccountForm } from "./ProfileAccountForm";
import { ProviderPage } from "./ProviderPage";
import { S3AccountForm } from "./S3AccountForm";
import { SaltPage } from "./SaltPage";
import { useStash } from "./stash";
import { SummaryPage } from "./SummaryPage";
import { useStorjAccount } from "./useStorjAccount";
import { WayPage } from "./WayPage";
import type { Way } from "./ways";

import "./accounts.css";

interface AddAccountDialogProperties {
  /** Without a kind the person chooses one in the dialog; `storj` leaves the two ways to Storj. */
  kind?: AddableAccount;
  /** A grant or an API key that was pasted elsewhere, for the way of its kind. */
  secret?: string;
  /** Gets the account that was added, or null where the person gave up. */
  onClose: (account: AccountInfo | null) => void;
}

type Page = "way" | "service" | "s3" | "profile" | "grant" | "key" | "passphrase" | "salt" | "summary";

/** The pages of each way. Where the salt must be asked for, that is part of the page of the passphrase. */
const PAGES: Record<Exclude<Way, "demo">, readonly Page[]> = {
  s3: ["service", "s3"],
  aws_profile: ["profile"],
  storj_grant: ["grant", "summary"],
  storj_key: ["key", "passphrase", "summary"],
};

const EMPTY_PROFILE = { name: "", profile: "", endpoint: "", region: "" };

/** Adds an account: one decision a page. Going back loses nothing, closing forgets everything. */
export function AddAccountDialog({ kind, secret, onClose }: AddAccountDialogProperties) {
  const startsAt = kind === undefined || kind === "storj" ? null : kind;
  const [way, setWay] = useState(startsAt);
  const [page, setPage] = useState<Page>(() => firstPage(startsAt));
  const [s3, setS3] = useState(() => fieldsFor("own"));
  const [profile, setProfile] = useState(EMPTY_PROFILE);
  const stash = useStash(secret === undefined ? {} : { [kind === "storj_key" ? "api-key" : "grant"]: secret });
  const storj = useStorjAccount(stash);

  const close = (account: AccountInfo | null) => {
    stash.clear();
    onClose(account);
  };
  const giveUp = () => close(null);
  const before = startsAt === null ? 1 : 0;
  const pages = way === null ? [] : PAGES[way];
  const at = pages.indexOf(page === "salt" ? "passphrase" : page);
  const steps: StepsProperties = { step: before + at + 1, of: before + pages.length };
  const go = (to: Page) => {
    storj.clear();
    setPage(to);
  };
  const toWays = startsAt === null ? () => go("way") : undefined;
  const choose = (chosen: Exclude<Way, "demo">) => {
    // What was made on another way isn't of this one.
    if (chosen !== way) storj.changed();
    setWay(chosen);
    go(firstPage(chosen));
  };
  const choosePreset = (preset: PresetId) => {
    // Back and forth over the same service keeps what was typed.
    if (preset !== s3.preset) setS3({ ...fieldsFor(preset), name: s3.name, access_key_id: s3.access_key_id });
    go("s3");
  };

  switch (page) {
    case "way":
      return <WayPage storj={kind === "storj"} onWay={choose} onClose={close} />;
    case "service":
      return <ProviderPage steps={steps} onPreset={choosePreset} onBack={toWays} onClose={giveUp} />;
    case "s3":
      return (
        <S3AccountForm
          steps={steps}
          draft={s3}
          onDraft={setS3}
          stash={stash}
          onBack={() => go("service")}
          onClose={close}
        />
      );
    case "profile":
      return <ProfileAccountForm steps={steps} draft={profile} onDraft={setProfile} onBack={toWays} onClose={close} />;
    case "grant":
      return (
        <GrantPage
          steps={steps}
          adding={storj}
          stash={stash}
          onApiKey={() => {
            stash.set("api-key", stash.get("grant"));
            stash.set("grant", "");
            choose("storj_key");
          }}
          onBack={toWays}
          onNext={() => go("summary")}
          onClose={giveUp}
        />
      );
    case "key":
      return (
        <KeyPage
          steps={steps}
          adding={storj}
          stash={stash}
          onBack={toWays}
          onNext={() => go("passphrase")}
          onClose={giveUp}
        />
      );
    case "passphrase":
      return (
        <PassphrasePage
          steps={steps}
          adding={storj}
          stash={stash}
          onBack={() => go("key")}
          onAskSalt={() => go("salt")}
          onNext={() => go("summary")}
          onClose={giveUp}
        />
      );
    case "salt":
      return (
        <SaltPage
          steps={steps}
          adding={storj}
          onBack={() => go("passphrase")}
          onNext={() => go("summary")}
          onClose={giveUp}
        />
      );
    case "summary":
      return (
        <SummaryPage
          steps={steps}
          adding={storj}
          onBack={() => go(way === "storj_grant" ? "grant" : "passphrase")}
          onClose={close}
        />
      );
  }
}

function firstPage(way: Exclude<Way, "demo"> | null): Page {
  return way === null ? "way" : (PAGES[way][0] ?? "way");
}
