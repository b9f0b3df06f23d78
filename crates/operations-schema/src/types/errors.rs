//! Errors as every door but the documented envelope shows them.

use std::collections::BTreeMap;

use crate::describe::{choices, records};

choices! {
    /// What failed. Closed: the UI has words for each, in every language. The params that a code's words use are named
    /// in its description.
    ErrorCode {
        /// No bucket of that name (`bucket`).
        NoSuchBucket = "no_such_bucket",
        /// No object at that key (`bucket`, `key`).
        NoSuchObject = "no_such_object",
        /// No multipart upload of that ID (`key`).
        NoSuchUpload = "no_such_upload",
        /// The credentials don't allow it (`bucket`, `key`).
        AccessDenied = "access_denied",
        /// The server doesn't know the access key.
        UnknownAccessKey = "unknown_access_key",
        /// The secret key doesn't fit the access key.
        WrongSecret = "wrong_secret",
        /// The credentials were valid once.
        CredentialsExpired = "credentials_expired",
        /// No credentials could be had (`detail`).
        NoCredentials = "no_credentials",
        /// The clocks differ too much.
        ClockSkew = "clock_skew",
        /// The bucket is in another region (`bucket`, `region`).
        WrongRegion = "wrong_region",
        /// Somebody has a bucket of that name (`bucket`).
        BucketTaken = "bucket_taken",
        /// We have a bucket of that name already (`bucket`).
        BucketAlreadyOwned = "bucket_already_owned",
        /// The bucket holds objects (`bucket`).
        BucketNotEmpty = "bucket_not_empty",
        /// The name breaks a rule (`bucket`, `rule`: empty, length, character, edge, address, impossible, server).
        InvalidBucketName = "invalid_bucket_name",
        /// The object changed, or one is there already (`key`).
        PreconditionFailed = "precondition_failed",
        /// The range begins behind the object's end.
        InvalidRange = "invalid_range",
        /// The server can't do this.
        Unsupported = "unsupported",
        /// The server found the request wrong (`detail`).
        InvalidRequest = "invalid_request",
        /// Larger than the server takes (`key`).
        TooLarge = "too_large",
        /// The store is full.
        QuotaExceeded = "quota_exceeded",
        /// The server asks to slow down.
        Throttled = "throttled",
        /// The server failed (`status`).
        ServerFailed = "server_failed",
        /// The host's name can't be looked up (`host`).
        NameLookup = "name_lookup",
        /// Nothing answers there (`host`).
        ConnectionRefused = "connection_refused",
        /// No encrypted connection: an unknown or wrong certificate (`host`, `detail`).
        Tls = "tls",
        /// No answer in time (`host`).
        Timeout = "timeout",
        /// The connection broke.
        ConnectionLost = "connection_lost",
        /// Something answers, but no S3 server (`host`).
        NotS3 = "not_s3",
        /// The bytes aren't those that were promised (`key`).
        Integrity = "integrity",
        /// A parameter is missing or wrong (`field`, `problem`: empty, too_long, space, not_an_address, user_info,
        /// query_or_fragment, unknown_profile, name, unencrypted, other).
        InvalidParameter = "invalid_parameter",
        /// The key is empty.
        KeyEmpty = "key_empty",
        /// The key has more than 1,024 bytes (`bytes`).
        KeyTooLong = "key_too_long",
        /// More than 10 tags (`count`).
        TooManyTags = "too_many_tags",
        /// A tag's key has not 1 to 128 characters (`tag`, `length`).
        TagKeyLength = "tag_key_length",
        /// A tag's value has more than 256 characters (`tag`, `length`).
        TagValueLength = "tag_value_length",
        /// Two tags have the same key (`tag`).
        DuplicateTag = "duplicate_tag",
        /// Source and destination are the same (`key`).
        SameObject = "same_object",
        /// No account of that ID.
        NoSuchAccount = "no_such_account",
        /// The view, plan, selection or file handle isn't known any more.
        StaleHandle = "stale_handle",
        /// The place where secrets live can't be reached (`detail`).
        SecretsUnavailable = "secrets_unavailable",
        /// The account's secret isn't in the keyring any more (`name`).
        SecretMissing = "secret_missing",
        /// A file of ours is newer than this Satchel (`path`).
        NewerFile = "newer_file",
        /// The local file is gone (`path`).
        LocalNotFound = "local_not_found",
        /// The local file or folder may not be read or written (`path`).
        LocalDenied = "local_denied",
        /// The local disk is full (`path`).
        LocalDiskFull = "local_disk_full",
        /// The local file changed while it was being sent (`path`).
        SourceChanged = "source_changed",
        /// A local file or folder failed otherwise (`path`, `detail`).
        LocalFailed = "local_failed",
        /// Another program of Satchel is writing there now (`name`).
        TargetBusy = "target_busy",
        /// An unfinished upload couldn't be given up now; it stays in the list of leftovers (`key`).
        UploadLeft = "upload_left",
        /// The account's store can't be had now (`detail`).
        AccountUnavailable = "account_unavailable",
        /// The journal of transfers couldn't be read or written (`path`, `detail`).
        JournalFailed = "journal_failed",
        /// The text is no key, grant, credentials or link that can be used here (`problem`: empty, too_long,
        /// unrecognised, damaged, api_key, grant, not_a_grant, not_a_key).
        AccessUnreadable = "access_unreadable",
        /// No right was chosen, or it would allow nothing.
        PermissionEmpty = "permission_empty",
        /// The time ends before it begins.
        InvalidTimeRange = "invalid_time_range",
        /// A key or grant can't be restricted so: it doesn't reach that place itself (`bucket`, `prefix`).
        CannotRestrict = "cannot_restrict",
        /// The grant is too large for the auth service (`bytes`, `limit`).
        GrantTooLarge = "grant_too_large",
        /// The grant ends within a minute, or has ended: the auth service refuses it.
        GrantEndsTooSoon = "grant_ends_too_soon",
        /// The auth service doesn't serve the grant's satellite (`satellite`).
        SatelliteNotServed = "satellite_not_served",
        /// The auth service refused (`detail`).
        AuthServiceRefused = "auth_service_refused",
        /// What answers at this address isn't an auth service (`host`).
        NotAuthService = "not_auth_service",
        /// The satellite refused (`detail`).
        SatelliteRefused = "satellite_refused",
        /// The account can't make such a link (`problem`: folder, bucket, starts_later, archive_of_file, no_download,
        /// ends_too_late, ended).
        CannotShare = "cannot_share",
        /// The link can't be withdrawn (`problem`: presigned, account_gone).
        CannotRevoke = "cannot_revoke",
        /// No link of that ID was made here.
        NoSuchLink = "no_such_link",
        /// The links that were made here can't be read or kept now (`detail`).
        LinksUnavailable = "links_unavailable",
        /// This build of Satchel can't speak to satellites.
        NotInThisBuild = "not_in_this_build",
        /// The place was filled with another passphrase than this account's, so that nobody who sees what is there would
        /// see what is written (`bucket`, `prefix`, and `account`: the name of a saved account that fits).
        PassphraseDiffers = "passphrase_differs",
        /// Another program listens on the port (`port`).
        PortTaken = "port_taken",
        /// The system doesn't let Satchel listen on the port (`port`).
        PortDenied = "port_denied",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// Something else (`detail`).
        Other = "other",
    }
}

records! {
    /// An error at the door.
    ErrorInfo {
        /// What failed.
        code: ErrorCode,
        /// Named values for the translated sentence. Never secret.
        params: BTreeMap<String, String>,
        /// The documented S3 text, for a details view and for support. Never secret, never translated.
        message: String,
        /// Whether trying again may help.
        retryable: bool,
    }
}
