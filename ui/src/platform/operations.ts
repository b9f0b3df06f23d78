// Made from crates/operations-schema by `cargo xtask generate`. Don't edit it: change the list.

import { call } from "./call";

/** The person goes on at a place with the passphrase of this account, though it was filled with another one. */
export interface AcceptPassphrase {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** Where in it: empty, or a prefix that ends in `/`. */
  prefix: string;
}

/** What a text turned out to be. It holds no secret. */
export interface AccessFinding {
  /** What the text is. */
  subject: AccessSubject;
  /** Its first and last few characters, to know it again by. */
  shown: string;
  /** What it may do; none where only a service knows. */
  rights?: AccessRight[] | null;
  /** Whether it reaches every bucket, also those still to be made; none where only a service knows. */
  whole_project?: boolean | null;
  /** The places it reaches where it doesn't reach all; empty with `whole_project` false means nowhere. */
  places: AccessPlace[];
  /** When; none where only a service knows. */
  validity?: AccessValidity | null;
  /** How long objects uploaded with it may live, in ms. */
  maximum_object_lifetime?: number | null;
  /** The satellite of a grant. */
  satellite?: AccessSatellite | null;
  /** The encryption keys of a grant. */
  keys?: AccessKeys | null;
  /** What is risky about it, the worst first. */
  risks: FoundRisk[];
}

/** The encryption keys of a grant, by number; never the keys. */
export interface AccessKeys {
  /** Whether it has the key for the whole project. */
  default_key: boolean;
  /** How many places it has keys of their own for. */
  places: number;
  /** Whether names are encrypted too, under the default key. */
  names_encrypted: boolean;
}

/** A place that an access reaches. */
export interface AccessPlace {
  /** The bucket. */
  bucket: string;
  /** Where in it. */
  prefix: AccessPrefix;
  /** Whether a grant holds the encryption key for it; never for an API key. */
  has_key: boolean;
}

/** Where in a bucket. */
export type AccessPrefix =
  | ({ kind: "whole_bucket" } & WholeBucketPlace)
  | ({ kind: "path" } & PathPlace)
  | ({ kind: "encrypted" } & EncryptedPlace);

/** Something that an access can allow. */
export type AccessRight =
  | "read"
  | "write"
  | "list"
  | "delete"
  | "lock"
  | "put_retention"
  | "get_retention"
  | "put_legal_hold"
  | "get_legal_hold"
  | "bypass_governance_retention"
  | "put_bucket_lock"
  | "get_bucket_lock"
  | "put_bucket_notifications"
  | "get_bucket_notifications";

/** What is risky about an access, or won't work. */
export type AccessRisk =
  | "unrestricted"
  | "whole_project"
  | "no_expiry"
  | "can_delete"
  | "can_write"
  | "can_bypass_retention"
  | "can_lock"
  | "names_visible"
  | "satellite_unproven"
  | "unreadable_restriction"
  | "expired"
  | "not_yet_valid"
  | "allows_nothing"
  | "missing_keys"
  | "open_to_anyone"
  | "link_holds_keys"
  | "secret_key_missing";

/** The satellite that a grant is for. */
export interface AccessSatellite {
  /** The address as it stands in the grant. */
  address: string;
  /** The node ID that proves the satellite's identity; none where the grant names none and none is known. */
  node_id?: string | null;
}

/** What a text is. */
export type AccessSubject =
  | ({ kind: "api_key" } & RestrictedSubject)
  | ({ kind: "access_grant" } & RestrictedSubject)
  | ({ kind: "s3_credentials" } & CredentialsSubject)
  | ({ kind: "share_link" } & LinkSubject);

/** When an access works. */
export interface AccessValidity {
  /** From when on, in ms. */
  from?: number | null;
  /** Until when, in ms. */
  until?: number | null;
  /** What that means now. */
  state: ValidityState;
}

/** A saved account. It never holds a secret. */
export interface AccountInfo {
  /** Its ID. */
  account: string;
  /** The name that the person gave it. */
  name: string;
  /** What kind of account it is. */
  account_kind: AccountKind;
  /** Its endpoint; none for AWS itself. */
  endpoint?: string | null;
  /** Its region. */
  region?: string | null;
  /** How buckets are addressed. */
  addressing: AddressingStyle;
  /** The access key's ID, which isn't secret. */
  access_key_id?: string | null;
  /** The AWS profile's name. */
  profile?: string | null;
  /** The satellite of a Storj account. */
  satellite?: string | null;
  /** Where its secret is. */
  secret_place: SecretPlace;
}

/** What kind of account it is. */
export type AccountKind =
  | "demo"
  | "s3"
  | "aws_profile"
  | "storj";

/** An account by its ID. */
export interface AccountRequest {
  /** The account's ID. */
  account: string;
}

/** The list of accounts, or of an account's buckets, changed. */
export type AccountsChanged = Record<never, never>;

/** A prepared account to be saved. */
export interface AddPreparedAccount {
  /** Its handle. */
  prepared: string;
  /** A name for people; the suggested one where empty. */
  name: string;
}

/** How a bucket is named in a request's address. */
export type AddressingStyle =
  | "path"
  | "virtual_hosted";

/** What the window needs to know at its start. */
export interface AppInfo {
  /** The version of Satchel. */
  version: string;
  /** `linux`, `macos` or `windows`. */
  platform: string;
  /** The system's language, as a BCP 47 tag. */
  locale: string;
  /** Notices from the start. */
  notices: Notice[];
}

/** A profile of the AWS configuration on this computer. */
export interface AwsProfile {
  /** The profile's name. */
  name: string;
  /** Whether it signs in by SSO. */
  sso: boolean;
}

/** A bucket as listed. */
export interface Bucket {
  /** Its name. */
  bucket: string;
  /** When it was made, in ms; 0 where the server doesn't say. */
  created: number;
}

/** A bucket by name. */
export interface BucketRequest {
  /** The bucket's name. */
  bucket: string;
}

/** How a link was found when it was fetched. */
export interface CheckedLink {
  /** How. */
  state: LinkState;
  /** When, in ms. */
  at: number;
}

/** The person closed the window while transfers run. It stays until `close_window` says what to do. */
export type CloseAsked = Record<never, never>;

/** What becomes of a window that was closed while transfers run. */
export interface CloseWindow {
  /** It; `ask` leaves the window open. */
  answer: WhenClosing;
}

/** The parts that make the object. */
export interface CompleteMultipartUpload {
  /** The bucket's name. */
  bucket: string;
  /** The key of the object to be. */
  key: string;
  /** The upload's ID. */
  upload_id: string;
  /** The parts, each with the tag that its upload answered. */
  parts: PartTag[];
}

/** What a connection test found. */
export interface ConnectionReport {
  /** Whether the account can be used. */
  works: boolean;
  /** How many buckets it lists; none where it may not list them, which is no failure. */
  buckets?: number | null;
  /** What failed: name, encryption, clock, key, right or region. */
  failure?: ErrorInfo | null;
  /** By how many ms the server's clock is ahead of ours, where that is over 5 minutes. It works all the same. */
  clock_skew?: number | null;
  /** How long the server took to answer, in ms. */
  round_trip?: number | null;
}

/** A copy or a move of one object. */
export interface CopyObject {
  /** The bucket it is in. */
  source_bucket: string;
  /** Its key there. */
  source_key: string;
  /** The bucket it goes to. */
  destination_bucket: string;
  /** Its key there. */
  destination_key: string;
}

/** A text for the clipboard, such as a key or an ETag that is shown anyway. */
export interface CopyText {
  /** The text. */
  text: string;
}

/** What the documented access grant is made of. */
export interface CreateAccessGrant {
  /** The satellite's address. */
  satellite_node_url: string;
  /** The API key, restricted or not. */
  restrict_key: string | SecretHandle;
  /** The encryption passphrase, byte for byte. */
  password: string | SecretHandle;
  /** The project's ID, from which the salt comes where none is given. */
  project_id: string;
  /** The project's own salt, in base64: 16 or 32 bytes. */
  salt?: string | null;
}

/** A grant to be registered for S3 credentials. */
export interface CreateCredentials {
  /** The access grant. */
  access_grant: string | SecretHandle;
  /** `https://host`, or `host:port` for DRPC. */
  auth_service: string;
  /** Whether link sharing opens all of the grant to anyone who knows the access key ID. */
  public?: boolean | null;
}

/** A folder to be made: a marker object whose key ends in `/`. */
export interface CreateFolder {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** Where: empty, or a prefix that ends in `/`. */
  prefix: string;
  /** The folder's name. */
  name: string;
}

/** An API key to be restricted. What isn't allowed is denied. */
export interface CreateRestrictKey {
  /** The buckets that the new key is for: at least one. */
  buckets: string[];
  /** The API key. */
  api_key: string | SecretHandle;
  /** May download. */
  allow_download?: boolean | null;
  /** May delete. */
  allow_delete?: boolean | null;
  /** May list. */
  allow_list?: boolean | null;
  /** May upload. */
  allow_upload?: boolean | null;
  /** From when on, in ms. */
  not_before?: number | null;
  /** Until when, in ms. */
  not_after?: number | null;
}

/** S3 credentials. */
export interface CredentialsSubject {
  /** The access key ID. */
  access_key_id: string;
  /** Whether the secret key is there too. */
  has_secret_key: boolean;
  /** An endpoint that stood beside them. */
  endpoint?: string | null;
}

/** Objects of one bucket. */
export interface DeleteObjects {
  /** The bucket's name. */
  bucket: string;
  /** Their keys, any number. */
  keys: string[];
}

/** An object to be read into a local folder. */
export interface DownloadObject {
  /** The bucket's name. */
  bucket: string;
  /** The object's key. */
  key: string;
  /** Where it goes (desktop only): a handle of a folder from a dialog. */
  target: string;
}

/** The files were dragged out again. */
export type DropLeft = Record<never, never>;

/** Files are being dragged over the window. */
export interface DropOver {
  /** CSS pixels from the window's left edge. */
  x: number;
  /** CSS pixels from the window's top edge. */
  y: number;
}

/** Files were dropped. */
export interface Dropped {
  /** CSS pixels from the window's left edge. */
  x: number;
  /** CSS pixels from the window's top edge. */
  y: number;
  /** What was dropped. */
  files: PickedFiles;
}

/** What is done about a conflict. */
export type EditAnswer =
  | "keep_mine"
  | "keep_theirs"
  | "keep_both";

/** What a save met at the store. */
export interface EditConflict {
  /** What. */
  conflict: EditConflictKind;
  /** Their version's size in bytes. */
  size?: number | null;
  /** When their version was written, in ms. */
  written?: number | null;
}

/** What a save met. */
export type EditConflictKind =
  | "changed"
  | "deleted";

/** An object that is open for editing. */
export interface EditInfo {
  /** The edit's ID. */
  edit: string;
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** The object's key. */
  key: string;
  /** The local copy's name. */
  name: string;
  /** Where it stands. */
  state: EditState;
  /** Whether the copy may hold something that the store doesn't have. */
  unsaved: boolean;
  /** Whether it ends as soon as nothing is unsaved. */
  closing: boolean;
  /** What is asked about. */
  conflict?: EditConflict | null;
  /** Why it waits. */
  error?: ErrorInfo | null;
  /** How many other files lie beside the copy. */
  other_files: number;
  /** When it was opened, in ms. */
  since: number;
}

/** An object to be opened in the system's program for it. */
export interface EditObject {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** The object's key. */
  key: string;
}

/** An edit by its ID. */
export interface EditRequest {
  /** The edit's ID. */
  edit: string;
}

/** Where an edit stands. */
export type EditState =
  | "fetching"
  | "saved"
  | "changing"
  | "sending"
  | "waiting"
  | "found"
  | "conflict"
  | "replacing"
  | "missing"
  | "other_files";

/** The objects that are open for editing, as they are now. */
export interface EditsChanged {
  /** They, the oldest first. */
  edits: EditInfo[];
}

/** Another process that runs a transfer. */
export interface Elsewhere {
  /** Which program. */
  program: TransferProgram;
  /** Whether it still runs. If not, the transfer waits for somebody to take it over. */
  alive: boolean;
}

/** At an encrypted path of a bucket. */
export interface EncryptedPlace {
  /** How many folders deep. */
  depth: number;
}

/** An event. */
export type EngineEvent =
  | ({ kind: "view_changed" } & ViewState)
  | ({ kind: "transfers_changed" } & TransfersChanged)
  | ({ kind: "transfers_gone" } & TransfersGone)
  | ({ kind: "place_changed" } & PlaceChanged)
  | ({ kind: "accounts_changed" } & AccountsChanged)
  | ({ kind: "links_changed" } & LinksChanged)
  | ({ kind: "local_api_changed" } & LocalApi)
  | ({ kind: "local_api_served" } & LocalApiServed)
  | ({ kind: "edits_changed" } & EditsChanged)
  | ({ kind: "planning" } & Planning)
  | ({ kind: "notice" } & Notice)
  | ({ kind: "drop_over" } & DropOver)
  | ({ kind: "drop_left" } & DropLeft)
  | ({ kind: "dropped" } & Dropped)
  | ({ kind: "close_asked" } & CloseAsked)
  | ({ kind: "menu_chosen" } & MenuChosen);

/** What failed. Closed: the UI has words for each, in every language. The params that a code's words use are named in its description. */
export type ErrorCode =
  | "no_such_bucket"
  | "no_such_object"
  | "no_such_upload"
  | "access_denied"
  | "unknown_access_key"
  | "wrong_secret"
  | "credentials_expired"
  | "no_credentials"
  | "clock_skew"
  | "wrong_region"
  | "bucket_taken"
  | "bucket_already_owned"
  | "bucket_not_empty"
  | "invalid_bucket_name"
  | "precondition_failed"
  | "invalid_range"
  | "unsupported"
  | "invalid_request"
  | "too_large"
  | "quota_exceeded"
  | "throttled"
  | "server_failed"
  | "name_lookup"
  | "connection_refused"
  | "tls"
  | "timeout"
  | "connection_lost"
  | "not_s3"
  | "integrity"
  | "invalid_parameter"
  | "key_empty"
  | "key_too_long"
  | "too_many_tags"
  | "tag_key_length"
  | "tag_value_length"
  | "duplicate_tag"
  | "same_object"
  | "no_such_account"
  | "stale_handle"
  | "secrets_unavailable"
  | "secret_missing"
  | "newer_file"
  | "local_not_found"
  | "local_denied"
  | "local_disk_full"
  | "source_changed"
  | "local_failed"
  | "target_busy"
  | "upload_left"
  | "account_unavailable"
  | "journal_failed"
  | "access_unreadable"
  | "permission_empty"
  | "invalid_time_range"
  | "cannot_restrict"
  | "grant_too_large"
  | "grant_ends_too_soon"
  | "satellite_not_served"
  | "auth_service_refused"
  | "not_auth_service"
  | "satellite_refused"
  | "cannot_share"
  | "cannot_revoke"
  | "no_such_link"
  | "links_unavailable"
  | "not_in_this_build"
  | "passphrase_differs"
  | "port_taken"
  | "port_denied"
  | "cancelled"
  | "other";

/** An error at the door. */
export interface ErrorInfo {
  /** What failed. */
  code: ErrorCode;
  /** Named values for the translated sentence. Never secret. */
  params: Record<string, string>;
  /** The documented S3 text, for a details view and for support. Never secret, never translated. */
  message: string;
  /** Whether trying again may help. */
  retryable: boolean;
}

/** A text to look at. */
export interface ExamineAccess {
  /** It. */
  text: string | SecretHandle;
}

/** A list of a transfer's files as a file of its own. The name that the person gives it says which: `.json`, else CSV. */
export interface ExportTransferFiles {
  /** The transfer's ID. */
  transfer: string;
  /** Which of its files. */
  filter: FileFilter;
  /** The name that the dialog suggests. */
  name: string;
}

/** A list that was written. */
export interface ExportedFiles {
  /** The name of the file. */
  name: string;
  /** How many files the list has. */
  files: number;
}

/** A link to be made again with other terms. The old one stays as it is. */
export interface ExtendLink {
  /** The old one's ID. */
  link: string;
  /** The new one's terms. */
  terms: LinkTerms;
  /** Whether it goes on the clipboard. */
  copy: boolean;
}

/** Which of a transfer's files are asked for. */
export type FileFilter =
  | "all"
  | "waiting"
  | "failed"
  | "done"
  | "skipped";

/** What is worth knowing about one file besides its state. */
export type FileNote =
  | "begun_anew"
  | "went_on"
  | "changed_since";

/** Where one file of a transfer stands. */
export type FileState =
  | "waiting"
  | "running"
  | "done"
  | "skipped"
  | "failed"
  | "cancelled";

/** What to show of a view. */
export interface FilterView {
  /** The view's ID. */
  view: string;
  /** Only names that have this text in them, without regard to case; empty shows all. */
  text: string;
}

/** Where a row is after typing the beginning of its name. */
export interface FindRow {
  /** The view's ID. */
  view: string;
  /** The beginning of a name, without regard to case. */
  text: string;
  /** Look from this place on, and then from the top. */
  from: number;
}

/** An edit that the person is done with. */
export interface FinishEdit {
  /** The edit's ID. */
  edit: string;
  /** Whether unsaved changes, and other files in its folder, are thrown away. */
  discard: boolean;
}

/** A risk and how much it matters. */
export interface FoundRisk {
  /** What is risky. */
  risk: AccessRisk;
  /** How much it matters. */
  severity: RiskSeverity;
}

/** A row that was found. */
export interface FoundRow {
  /** Its place, from 0; none where no row fits. */
  index?: number | null;
}

/** S3 credentials whose secret key the engine keeps. */
export interface KeptCredentials {
  /** The access key ID. */
  access_key_id: string;
  /** The secret key. */
  secret_key: SecretHandle;
  /** The S3 endpoint that takes them. */
  endpoint: string;
}

/** The language of the window. */
export type Language =
  | "system"
  | "en"
  | "zh-CN";

/** How many uploads. */
export interface LeftoverCount {
  /** So many. */
  uploads: number;
}

/** Who began an upload. */
export type LeftoverOwner =
  | "ours"
  | "probably_ours"
  | "not_ours";

/** One leftover upload by its ID. */
export interface LeftoverRequest {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** The object's key. */
  key: string;
  /** The upload's ID. */
  upload_id: string;
}

/** One leftover upload. */
export interface LeftoverUpload {
  /** The object's key. */
  key: string;
  /** The upload's ID. */
  upload_id: string;
  /** When it was begun, in ms; 0 where the server doesn't say. */
  initiated: number;
  /** Who began it. */
  owner: LeftoverOwner;
  /** Parts that are there. */
  parts: number;
  /** Their bytes. */
  bytes: number;
  /** The transfer that has it and can go on with it. */
  transfer?: string | null;
  /** Whether that transfer runs or waits for its turn. */
  sending: boolean;
}

/** Leftover uploads, by key, the oldest of a key first. */
export interface LeftoverUploads {
  /** They. */
  uploads: LeftoverUpload[];
  /** Where the next page begins; none where this was the last. */
  next?: string | null;
}

/** How an account's links are made where nobody says otherwise. */
export interface LinkDefaults {
  /** What they open. */
  opens: LinkOpens;
  /** Whether names can be listed. */
  list: boolean;
  /** How long they last, in ms; for ever where none is given. */
  lifetime?: number | null;
}

/** Where a share link leads. */
export type LinkForm =
  | "page"
  | "raw";

/** How a share link works. */
export type LinkKind =
  | "storj"
  | "presigned";

/** What a share link opens. */
export type LinkOpens =
  | "page"
  | "file"
  | "archive";

/** What links an account can make. */
export interface LinkOptions {
  /** How they work. */
  link_kind: LinkKind;
  /** How they are made where nobody says otherwise. */
  defaults: LinkDefaults;
  /** How long one can last at most, in ms; none where it can last for ever. */
  longest?: number | null;
  /** Whether they work on this computer only, while Satchel runs (Try it now). */
  local_only: boolean;
  /** Whether this build can withdraw them. */
  can_revoke: boolean;
}

/** A link. */
export interface LinkRequest {
  /** Its ID. */
  link: string;
}

/** What a share link is of. */
export type LinkScope =
  | "object"
  | "prefix"
  | "bucket";

/** How a share link was found. */
export type LinkState =
  | "live"
  | "not_yet"
  | "expired"
  | "revoked"
  | "missing"
  | "refused";

/** A share link. */
export interface LinkSubject {
  /** Link sharing's address. */
  base_url: string;
  /** Where it leads. */
  form: LinkForm;
  /** The access key ID; none where the link holds a whole grant. */
  access_key_id?: string | null;
  /** The bucket; empty where it shares a project. */
  bucket: string;
  /** The key or prefix; empty where it shares a bucket. */
  key: string;
}

/** What a person who gets a link may do with it, and when. */
export interface LinkTerms {
  /** What it opens. */
  opens: LinkOpens;
  /** Whether the names below a folder or bucket can be listed. */
  list: boolean;
  /** From when on, in ms; at once where none is given. */
  not_before?: number | null;
  /** Until when, in ms; for ever where none is given. */
  not_after?: number | null;
}

/** A text made of a share link. */
export type LinkWriting =
  | "as_made"
  | "page"
  | "file"
  | "page_and_file"
  | "archive"
  | "snippet";

/** The links that were made here, or what is known of them, changed. */
export type LinksChanged = Record<never, never>;

/** A page of a listing: `PRE` rows first. */
export interface ListAnswer {
  /** The rows. */
  rows: ListRow[];
  /** Whether there is more. */
  is_truncated: boolean;
  /** Where the next page starts. */
  next_continuation_token?: string | null;
}

/** A page of a bucket's leftover uploads. */
export interface ListLeftoverUploads {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** Where the page before ended; none for the first. */
  after?: string | null;
}

/** What to list of a bucket. */
export interface ListObjects {
  /** The bucket's name. */
  bucket: string;
  /** Only keys that start with it. */
  prefix?: string | null;
  /** Keys that have it after the prefix are folded into one `PRE` row. Without it the listing is flat. */
  delimiter?: string | null;
  /** At most so many rows, 1 to 1,000; more counts as 1,000. */
  max_keys?: number | null;
  /** Where the page before ended, as it said. */
  continuation_token?: string | null;
}

/** A row of a listing. */
export interface ListRow {
  /** The key, or the prefix with its delimiter. */
  key: string;
  /** Bytes; 0 for a prefix. */
  size: number;
  /** `PRE` or `OBJ`. */
  kind: string;
}

/** How far the listing of a view is. */
export type LoadState =
  | "loading"
  | "more"
  | "complete"
  | "failed";

/** The local API, as it stands. */
export interface LocalApi {
  /** Whether it answers. */
  state: LocalApiState;
  /** Where it answers, or would: an address on this computer. */
  address: string;
  /** The port of that address. */
  port: number;
  /** Why it couldn't be started. */
  problem?: ErrorInfo | null;
  /** A port that is free, where the one that was asked for isn't. */
  free_port?: number | null;
  /** The token's last four characters, to know it by; none before it was needed. The rest stays in the engine. */
  token_end?: string | null;
  /** Whether the token is kept in the keyring; else it lasts until Satchel is closed. */
  token_kept: boolean;
}

/** The requests that were answered last. */
export interface LocalApiLog {
  /** They, the newest last. */
  requests: LocalApiRequest[];
  /** How many were answered since Satchel started. */
  total: number;
}

/** A request that the local API answered. No header and no query of it is kept. */
export interface LocalApiRequest {
  /** Counts the requests since Satchel started, from 1. */
  number: number;
  /** The ID that the answer carries, too. */
  id: string;
  /** When it came. */
  at: number;
  /** Its method. */
  method: string;
  /** Its path. A program may ask for any; a long one is cut. */
  path: string;
  /** The answer's HTTP status. */
  status: number;
  /** The answer's `code`: 0 where it was done, -1 where it wasn't; none where the answer is an object's bytes. */
  code?: number | null;
  /** How long it took, in ms. */
  took: number;
  /** Bytes of its body. */
  received: number;
  /** Bytes of the answer's body. */
  sent: number;
}

/** The local API answered requests. */
export interface LocalApiServed {
  /** They, the newest last. */
  requests: LocalApiRequest[];
  /** How many were answered since Satchel started. */
  total: number;
}

/** Whether the local API answers. */
export type LocalApiState =
  | "off"
  | "starting"
  | "on"
  | "failed";

/** A grant that was made. */
export interface MadeGrant {
  /** The grant. */
  grant: SecretHandle;
  /** Where its salt came from. */
  salt: SaltSource;
}

/** What an access grant is made of. */
export interface MakeGrant {
  /** The satellite's address. */
  satellite: string;
  /** The API key, restricted or not. */
  api_key: string | SecretHandle;
  /** The encryption passphrase, byte for byte. */
  passphrase: string | SecretHandle;
  /** The project's ID, for the documented derivation where the satellite can't be asked. */
  project_id?: string | null;
  /** The project's salt in base64, where it is known: then nobody is asked. */
  salt?: string | null;
}

/** Links to be made: one for each key. */
export interface MakeLinks {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** Objects' keys; prefixes, which end in `/`; or one empty text for the whole bucket. */
  keys: string[];
  /** The terms; by the account's defaults where none are given. */
  terms?: LinkTerms | null;
  /** Whether they go on the clipboard, a line each. */
  copy: boolean;
}

/** A menu of the menu bar, in the window's language. */
export interface Menu {
  /** Its title. */
  label: string;
  /** Its items. */
  items: MenuItem[];
}

/** The whole menu bar. */
export interface MenuBar {
  /** Its menus. */
  menus: Menu[];
}

/** An item of the menu bar, or of the tray's menu, was chosen. */
export interface MenuChosen {
  /** Its action. */
  action: string;
}

/** An item of a menu. */
export interface MenuItem {
  /** The action it stands for; empty for a separator. */
  action: string;
  /** Its label. */
  label: string;
  /** The keys that the system shows and takes, such as `CmdOrCtrl+Shift+N`. */
  accelerator?: string | null;
  /** Whether it can be chosen now. */
  enabled: boolean;
}

/** A multipart upload. */
export interface MultipartRequest {
  /** The bucket's name. */
  bucket: string;
  /** The key of the object to be. */
  key: string;
  /** The upload's ID. */
  upload_id: string;
}

/** A multipart upload that was begun and not ended. */
export interface MultipartUpload {
  /** When it was begun, in ms; 0 where the server doesn't say. */
  initiated: number;
  /** The key it will have. */
  key: string;
  /** Its ID. */
  upload_id: string;
}

/** A notice. */
export interface Notice {
  /** What it says. */
  code: NoticeCode;
  /** Named values for the translated sentence. */
  params: Record<string, string>;
}

/** Something worth saying once, that isn't the failure of an operation. */
export type NoticeCode =
  | "accounts_file_corrupt"
  | "accounts_file_newer"
  | "accounts_file_unreadable"
  | "settings_file_corrupt"
  | "settings_file_newer"
  | "settings_file_unreadable"
  | "no_keyring"
  | "journal_corrupt"
  | "journal_quarantined"
  | "journal_newer"
  | "journal_unusable"
  | "journal_not_adopted"
  | "clock_off"
  | "edit_leftover";

/** An object's details. */
export interface ObjectDetails {
  /** Its entity tag, with its quotes. */
  etag: string;
  /** Its size in bytes. */
  content_length: number;
  /** When it was last written, in ms. */
  last_modified: number;
  /** Its content type. */
  content_type?: string | null;
}

/** An object by bucket and key. */
export interface ObjectRequest {
  /** The bucket's name. */
  bucket: string;
  /** The object's key. */
  key: string;
}

/** A tag of an object. */
export interface ObjectTag {
  /** 1 to 128 characters. */
  key: string;
  /** 0 to 256 characters. */
  value: string;
}

/** The leftover uploads of a bucket that were begun before a time and aren't being sent. */
export interface OldLeftovers {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** In ms. Those whose age the server doesn't say are left alone. */
  before: number;
}

/** What to do with what is there already and differs. */
export type OnConflict =
  | "skip"
  | "replace"
  | "keep_both"
  | "newer";

/** A place to open. */
export interface OpenView {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** Empty, or a prefix that ends in `/`. */
  prefix: string;
}

/** An object that is open now. */
export interface OpenedEdit {
  /** Its edit's ID. */
  edit: string;
  /** Whether it was open already. */
  already: boolean;
  /** Whether it was only shown in its folder, because opening it could run it. */
  shown: boolean;
}

/** A part of a multipart upload. */
export interface Part {
  /** 1 to 10,000. */
  part_number: number;
  /** Bytes. */
  size: number;
  /** Its entity tag, with its quotes. */
  etag: string;
}

/** An uploaded part. */
export interface PartAnswer {
  /** Its entity tag, with its quotes. */
  etag: string;
}

/** A part to be named at completion. */
export interface PartTag {
  /** 1 to 10,000. */
  part_number: number;
  /** The tag that its upload answered. */
  etag: string;
}

/** What is known of an account's passphrase at a place. */
export type PassphraseVerdict =
  | "unknown"
  | "checking"
  | "matches"
  | "differs"
  | "accepted";

/** At a path of a bucket and within it. Where names aren't encrypted, also at every other path that begins so. */
export interface PathPlace {
  /** The path, without a slash at its end. */
  path: string;
}

/** Why a transfer stands still. */
export type PauseReason =
  | "person"
  | "needs_credentials"
  | "disk_full"
  | "offline"
  | "restart";

/** Local files or folders that a person dropped or chose. The paths stay in the engine. */
export interface PickedFiles {
  /** The handle to name them by. */
  files: string;
  /** How many were chosen (folders count as one). */
  count: number;
  /** The first few names, for a title. */
  names: string[];
}

/** A transfer wrote or deleted objects below a prefix. */
export interface PlaceChanged {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** The prefix. */
  prefix: string;
}

/** Objects to be copied or moved within an account. */
export interface PlanCopy {
  /** The taken selection. */
  selection: string;
  /** The bucket they go to. */
  bucket: string;
  /** Where in it: empty, or a prefix that ends in `/`. */
  prefix: string;
  /** Whether the sources are deleted afterwards, each once its copy is verified. */
  remove_source: boolean;
}

/** Objects to be deleted. */
export interface PlanDelete {
  /** The taken selection. */
  selection: string;
}

/** Objects to be downloaded. */
export interface PlanDownload {
  /** The taken selection. */
  selection: string;
  /** The handle of a folder from a dialog. */
  target: string;
}

/** What will happen, before anything happens. */
export interface PlanInfo {
  /** The plan's ID. */
  plan: string;
  /** What it does. */
  transfer_kind: TransferKind;
  /** The bucket's name. */
  bucket: string;
  /** The destination: a prefix, or the name of a local folder. */
  destination: string;
  /** The first few names, for a title. */
  names: string[];
  /** Whether something has to be asked; if not, it can start at once. */
  asks: boolean;
  /** Files (objects) in all. */
  files: number;
  /** Folders in all. */
  folders: number;
  /** Bytes in all. */
  bytes: number;
  /** Files that aren't there yet. */
  new_files: number;
  /** Their bytes. */
  new_bytes: number;
  /** Files that are there already and the same; they are left alone. */
  same_files: number;
  /** Their bytes. */
  same_bytes: number;
  /** Files that are there already and differ. */
  differing_files: number;
  /** Their bytes. */
  differing_bytes: number;
  /** New files that were half sent before and go on where they stopped. */
  resumable_files: number;
  /** Their bytes. */
  resumable_bytes: number;
  /** How many of those bytes the server has already. */
  resumed_bytes: number;
  /** Folders with nothing in them; they are kept as markers. */
  empty_folders: number;
  /** How many items can't be done as they stand. */
  problem_count: number;
  /** The first 100 of them. */
  problems: PlanProblem[];
}

/** An item of a plan that can't be done as it stands. */
export interface PlanProblem {
  /** Why. */
  problem: PlanProblemKind;
  /** Its name: a path below what was dropped, or a key. */
  name: string;
  /** The local name it gets (`renamed`). */
  becomes?: string | null;
}

/** Why an item of a plan can't be done as it stands. */
export type PlanProblemKind =
  | "unreadable"
  | "symlink"
  | "special"
  | "impossible_key"
  | "renamed";

/** One object or folder to be renamed. */
export interface PlanRename {
  /** The taken selection, of one item. */
  selection: string;
  /** Its new name, without slashes. */
  name: string;
}

/** A plan by its ID. */
export interface PlanRequest {
  /** The plan's ID; empty for the plans that are being made now. */
  plan: string;
}

/** Local files to be uploaded. */
export interface PlanUpload {
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** Where: empty, or a prefix that ends in `/`. */
  prefix: string;
  /** The handle of the files, from a drop or a dialog. */
  files: string;
}

/** How far the making of a plan is. */
export interface Planning {
  /** What it will do. */
  transfer_kind: TransferKind;
  /** Files found so far. */
  files: number;
  /** Their bytes. */
  bytes: number;
}

/** A Storj account that was registered and tried, and isn't saved yet. */
export interface PreparedAccount {
  /** The handle to save it by. */
  prepared: string;
  /** A name for it, from its satellite and its places. */
  name: string;
  /** The S3 gateway that the auth service named. */
  endpoint: string;
  /** What trying it found. */
  report: ConnectionReport;
  /** What it may do. */
  finding: AccessFinding;
}

/** An account that uses a profile of the AWS configuration. */
export interface ProfileAccountDraft {
  /** A name for people; the profile's where empty. */
  name: string;
  /** The profile. */
  profile: string;
  /** Another endpoint than the profile's. */
  endpoint?: string | null;
  /** Another region than the profile's. */
  region?: string | null;
}

/** How things stand, for the taskbar. */
export type ProgressTone =
  | "idle"
  | "running"
  | "paused"
  | "attention";

/** Tags for an object, in place of those it has. */
export interface PutObjectTagging {
  /** The bucket's name. */
  bucket: string;
  /** The object's key. */
  key: string;
  /** At most 10, with different keys. */
  tags: ObjectTag[];
}

/** A QR code. */
export interface QrPicture {
  /** Modules on a side, without the quiet zone of four around it. */
  size: number;
  /** The dark modules, as the `d` of an SVG path with one unit a module. */
  path: string;
}

/** A new name for an account. */
export interface RenameAccount {
  /** The account's ID. */
  account: string;
  /** Its new name. */
  name: string;
}

/** Another place in the queue. */
export interface ReorderTransfer {
  /** The transfer's ID. */
  transfer: string;
  /** The transfer that it comes before; none puts it last. */
  before?: string | null;
}

/** Another secret for an account, for a key that was renewed or a secret that is gone. */
export interface ReplaceAccountSecret {
  /** The account's ID. */
  account: string;
  /** The secret key. */
  secret_key: string;
  /** The session token of temporary credentials. */
  session_token?: string | null;
}

/** The person's answer to a conflict. */
export interface ResolveEditConflict {
  /** The edit's ID. */
  edit: string;
  /** What is done. */
  answer: EditAnswer;
}

/** A weaker access to be made of an API key or an access grant. */
export interface RestrictAccess {
  /** The key or grant. */
  access: string | SecretHandle;
  /** May download. */
  allow_download: boolean;
  /** May upload. */
  allow_upload: boolean;
  /** May list. */
  allow_list: boolean;
  /** May delete. */
  allow_delete: boolean;
  /** Where; every place that it reaches already where there is none. Prefixes need a grant. */
  places: RestrictedPlace[];
  /** From when on, in ms. */
  not_before?: number | null;
  /** Until when, in ms. */
  not_after?: number | null;
}

/** A place to restrict an access to. */
export interface RestrictedPlace {
  /** The bucket. */
  bucket: string;
  /** A prefix in it; empty for all of it. */
  prefix: string;
}

/** An API key or an access grant. */
export interface RestrictedSubject {
  /** How often it was restricted. */
  restrictions: number;
}

/** The transfer that has a leftover upload. */
export interface ResumeLeftover {
  /** The transfer's ID. */
  transfer: string;
}

/** A transfer's downloaded files, to be shown where they are. */
export interface RevealRequest {
  /** The transfer. */
  transfer: string;
}

/** A secret on the screen, because the person asked for it. */
export interface RevealedSecret {
  /** The secret itself. */
  text: string;
}

/** How much a risk matters. */
export type RiskSeverity =
  | "notice"
  | "warning"
  | "danger";

/** What a row is. */
export type RowKind =
  | "PRE"
  | "OBJ"
  | "LOADING"
  | "EMPTY"
  | "FAILED";

/** A row of a view. */
export interface RowRequest {
  /** The view's ID. */
  view: string;
  /** The row's ID. */
  row: number;
}

/** An S3-compatible store, before it is saved. */
export interface S3AccountDraft {
  /** A name for people; made from the endpoint where empty. */
  name: string;
  /** An absolute http or https URL; none for AWS itself. */
  endpoint?: string | null;
  /** The region; learnt from the server where none is given. */
  region?: string | null;
  /** How buckets are addressed. */
  addressing: AddressingStyle;
  /** The access key's ID. */
  access_key_id: string;
  /** The secret key. */
  secret_key: string;
  /** The session token of temporary credentials. */
  session_token?: string | null;
}

/** Where a grant's salt came from, and with it whether the grant shows what other tools show. */
export type SaltSource =
  | "satellite"
  | "given"
  | "project_id";

/** A kept secret that is to be written to a file that only this person can read. */
export interface SaveSecret {
  /** Its handle. */
  secret: string;
  /** The name that is suggested for the file. */
  name: string;
}

/** A file that was written. */
export interface SavedFile {
  /** Its name, without its folder. */
  name: string;
}

/** A secret that the engine keeps for the window, until it is dropped or the program ends. */
export interface SecretHandle {
  /** Its handle. */
  secret: string;
}

/** Where an account's secret is. */
export type SecretPlace =
  | "keyring"
  | "session"
  | "aws_config";

/** What a selection command does. */
export type SelectMode =
  | "only"
  | "toggle"
  | "range"
  | "all"
  | "nothing";

/** What to select in a view. */
export interface SelectRows {
  /** The view's ID. */
  view: string;
  /** What to do. */
  mode: SelectMode;
  /** The row, where the mode needs one. */
  row?: number | null;
}

/** Other defaults for an account's links. */
export interface SetLinkDefaults {
  /** The account. */
  account: string;
  /** They. */
  defaults: LinkDefaults;
}

/** The local API switched on or off. */
export interface SetLocalApi {
  /** Whether it is to answer, now and when Satchel starts. */
  on: boolean;
  /** The port it answers on, from 1 to 65535. */
  port: number;
}

/** What a person can set. All have defaults. */
export interface Settings {
  /** Light or dark. */
  theme: Theme;
  /** The language. */
  language: Language;
  /** The sidebar's width in CSS pixels. */
  side_width: number;
  /** The inspector's width in CSS pixels. */
  inspector_width: number;
  /** The transfers panel's height in CSS pixels. */
  transfers_height: number;
  /** Whether the inspector is shown. */
  inspector_open: boolean;
  /** Whether the transfers panel is shown. */
  transfers_open: boolean;
  /** Bytes a second that may be sent, over all transfers; none for no limit. */
  upload_limit?: number | null;
  /** Bytes a second that may be fetched, over all transfers; none for no limit. */
  download_limit?: number | null;
  /** Requests at once at the most; none leaves it to Satchel. It counts from the next start. */
  concurrency?: number | null;
  /** Whether transfers that were unfinished go on by themselves when Satchel starts. */
  resume_transfers_at_start: boolean;
  /** What closing the window does while transfers run. */
  when_closing: WhenClosing;
}

/** A link to be made for anyone. */
export interface ShareUrl {
  /** The bucket's name. */
  bucket: string;
  /** The object's key. */
  key: string;
  /** The satellite's address. */
  satellite_node_url: string;
  /** The API key. */
  api_key: string | SecretHandle;
  /** The encryption passphrase, byte for byte. */
  password: string | SecretHandle;
  /** The project's ID, from which the salt comes where none is given. */
  project_id: string;
  /** `https://host`, or `host:port` for DRPC. */
  auth_service: string;
  /** Link sharing's address. It is never fetched. */
  base_url: string;
  /** From when on, in ms. */
  not_before?: number | null;
  /** Until when, in ms. */
  not_after?: number | null;
  /** The project's own salt, in base64: 16 or 32 bytes. */
  salt?: string | null;
}

/** A share link that was made here. Its text stays in the engine. */
export interface SharedLink {
  /** Its ID. */
  link: string;
  /** The account that it was made with, which may be removed by now. */
  account: string;
  /** That account's name. */
  account_name: string;
  /** The bucket's name. */
  bucket: string;
  /** The key or the prefix; empty for the whole bucket. */
  key: string;
  /** What it is of. */
  scope: LinkScope;
  /** How it works. */
  link_kind: LinkKind;
  /** What it was made for. */
  terms: LinkTerms;
  /** Enough of it to know it again by: the part that opens it is left out. */
  shown: string;
  /** When it was made, in ms. */
  made: number;
  /** When it was withdrawn, in ms. */
  revoked?: number | null;
  /** Whether it works on this computer only, while Satchel runs (Try it now). */
  local_only: boolean;
}

/** Every link that was made here, the newest first. */
export interface SharedLinks {
  /** They. */
  links: SharedLink[];
  /** Whether they are still known after a restart: not where there is no keyring. */
  kept: boolean;
}

/** What the tray and the taskbar show, in the window's language. */
export interface ShownStatus {
  /** How things stand. */
  tone: ProgressTone;
  /** How far everything is, in percent; none where that can't be said. */
  percent?: number | null;
  /** How things stand, in words. */
  sentence: string;
  /** The tray's menu. */
  items: MenuItem[];
}

/** What rows are sorted by. Folders come first in each. */
export type SortBy =
  | "name"
  | "size"
  | "kind"
  | "modified";

/** How to sort a view. */
export interface SortView {
  /** The view's ID. */
  view: string;
  /** By what. */
  by: SortBy;
  /** Largest, latest or last first. */
  descending: boolean;
}

/** A plan that may go ahead. */
export interface StartPlan {
  /** The plan's ID. */
  plan: string;
  /** What to do with what is there already and differs. */
  on_conflict: OnConflict;
}

/** A transfer that was started. */
export interface StartedTransfer {
  /** Its ID. */
  transfer: string;
}

/** A Storj account, before it is saved. */
export interface StorjAccountDraft {
  /** The access grant. */
  grant: string | SecretHandle;
  /** The auth service; Storj's own where none is given. */
  auth_service?: string | null;
  /** Link sharing; Storj's own where none is given. */
  link_sharing?: string | null;
}

/** A selection that was taken: it stays what it was when the view changes. */
export interface TakenSelection {
  /** Its ID. */
  selection: string;
  /** The folder that all of them are in: empty, or a prefix that ends in `/`. None where they are in several. */
  folder?: string | null;
  /** How many objects and folders. */
  items: number;
  /** How many of them are folders. */
  folders: number;
  /** The first few names. */
  names: string[];
}

/** Light or dark. */
export type Theme =
  | "system"
  | "light"
  | "dark";

/** One file of a transfer. */
export interface TransferFile {
  /** Its place in the transfer, from 0. */
  index: number;
  /** The object's key. */
  key: string;
  /** Its size in bytes. */
  size: number;
  /** Where it stands. */
  state: FileState;
  /** Bytes acknowledged. */
  bytes_done: number;
  /** What is being tried again, while it is. */
  retrying?: ErrorInfo | null;
  /** Why it failed. */
  error?: ErrorInfo | null;
  /** What is worth knowing besides. */
  note?: FileNote | null;
}

/** Files of a transfer. */
export interface TransferFiles {
  /** How many there are in all. */
  total: number;
  /** The files. */
  files: TransferFile[];
}

/** A window of a transfer's files. */
export interface TransferFilesRequest {
  /** The transfer's ID. */
  transfer: string;
  /** The first file, from 0. */
  offset: number;
  /** At most so many, up to 1,000. */
  limit: number;
  /** Which files. */
  filter: FileFilter;
}

/** A transfer. */
export interface TransferInfo {
  /** Its ID. */
  transfer: string;
  /** What it does. */
  transfer_kind: TransferKind;
  /** The account. */
  account: string;
  /** The bucket's name. */
  bucket: string;
  /** The prefix in the bucket that it reads or writes. */
  prefix: string;
  /** The first few names, for a title. */
  names: string[];
  /** Where it stands. */
  state: TransferState;
  /** Why it stands still (`paused`). */
  reason?: PauseReason | null;
  /** Its place in the queue: the smallest is first. */
  order: number;
  /** The other process that runs it; none where it is this one. Another's files and place in the queue stay its own. */
  elsewhere?: Elsewhere | null;
  /** Files in all. */
  files: number;
  /** Files that are done or were left alone. */
  files_done: number;
  /** Files that failed. */
  files_failed: number;
  /** Bytes in all. */
  bytes: number;
  /** Bytes that the server acknowledged, or that are on the disk. */
  bytes_done: number;
  /** Bytes a second, smoothed. */
  speed: number;
  /** Time left in ms, where it can be said. */
  time_left?: number | null;
  /** What is being tried again, where something is. */
  retrying?: ErrorInfo | null;
  /** The first error; for a paused one, why. */
  error?: ErrorInfo | null;
  /** When it was started, in ms. */
  started: number;
  /** When it ended, in ms. */
  ended?: number | null;
}

/** What a transfer does. */
export type TransferKind =
  | "upload"
  | "download"
  | "delete"
  | "copy"
  | "move";

/** A program that runs transfers. */
export type TransferProgram =
  | "app"
  | "command_line";

/** A transfer by its ID. */
export interface TransferRequest {
  /** The transfer's ID. */
  transfer: string;
}

/** Where a transfer stands. */
export type TransferState =
  | "waiting"
  | "running"
  | "paused"
  | "done"
  | "partly_failed"
  | "failed"
  | "cancelled";

/** The transfers that changed since the last event. */
export interface TransfersChanged {
  /** They, as they are now. */
  transfers: TransferInfo[];
}

/** Transfers that aren't on the list any more: another program took them off its own, or over. */
export interface TransfersGone {
  /** Their IDs. */
  transfers: string[];
}

/** A new multipart upload. */
export interface UploadIdAnswer {
  /** Its ID. */
  upload_id: string;
}

/** An object to be written from a local file. */
export interface UploadObject {
  /** The bucket's name. */
  bucket: string;
  /** The key it gets. */
  key: string;
  /** The file: on the desktop, a handle from a drop or a dialog. */
  file: string;
}

/** One part of a multipart upload. */
export interface UploadPart {
  /** The bucket's name. */
  bucket: string;
  /** The key of the object to be. */
  key: string;
  /** The file whose bytes are the part: on the desktop, a handle from a drop or a dialog. */
  file: string;
  /** 1 to 10,000. */
  part_number: number;
  /** The upload's ID. */
  upload_id: string;
}

/** What a time range means now. */
export type ValidityState =
  | "valid"
  | "not_yet"
  | "expired"
  | "never";

/** What is known of the passphrase at a view's place. */
export interface ViewPassphrase {
  /** It. */
  verdict: PassphraseVerdict;
  /** Where it differs: the saved accounts whose passphrase showed or wrote what is there. */
  accounts: string[];
}

/** A view by its ID. */
export interface ViewRequest {
  /** The view's ID. */
  view: string;
}

/** One row. */
export interface ViewRow {
  /** Stays the same as long as the view lives. */
  row: number;
  /** What it is. */
  row_kind: RowKind;
  /** 0 for the place's own rows, 1 in a folder that was opened in place, … */
  depth: number;
  /** What to show: the last part of the key, without a folder's `/`. */
  name: string;
  /** The whole key, or the prefix with its `/`. */
  key: string;
  /** Bytes; none for a folder. */
  size?: number | null;
  /** The last change, in ms. */
  modified?: number | null;
  /** Whether a folder is open in place. */
  open: boolean;
  /** Whether it is selected. */
  selected: boolean;
  /** Why a folder couldn't be listed (`FAILED` rows). */
  error?: ErrorInfo | null;
}

/** Rows of a view. */
export interface ViewRows {
  /** Grows with every change of the rows; older answers can be dropped. */
  generation: number;
  /** How many rows there are in all. */
  total: number;
  /** The rows. */
  rows: ViewRow[];
}

/** A window of rows. */
export interface ViewRowsRequest {
  /** The view's ID. */
  view: string;
  /** The first row, from 0. */
  offset: number;
  /** At most so many rows, up to 1,000. */
  limit: number;
}

/** The state of a view. It comes as an event when anything of it changes. */
export interface ViewState {
  /** The view's ID. */
  view: string;
  /** Grows with every change of the rows. */
  generation: number;
  /** How many rows there are in all. */
  total: number;
  /** How many objects and folders are known of in the place itself, before the filter. */
  known: number;
  /** How far the listing is. */
  load: LoadState;
  /** Why it failed. */
  error?: ErrorInfo | null;
  /** How many rows are selected. */
  selected: number;
  /** How many of them are folders. */
  selected_folders: number;
  /** Bytes of the selected objects (folders aside). */
  selected_bytes: number;
  /** What is known of the account's passphrase here. */
  passphrase: ViewPassphrase;
}

/** What closing the window does while transfers run. */
export type WhenClosing =
  | "ask"
  | "keep_going"
  | "quit";

/** Everywhere in a bucket. */
export type WholeBucketPlace = Record<never, never>;

/** A text to be made of links. */
export interface WriteLinks {
  /** Their IDs: a line each, in this order. */
  links: string[];
  /** What is written. */
  writing: LinkWriting;
}

/** What every operation on a store takes besides its own parameters. */
export interface OnAccount {
  /** The account's ID. */
  account: string;
}

/** Makes a weaker API key: for these buckets, with these rights, in this time. */
export function createRestrictKey(request: CreateRestrictKey): Promise<SecretHandle> {
  return call("create_restrict_key", request);
}

/** Makes an access grant of an API key and a passphrase, by the documented derivation. */
export function createAccessGrant(request: CreateAccessGrant): Promise<SecretHandle> {
  return call("create_access_grant", request);
}

/** Registers an access grant for S3 credentials. */
export function createCredentials(request: CreateCredentials): Promise<KeptCredentials> {
  return call("create_credentials", request);
}

/** Makes a link that shows one object to anyone. */
export function shareUrl(request: ShareUrl): Promise<SecretHandle> {
  return call("share_url", request);
}

/** Makes a bucket. */
export function createBucket(request: BucketRequest & OnAccount): Promise<null> {
  return call("create_bucket", request);
}

/** Deletes an empty bucket. */
export function deleteBucket(request: BucketRequest & OnAccount): Promise<null> {
  return call("delete_bucket", request);
}

/** Lists the buckets. */
export function listBuckets(request: OnAccount): Promise<Bucket[]> {
  return call("list_buckets", request);
}

/** Says whether a bucket exists and may be used. */
export function headBucket(request: BucketRequest & OnAccount): Promise<null> {
  return call("head_bucket", request);
}

/** Lists a page of objects and prefixes. */
export function listObjects(request: ListObjects & OnAccount): Promise<ListAnswer> {
  return call("list_objects", request);
}

/** Copies an object at the server, with metadata, content type and tags. */
export function copyObject(request: CopyObject & OnAccount): Promise<null> {
  return call("copy_object", request);
}

/** Deletes an object. */
export function deleteObject(request: ObjectRequest & OnAccount): Promise<null> {
  return call("delete_object", request);
}

/** Deletes any number of objects. */
export function deleteObjects(request: DeleteObjects & OnAccount): Promise<null> {
  return call("delete_objects", request);
}

/** Moves an object: copies it, verifies the copy, deletes the source. */
export function moveObject(request: CopyObject & OnAccount): Promise<null> {
  return call("move_object", request);
}

/** Shows an object's details. */
export function headObject(request: ObjectRequest & OnAccount): Promise<ObjectDetails> {
  return call("head_object", request);
}

/** Replaces an object's tags. */
export function putObjectTagging(request: PutObjectTagging & OnAccount): Promise<null> {
  return call("put_object_tagging", request);
}

/** Shows an object's tags. */
export function getObjectTagging(request: ObjectRequest & OnAccount): Promise<ObjectTag[]> {
  return call("get_object_tagging", request);
}

/** Removes an object's tags. */
export function deleteObjectTagging(request: ObjectRequest & OnAccount): Promise<null> {
  return call("delete_object_tagging", request);
}

/** Begins a multipart upload. */
export function createMultipartUpload(request: ObjectRequest & OnAccount): Promise<UploadIdAnswer> {
  return call("create_multipart_upload", request);
}

/** Makes the object of its parts. */
export function completeMultipartUpload(request: CompleteMultipartUpload & OnAccount): Promise<null> {
  return call("complete_multipart_upload", request);
}

/** Gives a multipart upload up. */
export function abortMultipartUpload(request: MultipartRequest & OnAccount): Promise<null> {
  return call("abort_multipart_upload", request);
}

/** Lists the multipart uploads that were begun and not ended. */
export function listMultipartUploads(request: BucketRequest & OnAccount): Promise<MultipartUpload[]> {
  return call("list_multipart_uploads", request);
}

/** Lists the parts of a multipart upload. */
export function listParts(request: MultipartRequest & OnAccount): Promise<Part[]> {
  return call("list_parts", request);
}

/** Writes an object from a file. On the desktop it starts a transfer. */
export function uploadObject(request: UploadObject & OnAccount): Promise<StartedTransfer> {
  return call("upload_object", request);
}

/** Reads an object into a file. On the desktop it starts a transfer. */
export function downloadObject(request: DownloadObject & OnAccount): Promise<StartedTransfer> {
  return call("download_object", request);
}

/** Sends one part of a multipart upload. */
export function uploadPart(request: UploadPart & OnAccount): Promise<PartAnswer> {
  return call("upload_part", request);
}

/** What the window needs to know at its start. */
export function appInfo(): Promise<AppInfo> {
  return call("app_info", {});
}

/** The settings. */
export function getSettings(): Promise<Settings> {
  return call("get_settings", {});
}

/** Saves the settings. */
export function setSettings(request: Settings): Promise<null> {
  return call("set_settings", request);
}

/** Shows this menu bar. */
export function setMenuBar(request: MenuBar): Promise<null> {
  return call("set_menu_bar", request);
}

/** Shows how things stand in the tray and on the taskbar. */
export function showStatus(request: ShownStatus): Promise<null> {
  return call("show_status", request);
}

/** Draws the person's eye to the window where it isn't in front: something ended. */
export function askForAttention(): Promise<null> {
  return call("ask_for_attention", {});
}

/** Says what becomes of the window that was closed while transfers run. */
export function closeWindow(request: CloseWindow): Promise<null> {
  return call("close_window", request);
}

/** Puts a text that is on the screen on the clipboard. */
export function copyText(request: CopyText): Promise<null> {
  return call("copy_text", request);
}

/** Says what a pasted key, grant, link or pair of credentials may do. It asks nobody. */
export function examineAccess(request: ExamineAccess): Promise<AccessFinding> {
  return call("examine_access", request);
}

/** Makes up a passphrase of words. */
export function suggestPassphrase(): Promise<SecretHandle> {
  return call("suggest_passphrase", {});
}

/** Makes an access grant, with the project's own salt where the satellite can be asked. */
export function makeGrant(request: MakeGrant): Promise<MadeGrant> {
  return call("make_grant", request);
}

/** Makes a weaker key of a key, or a weaker grant of a grant. */
export function restrictAccess(request: RestrictAccess): Promise<SecretHandle> {
  return call("restrict_access", request);
}

/** Puts a kept secret on the clipboard. */
export function copySecret(request: SecretHandle): Promise<null> {
  return call("copy_secret", request);
}

/** Asks where to, and writes a kept secret to a file of this person. None when the dialog was closed. */
export function saveSecret(request: SaveSecret): Promise<SavedFile | null> {
  return call("save_secret", request);
}

/** Draws a kept secret as a QR code. */
export function drawSecret(request: SecretHandle): Promise<QrPicture> {
  return call("draw_secret", request);
}

/** Shows a kept secret, because the person asked for it. */
export function revealSecret(request: SecretHandle): Promise<RevealedSecret> {
  return call("reveal_secret", request);
}

/** Forgets a kept secret. */
export function dropSecret(request: SecretHandle): Promise<null> {
  return call("drop_secret", request);
}

/** The saved accounts. */
export function listAccounts(): Promise<AccountInfo[]> {
  return call("list_accounts", {});
}

/** The profiles of the AWS configuration on this computer. */
export function listAwsProfiles(): Promise<AwsProfile[]> {
  return call("list_aws_profiles", {});
}

/** Opens the practice store, starting it where it doesn't run: Try it now. */
export function openDemo(): Promise<AccountInfo> {
  return call("open_demo", {});
}

/** Tries an S3-compatible store before it is saved. */
export function testS3Account(request: S3AccountDraft): Promise<ConnectionReport> {
  return call("test_s3_account", request);
}

/** Tries an AWS profile before it is saved. */
export function testProfileAccount(request: ProfileAccountDraft): Promise<ConnectionReport> {
  return call("test_profile_account", request);
}

/** Tries a saved account. */
export function testAccount(request: AccountRequest): Promise<ConnectionReport> {
  return call("test_account", request);
}

/** Saves an S3-compatible store. */
export function addS3Account(request: S3AccountDraft): Promise<AccountInfo> {
  return call("add_s3_account", request);
}

/** Registers an access grant and tries it. Nothing is saved yet. */
export function prepareStorjAccount(request: StorjAccountDraft): Promise<PreparedAccount> {
  return call("prepare_storj_account", request);
}

/** Saves a prepared Storj account. */
export function addStorjAccount(request: AddPreparedAccount): Promise<AccountInfo> {
  return call("add_storj_account", request);
}

/** Saves an AWS profile as an account. */
export function addProfileAccount(request: ProfileAccountDraft): Promise<AccountInfo> {
  return call("add_profile_account", request);
}

/** Gives an account another name. */
export function renameAccount(request: RenameAccount): Promise<AccountInfo> {
  return call("rename_account", request);
}

/** Puts another secret in the place of an account's. Transfers that waited for it go on. */
export function replaceAccountSecret(request: ReplaceAccountSecret): Promise<AccountInfo> {
  return call("replace_account_secret", request);
}

/** Removes an account and its secret from this computer. Its objects stay where they are. */
export function removeAccount(request: AccountRequest): Promise<null> {
  return call("remove_account", request);
}

/** Opens a place. Rows stream in; the view's state comes as events. */
export function openView(request: OpenView): Promise<ViewState> {
  return call("open_view", request);
}

/** Closes a view. */
export function closeView(request: ViewRequest): Promise<null> {
  return call("close_view", request);
}

/** Lists a view's place again, keeping what is open and selected. */
export function refreshView(request: ViewRequest): Promise<null> {
  return call("refresh_view", request);
}

/** Rows of a view. */
export function viewRows(request: ViewRowsRequest): Promise<ViewRows> {
  return call("view_rows", request);
}

/** Opens a folder in place. */
export function openRow(request: RowRequest): Promise<null> {
  return call("open_row", request);
}

/** Closes a folder in place. */
export function closeRow(request: RowRequest): Promise<null> {
  return call("close_row", request);
}

/** Sorts a view. */
export function sortView(request: SortView): Promise<ViewState> {
  return call("sort_view", request);
}

/** Filters a view. */
export function filterView(request: FilterView): Promise<ViewState> {
  return call("filter_view", request);
}

/** Selects rows. */
export function selectRows(request: SelectRows): Promise<ViewState> {
  return call("select_rows", request);
}

/** Finds the next row whose name begins so. */
export function findRow(request: FindRow): Promise<FoundRow> {
  return call("find_row", request);
}

/** Takes what is selected, for a plan or for pasting. */
export function takeSelection(request: ViewRequest): Promise<TakenSelection> {
  return call("take_selection", request);
}

/** Goes on at a place with this account's passphrase, though it was filled with another one. */
export function acceptPassphrase(request: AcceptPassphrase): Promise<null> {
  return call("accept_passphrase", request);
}

/** Makes a folder. */
export function createFolder(request: CreateFolder): Promise<null> {
  return call("create_folder", request);
}

/** What links an account can make. */
export function linkOptions(request: AccountRequest): Promise<LinkOptions> {
  return call("link_options", request);
}

/** Gives an account's links other defaults. */
export function setLinkDefaults(request: SetLinkDefaults): Promise<null> {
  return call("set_link_defaults", request);
}

/** Makes share links, and keeps them among those that were made here. */
export function makeLinks(request: MakeLinks): Promise<SharedLink[]> {
  return call("make_links", request);
}

/** The links that were made here. */
export function listLinks(): Promise<SharedLinks> {
  return call("list_links", {});
}

/** Writes links out, for the clipboard, a file or a QR code. */
export function writeLinks(request: WriteLinks): Promise<SecretHandle> {
  return call("write_links", request);
}

/** Fetches a link as anyone would, and says how it is. */
export function checkLink(request: LinkRequest): Promise<CheckedLink> {
  return call("check_link", request);
}

/** Makes a link again with other terms. */
export function extendLink(request: ExtendLink): Promise<SharedLink> {
  return call("extend_link", request);
}

/** Withdraws a link for ever, and fetches it to see that it is dead. Storj's own links only. */
export function revokeLink(request: LinkRequest): Promise<CheckedLink> {
  return call("revoke_link", request);
}

/** Takes a link off the list. It stays as it is. */
export function forgetLink(request: LinkRequest): Promise<null> {
  return call("forget_link", request);
}

/** Asks the person for files. None when the dialog was closed. */
export function pickFiles(): Promise<PickedFiles | null> {
  return call("pick_files", {});
}

/** Asks the person for folders to upload. None when the dialog was closed. */
export function pickFolders(): Promise<PickedFiles | null> {
  return call("pick_folders", {});
}

/** Asks the person for a folder to write to. None when the dialog was closed. */
export function pickTargetFolder(): Promise<PickedFiles | null> {
  return call("pick_target_folder", {});
}

/** Plans an upload. Nothing is sent yet. */
export function planUpload(request: PlanUpload): Promise<PlanInfo> {
  return call("plan_upload", request);
}

/** Plans a download. Nothing is read yet. */
export function planDownload(request: PlanDownload): Promise<PlanInfo> {
  return call("plan_download", request);
}

/** Plans a delete: counts what would go. */
export function planDelete(request: PlanDelete): Promise<PlanInfo> {
  return call("plan_delete", request);
}

/** Plans a copy or a move within an account. */
export function planCopy(request: PlanCopy): Promise<PlanInfo> {
  return call("plan_copy", request);
}

/** Plans a rename. */
export function planRename(request: PlanRename): Promise<PlanInfo> {
  return call("plan_rename", request);
}

/** Starts a plan. */
export function startPlan(request: StartPlan): Promise<StartedTransfer> {
  return call("start_plan", request);
}

/** Gives a plan up, or the making of one: no effect. */
export function dropPlan(request: PlanRequest): Promise<null> {
  return call("drop_plan", request);
}

/** Every transfer that the journals know: those that aren't done in the order of the queue, then what ended, latest first. */
export function listTransfers(): Promise<TransferInfo[]> {
  return call("list_transfers", {});
}

/** A window of a transfer's files. */
export function transferFiles(request: TransferFilesRequest): Promise<TransferFiles> {
  return call("transfer_files", request);
}

/** Asks where to, and writes a list of a transfer's files. None when the dialog was closed. */
export function exportTransferFiles(request: ExportTransferFiles): Promise<ExportedFiles | null> {
  return call("export_transfer_files", request);
}

/** Pauses a transfer. What arrived stays, what is half sent is kept for going on. */
export function pauseTransfer(request: TransferRequest): Promise<null> {
  return call("pause_transfer", request);
}

/** Lets a paused transfer go on. */
export function resumeTransfer(request: TransferRequest): Promise<null> {
  return call("resume_transfer", request);
}

/** Cancels a transfer. What arrived stays, what was half sent goes. */
export function cancelTransfer(request: TransferRequest): Promise<null> {
  return call("cancel_transfer", request);
}

/** Does what failed of a transfer again. */
export function retryTransfer(request: TransferRequest): Promise<StartedTransfer> {
  return call("retry_transfer", request);
}

/** Gives a transfer another place in the queue. */
export function reorderTransfer(request: ReorderTransfer): Promise<null> {
  return call("reorder_transfer", request);
}

/** Takes one transfer that ended off the list. */
export function forgetTransfer(request: TransferRequest): Promise<null> {
  return call("forget_transfer", request);
}

/** Pauses every transfer. */
export function pauseAllTransfers(): Promise<null> {
  return call("pause_all_transfers", {});
}

/** Lets every paused transfer go on. */
export function resumeAllTransfers(): Promise<null> {
  return call("resume_all_transfers", {});
}

/** Cancels every transfer that hasn't ended. */
export function cancelAllTransfers(): Promise<null> {
  return call("cancel_all_transfers", {});
}

/** Does what failed of every transfer again. */
export function retryAllTransfers(): Promise<null> {
  return call("retry_all_transfers", {});
}

/** Takes the transfers that ended off the list. */
export function clearTransfers(): Promise<null> {
  return call("clear_transfers", {});
}

/** Shows a download's folder in the system's file manager. */
export function revealTransfer(request: RevealRequest): Promise<null> {
  return call("reveal_transfer", request);
}

/** Fetches an object and opens it in the system's program for it: from then on, each save goes up. */
export function editObject(request: EditObject): Promise<OpenedEdit> {
  return call("edit_object", request);
}

/** The objects that are open for editing, the oldest first. */
export function listEdits(): Promise<EditInfo[]> {
  return call("list_edits", {});
}

/** Says what is done about a conflict. */
export function resolveEditConflict(request: ResolveEditConflict): Promise<null> {
  return call("resolve_edit_conflict", request);
}

/** Sends what waits, now. What was found after a restart is thereby said to be good. */
export function retryEdit(request: EditRequest): Promise<null> {
  return call("retry_edit", request);
}

/** Ends an edit: at once where nothing is unsaved or it is discarded, else as soon as it is saved. */
export function finishEdit(request: FinishEdit): Promise<null> {
  return call("finish_edit", request);
}

/** Shows the folder of an edit in the system's file manager. */
export function revealEdit(request: EditRequest): Promise<null> {
  return call("reveal_edit", request);
}

/** A page of a bucket's leftover uploads, and whose they are. */
export function listLeftoverUploads(request: ListLeftoverUploads): Promise<LeftoverUploads> {
  return call("list_leftover_uploads", request);
}

/** Lets a leftover upload of ours go on. */
export function resumeLeftoverUpload(request: ResumeLeftover): Promise<StartedTransfer> {
  return call("resume_leftover_upload", request);
}

/** Gives a leftover upload up: its parts are deleted. */
export function abortLeftoverUpload(request: LeftoverRequest): Promise<null> {
  return call("abort_leftover_upload", request);
}

/** Counts the leftover uploads that are older than a time. */
export function countOldLeftovers(request: OldLeftovers): Promise<LeftoverCount> {
  return call("count_old_leftovers", request);
}

/** Aborts the leftover uploads that are older than a time, and answers how many. */
export function abortOldLeftovers(request: OldLeftovers): Promise<LeftoverCount> {
  return call("abort_old_leftovers", request);
}

/** How the local API stands. */
export function getLocalApi(): Promise<LocalApi> {
  return call("get_local_api", {});
}

/** Switches the local API on or off, now and for the next start, or gives it another port. */
export function setLocalApi(request: SetLocalApi): Promise<LocalApi> {
  return call("set_local_api", request);
}

/** Puts the local API's token on the clipboard. */
export function copyLocalApiToken(): Promise<LocalApi> {
  return call("copy_local_api_token", {});
}

/** Gives the local API a new token. The old one is refused from now on. */
export function renewLocalApiToken(): Promise<LocalApi> {
  return call("renew_local_api_token", {});
}

/** The requests that the local API answered last. */
export function localApiLog(): Promise<LocalApiLog> {
  return call("local_api_log", {});
}
