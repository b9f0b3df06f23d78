import type { AccountInfo, LocalApi, Settings } from "../platform/operations";
import { failure, type FakePlatform, installFakePlatform } from "../platform/testing";
import { type FakeLinks, fakeLinks } from "./fakeLinks";
import { FakeView, type Thing } from "./fakeView";

/** An account of the practice store. */
export const DEMO: AccountInfo = {
  account: "demo-1",
  name: "demo",
  account_kind: "demo",
  endpoint: "http://127.0.0.1:7070",
  region: "us-east-1",
  addressing: "path",
  access_key_id: "DEMO",
  profile: null,
  secret_place: "keyring",
};

/** The local API as it is at first. */
export const LOCAL_API_OFF: LocalApi = {
  state: "off",
  address: "http://127.0.0.1:8080",
  port: 8080,
  problem: null,
  free_port: null,
  token_end: null,
  token_kept: true,
};

/** What is where at the start: buckets of accounts, things in buckets. */
export interface FakeWorld {
  accounts: AccountInfo[];
  buckets: Record<string, string[] | Error>;
  /** By `bucket/prefix`. What isn't named is empty. */
  things: Record<string, Thing[]>;
  settings: Settings;
  platform: string;
  locale: string;
}

/** A small world: one account, one bucket, a few things. */
export function smallWorld(more: Partial<FakeWorld> = {}): FakeWorld {
  return {
    accounts: [DEMO],
    buckets: { "demo-1": ["photos", "archive"] },
    things: {
      "photos/": [
        { name: "album", inside: [{ name: "cover.jpg", size: 14_000 }] },
        { name: "empty", inside: [] },
        { name: "notes.md", size: 3_000, modified: Date.UTC(2026, 10, 18, 12) },
        { name: "report.pdf", size: 212_000_000 },
      ],
      "photos/album/": [{ name: "cover.jpg", size: 14_000 }],
    },
    settings: {
      theme: "light",
      language: "en",
      side_width: 236,
      inspector_width: 296,
      transfers_height: 172,
      inspector_open: false,
      transfers_open: false,
      upload_limit: null,
      download_limit: null,
      concurrency: null,
      resume_transfers_at_start: true,
      when_closing: "ask",
    },
    platform: "linux",
    locale: "en",
    ...more,
  };
}

/** The engine of a test, and what it holds. */
export interface FakeEngine extends FakePlatform {
  world: FakeWorld;
  /** The views that are open, by their IDs. */
  views: Map<string, FakeView>;
  /** The links that were made. */
  links: FakeLinks;
  /** The view that was opened last. */
  latest(): FakeView;
}

/** Puts an engine in memory behind every operation that the main window uses. */
export function installFakeEngine(world: FakeWorld = smallWorld()): FakeEngine {
  const views = new Map<string, FakeView>();
  let latest: FakeView | null = null;
  const view = ({ view: id }: { view: string }): FakeView => {
    const found = views.get(id);
    if (found === undefined) throw failure("stale_handle");
    return found;
  };
  let opened = 0;
  const links = fakeLinks((event) => {
    platform.send(event);
  });
  const platform: FakePlatform = installFakePlatform({
    app_info: () => ({ version: "0.1.0", platform: world.platform, locale: world.locale, notices: [] }),
    get_settings: () => world.settings,
    set_settings: (settings: Settings) => {
      world.settings = settings;
      return null;
    },
    set_menu_bar: () => null,
    show_status: () => null,
    ask_for_attention: () => null,
    list_accounts: () => world.accounts,
    list_transfers: () => [],
    list_edits: () => [],
    get_local_api: () => LOCAL_API_OFF,
    local_api_log: () => ({ requests: [], total: 0 }),
    list_aws_profiles: () => [],
    list_buckets: ({ account }: { account: string }) => {
      const buckets = world.buckets[account] ?? [];
      if (buckets instanceof Error) throw buckets;
      return buckets.map((bucket) => ({ bucket, created: 0 }));
    },
    open_view: ({ bucket, prefix }: { bucket: string; prefix: string }) => {
      opened += 1;
      const made = new FakeView(
        `view-${opened.toString()}`,
        prefix,
        world.things[`${bucket}/${prefix}`] ?? [],
        (event) => {
          platform.send(event);
        },
      );
      views.set(made.id, made);
      latest = made;
      return made.state();
    },
    close_view: (request) => {
      views.delete(view(request).id);
      return null;
    },
    refresh_view: (request) => {
      view(request).changed();
      return null;
    },
    view_rows: (request) => {
      const asked = view(request);
      return {
        generation: asked.generation,
        total: asked.state().total,
        rows: asked.window(request.offset as number, request.limit as number),
      };
    },
    open_row: (request) => {
      view(request).setOpen(request.row as number, true);
      return null;
    },
    close_row: (request) => {
      view(request).setOpen(request.row as number, false);
      return null;
    },
    sort_view: (request) => view(request).changed(),
    filter_view: (request) => view(request).filter(request.text as string),
    select_rows: (request) => view(request).select(request),
    find_row: (request) => ({ index: view(request).find(request.text as string, request.from as number) }),
    take_selection: (request) => {
      const { selected, selected_folders } = view(request).state();
      return { selection: "taken-1", items: selected, folders: selected_folders, names: [] };
    },
    head_object: () => ({ etag: '"0"', content_length: 3_000, last_modified: 0, content_type: "text/plain" }),
    get_object_tagging: () => [],
    ...links.commands,
  });
  return {
    ...platform,
    world,
    views,
    links,
    latest: () => {
      if (latest === null) throw new Error("no view was opened");
      return latest;
    },
  };
}
