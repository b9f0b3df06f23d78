import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";

import { toOperationError } from "../../platform/call";
import {
  type AccountInfo,
  addStorjAccount,
  type ErrorCode,
  type ErrorInfo,
  type MadeGrant,
  makeGrant,
  type PreparedAccount,
  prepareStorjAccount,
  type SecretHandle,
} from "../../platform/operations";
import { keys } from "../../state/queries";
import { useWords } from "../../words/words";
import { type Handles, useHandles } from "../access/handles";
import { showToast } from "../dialogs/toasts";
import { type Submission, useSubmit } from "../dialogs/useSubmit";
import { SATELLITES, type SatelliteId } from "./satellites";
import type { Stash } from "./stash";

/** What is typed of a Storj account, but for its secrets. */
export interface StorjFields {
  satellite: SatelliteId;
  /** The node URL of an own satellite. */
  ownSatellite: string;
  /** Whether the passphrase encrypts something already. */
  passphrase: "existing" | "new";
  /** A passphrase that was made up, in the engine. */
  generated: SecretHandle | null;
  /** Whether the person said that it is saved. */
  saved: boolean;
  projectId: string;
  salt: string;
  authService: string;
  linkSharing: string;
  name: string;
}

const EMPTY: StorjFields = {
  satellite: "us1",
  ownSatellite: "",
  passphrase: "existing",
  generated: null,
  saved: false,
  projectId: "",
  salt: "",
  authService: "",
  linkSharing: "",
  name: "",
};

/** The codes that mean, as every error that may pass: the satellite can't be asked now, and the salt must come from elsewhere. */
const NOT_ASKED: readonly ErrorCode[] = [
  "not_in_this_build",
  "name_lookup",
  "connection_refused",
  "connection_lost",
  "timeout",
  "tls",
  "server_failed",
];

/** What the making of a grant came to. */
export type Made = "made" | "ask_salt" | "failed";

/** The adding of a Storj account: its grant is there or made, registered, tried and then saved. */
export interface StorjAdding extends Submission {
  fields: StorjFields;
  set: (change: Partial<StorjFields>) => void;
  /** Forgets what was made of secrets that have changed since. */
  changed: () => void;
  handles: Handles;
  /** The grant that was made, and where its salt came from. */
  made: MadeGrant | null;
  /** Why the satellite couldn't be asked. */
  unasked: ErrorInfo | null;
  prepared: PreparedAccount | null;
  make: () => Promise<Made>;
  /** Registers the grant, typed or made, and tries it; answers whether that could be done. */
  prepare: () => Promise<boolean>;
  save: () => Promise<AccountInfo | null>;
}

/** Keeps what the pages of a Storj account share. */
export function useStorjAccount(stash: Stash): StorjAdding {
  const submission = useSubmit();
  const { run, clear } = submission;
  const handles = useHandles();
  const queries = useQueryClient();
  const { say } = useWords();
  const [fields, setFields] = useState(EMPTY);
  const [made, setMade] = useState<MadeGrant | null>(null);
  // The page goes on from making to preparing before it is drawn again.
  const madeNow = useRef<MadeGrant | null>(null);
  const [unasked, setUnasked] = useState<ErrorInfo | null>(null);
  const [prepared, setPrepared] = useState<PreparedAccount | null>(null);

  const set = useCallback((change: Partial<StorjFields>) => setFields((before) => ({ ...before, ...change })), []);
  const changed = useCallback(() => {
    clear();
    setPrepared(null);
    if (made !== null) handles.drop(made.grant);
    setMade(null);
    madeNow.current = null;
  }, [clear, handles, made]);

  const make = async (): Promise<Made> => {
    if (made !== null) return "made";
    const askedFor = fields.projectId.trim() !== "" || fields.salt.trim() !== "";
    let answer: Made = "failed";
    await run(async () => {
      try {
        const grant = await makeGrant({
          satellite: fields.satellite === "own" ? fields.ownSatellite.trim() : SATELLITES[fields.satellite],
          api_key: stash.get("api-key").trim(),
          // Byte for byte: a space at its end is part of a passphrase.
          passphrase: fields.generated ?? stash.get("passphrase"),
          project_id: fields.projectId.trim() || null,
          salt: fields.salt.trim() || null,
        });
        handles.keep(grant.grant);
        setMade(grant);
        madeNow.current = grant;
        answer = "made";
      } catch (thrown) {
        const error = toOperationError(thrown).info;
        if (askedFor || !(error.retryable || NOT_ASKED.includes(error.code))) throw thrown;
        setUnasked(error);
        answer = "ask_salt";
      }
    });
    return answer;
  };

  const prepare = () => {
    if (prepared !== null) return Promise.resolve(true);
    return run(async () => {
      const account = await prepareStorjAccount({
        grant: madeNow.current?.grant ?? stash.get("grant").trim(),
        auth_service: fields.authService.trim() || null,
        link_sharing: fields.linkSharing.trim() || null,
      });
      setPrepared(account);
      set({ name: account.name });
    });
  };

  const save = async () => {
    if (prepared === null) return null;
    let added: AccountInfo | null = null;
    await run(async () => {
      added = await addStorjAccount({ prepared: prepared.prepared, name: fields.name.trim() });
    });
    const saved = added as AccountInfo | null;
    if (saved === null) return null;
    void queries.invalidateQueries({ queryKey: keys.accounts });
    if (saved.secret_place === "session") {
      showToast({ tone: "warn", text: say("accounts.session_only", { name: saved.name }) });
    }
    return saved;
  };

  return { ...submission, fields, set, changed, handles, made, unasked, prepared, make, prepare, save };
}
