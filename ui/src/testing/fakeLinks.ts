import type {
  CheckedLink,
  EngineEvent,
  ExtendLink,
  LinkDefaults,
  LinkOptions,
  LinkRequest,
  LinkTerms,
  MakeLinks,
  SetLinkDefaults,
  SharedLink,
  WriteLinks,
} from "../platform/operations";
import { failure, type FakeCommand } from "../platform/testing";

const DAY = 86_400_000;

/** What a Storj account can make. */
export const STORJ_LINKS: LinkOptions = {
  link_kind: "storj",
  defaults: { opens: "page", list: true, lifetime: 7 * DAY },
  longest: null,
  local_only: false,
  can_revoke: true,
};

/** What an account of another store can make. */
export const PRESIGNED_LINKS: LinkOptions = {
  link_kind: "presigned",
  defaults: { opens: "file", list: false, lifetime: 7 * DAY },
  longest: 7 * DAY,
  local_only: false,
  can_revoke: false,
};

/** A link as tests want it: to a file, for six days yet. */
export function sharedLink(more: Partial<SharedLink> = {}): SharedLink {
  return {
    link: "link-1",
    account: "demo-1",
    account_name: "Studio",
    bucket: "photos",
    key: "notes.md",
    scope: "object",
    link_kind: "storj",
    terms: { opens: "page", list: false, not_before: null, not_after: Date.now() + 6.5 * DAY },
    shown: "https://link.example.test/s/jx3cq…/photos/notes.md",
    made: Date.now() - DAY / 2,
    revoked: null,
    local_only: false,
    ...more,
  };
}

/** The links of a fake engine. */
export interface FakeLinks {
  links: SharedLink[];
  kept: boolean;
  options: LinkOptions;
  /** How a link is found when it is fetched. */
  found: Record<string, CheckedLink["state"]>;
  /** What handles stand for that were not dropped yet. */
  handles: Map<string, WriteLinks>;
  commands: Record<string, FakeCommand>;
}

function termsOf({ opens, list, lifetime }: LinkDefaults): LinkTerms {
  const not_after = typeof lifetime === "number" ? Date.now() + lifetime : null;
  return { opens, list, not_before: null, not_after };
}

/** The operations on links, in memory. `send` sends their events. */
export function fakeLinks(send: (event: EngineEvent) => void, links: SharedLink[] = []): FakeLinks {
  let made = 0;
  const held: FakeLinks = { links, kept: true, options: STORJ_LINKS, found: {}, handles: new Map(), commands: {} };
  const changed = () => send({ kind: "links_changed" });
  const known = ({ link }: LinkRequest): SharedLink => {
    const found = held.links.find((one) => one.link === link);
    if (found === undefined) throw failure("no_such_link");
    return found;
  };
  const make = (of: Pick<SharedLink, "account" | "bucket" | "key">, terms: LinkTerms): SharedLink => {
    made += 1;
    const { link_kind, local_only } = held.options;
    const scope = of.key === "" ? "bucket" : of.key.endsWith("/") ? "prefix" : "object";
    const shown = `https://link.example.test/s/jx3cq…/${of.bucket}/${of.key}`;
    const link = `made-${made.toString()}`;
    const one = sharedLink({ ...of, link, scope, terms, link_kind, local_only, shown, made: Date.now() });
    held.links = [one, ...held.links];
    changed();
    return one;
  };
  const state = (one: SharedLink): CheckedLink["state"] => {
    if (typeof one.revoked === "number") return "revoked";
    return typeof one.terms.not_after === "number" && one.terms.not_after < Date.now() ? "expired" : "live";
  };
  held.commands = {
    link_options: () => held.options,
    set_link_defaults: ({ defaults }: SetLinkDefaults) => {
      held.options = { ...held.options, defaults };
      return null;
    },
    make_links: ({ account, bucket, keys, terms }: MakeLinks) =>
      keys.map((key) => make({ account, bucket, key }, terms ?? termsOf(held.options.defaults))),
    list_links: () => ({ links: held.links, kept: held.kept }),
    write_links: (request: WriteLinks) => {
      for (const link of request.links) known({ link });
      const secret = `handle-${(held.handles.size + 1).toString()}-${request.writing}`;
      held.handles.set(secret, request);
      return { secret };
    },
    copy_secret: () => null,
    draw_secret: () => ({ size: 21, path: "M0 0h7v1h-7z" }),
    drop_secret: ({ secret }: { secret: string }) => {
      held.handles.delete(secret);
      return null;
    },
    check_link: (request: LinkRequest) => {
      const one = known(request);
      return { state: held.found[one.link] ?? state(one), at: Date.now() };
    },
    extend_link: ({ link, terms }: ExtendLink) => {
      const { account, bucket, key } = known({ link });
      return make({ account, bucket, key }, terms);
    },
    revoke_link: (request: LinkRequest) => {
      const one = known(request);
      if (one.link_kind === "presigned") throw failure("cannot_revoke", { params: { problem: "presigned" } });
      held.links = held.links.map((other) => (other === one ? { ...other, revoked: Date.now() } : other));
      changed();
      return { state: held.found[one.link] ?? "revoked", at: Date.now() };
    },
    forget_link: (request: LinkRequest) => {
      const one = known(request);
      held.links = held.links.filter((other) => other !== one);
      changed();
      return null;
    },
  };
  return held;
}
