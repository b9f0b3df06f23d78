import { useCallback, useState } from "react";

import {
  type AccessFinding,
  createCredentials,
  examineAccess,
  type KeptCredentials,
  type RestrictAccess,
  restrictAccess,
  type SecretHandle,
} from "../../platform/operations";
import { STORJ_AUTH_SERVICE } from "../accounts/services";
import type { Stash } from "../accounts/stash";
import { type Submission, useSubmit } from "../dialogs/useSubmit";
import { type Handles, useHandles } from "./handles";
import { type Times, timesOf } from "./times";

/** A place that an access is restricted to, while it is typed. */
export interface TypedPlace {
  id: number;
  bucket: string;
  prefix: string;
}

/** What is chosen for an access that is made for somebody. */
export interface MakeFields extends Times {
  download: boolean;
  upload: boolean;
  list: boolean;
  remove: boolean;
  /** Whether it reaches less than what it is made of. */
  restricted: boolean;
  places: TypedPlace[];
  as: "same" | "credentials";
  authService: string;
  name: string;
}

const FIRST: MakeFields = {
  download: true,
  upload: false,
  list: true,
  remove: false,
  restricted: true,
  places: [{ id: 0, bucket: "", prefix: "" }],
  from: "now",
  fromAt: null,
  span: "week",
  untilAt: null,
  as: "same",
  authService: "",
  name: "",
};

/** What was made, and what it can do. */
export interface MadeAccess {
  finding: AccessFinding;
  /** The key or grant; none where credentials were made of it. */
  access: SecretHandle | null;
  credentials: KeptCredentials | null;
}

/** The restriction that was chosen. A prefix is a folder: it ends in a slash unless it is all of the bucket. */
export function restrictionOf(fields: MakeFields, access: string, now: number): RestrictAccess {
  const { notBefore, notAfter } = timesOf(fields, now);
  return {
    access,
    allow_download: fields.download,
    allow_upload: fields.upload,
    allow_list: fields.list,
    allow_delete: fields.remove,
    places: fields.restricted ? fields.places.map(({ bucket, prefix }) => ({ bucket: bucket.trim(), prefix })) : [],
    not_before: notBefore,
    not_after: notAfter,
  };
}

/** The making of an access for somebody. */
export interface MakingAccess extends Submission {
  fields: MakeFields;
  set: (change: Partial<MakeFields>) => void;
  made: MadeAccess | null;
  /** Makes it; answers whether that could be done. */
  make: () => Promise<boolean>;
}

/** Keeps what the pages of making an access share. What is made is kept by the engine, until the dialog closes. */
export function useMakeAccess(stash: Stash): MakingAccess {
  const submission = useSubmit();
  const { run } = submission;
  const handles: Handles = useHandles();
  const [fields, setFields] = useState(FIRST);
  const [made, setMade] = useState<MadeAccess | null>(null);
  const set = useCallback((change: Partial<MakeFields>) => setFields((before) => ({ ...before, ...change })), []);

  const make = () =>
    run(async () => {
      const access = await restrictAccess(restrictionOf(fields, stash.get("source").trim(), Date.now()));
      handles.keep(access);
      try {
        // Read back: what is shown is what was made, not what was meant.
        const finding = await examineAccess({ text: access });
        if (fields.as === "same") {
          setMade({ finding, access, credentials: null });
          return;
        }
        const credentials = await createCredentials({
          access_grant: access,
          auth_service: fields.authService.trim() || STORJ_AUTH_SERVICE,
          // Public credentials would open everything to whoever has the access key ID alone.
          public: false,
        });
        handles.keep(credentials.secret_key);
        setMade({ finding, access: null, credentials });
      } catch (thrown) {
        handles.drop(access);
        throw thrown;
      }
    });
  return { ...submission, fields, set, made, make };
}
