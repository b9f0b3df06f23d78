//! Access: what a pasted key, grant or link may do, and how keys, grants and credentials are made.

use super::{ConnectionReport, SecretHandle, SecretInput};
use crate::describe::{choices, records, unions};

choices! {
    /// Something that an access can allow.
    AccessRight {
        /// Download objects.
        Read = "read",
        /// Upload objects, make buckets.
        Write = "write",
        /// List buckets and objects.
        List = "list",
        /// Delete objects and buckets.
        Delete = "delete",
        /// The coarse object lock right of older keys.
        Lock = "lock",
        /// Put objects under retention.
        PutRetention = "put_retention",
        /// Read retentions.
        GetRetention = "get_retention",
        /// Put objects under legal hold.
        PutLegalHold = "put_legal_hold",
        /// Read legal holds.
        GetLegalHold = "get_legal_hold",
        /// Delete in spite of a governance retention.
        BypassGovernanceRetention = "bypass_governance_retention",
        /// Change a bucket's lock settings.
        PutBucketLock = "put_bucket_lock",
        /// Read a bucket's lock settings.
        GetBucketLock = "get_bucket_lock",
        /// Change a bucket's notifications.
        PutBucketNotifications = "put_bucket_notifications",
        /// Read a bucket's notifications.
        GetBucketNotifications = "get_bucket_notifications",
    }

    /// What is risky about an access, or won't work.
    AccessRisk {
        /// A root key: it may do everything, everywhere, for ever.
        Unrestricted = "unrestricted",
        /// It reaches every bucket, also those still to be made.
        WholeProject = "whole_project",
        /// It never ends.
        NoExpiry = "no_expiry",
        /// It can delete.
        CanDelete = "can_delete",
        /// It can upload.
        CanWrite = "can_write",
        /// It can delete what a governance retention protects.
        CanBypassRetention = "can_bypass_retention",
        /// It can put objects under lock, which nobody may be able to undo.
        CanLock = "can_lock",
        /// Object names aren't encrypted: the satellite sees them.
        NamesVisible = "names_visible",
        /// Without its node ID the satellite can't be told from another one, and official tools refuse the grant.
        SatelliteUnproven = "satellite_unproven",
        /// A restriction in it can't be read, so satellites refuse it.
        UnreadableRestriction = "unreadable_restriction",
        /// Its time is over.
        Expired = "expired",
        /// Its time hasn't come.
        NotYetValid = "not_yet_valid",
        /// It allows nothing, or nowhere, or never.
        AllowsNothing = "allows_nothing",
        /// It has no encryption key for a place that it may reach: what is there can't be read with it.
        MissingKeys = "missing_keys",
        /// Anyone who has the link can open it.
        OpenToAnyone = "open_to_anyone",
        /// The link holds the encryption keys themselves, and can't be revoked at link sharing.
        LinkHoldsKeys = "link_holds_keys",
        /// Credentials without their secret key: they sign nothing, but may open what was registered as public.
        SecretKeyMissing = "secret_key_missing",
    }

    /// How much a risk matters.
    RiskSeverity {
        /// Good to know.
        Notice = "notice",
        /// Think before giving it away.
        Warning = "warning",
        /// Hardly ever what one wants to give away; or it doesn't work.
        Danger = "danger",
    }

    /// What a time range means now.
    ValidityState {
        /// It works now.
        Valid = "valid",
        /// It doesn't work yet.
        NotYet = "not_yet",
        /// It doesn't work any more.
        Expired = "expired",
        /// It ends before it begins.
        Never = "never",
    }

    /// Where a share link leads.
    LinkForm {
        /// To a page that shows what is shared.
        Page = "page",
        /// To the object's bytes.
        Raw = "raw",
    }

    /// Where a grant's salt came from, and with it whether the grant shows what other tools show.
    SaltSource {
        /// The satellite gave the project's own: the grant shows what the web console shows.
        Satellite = "satellite",
        /// The person gave it.
        Given = "given",
        /// From the project's ID, as documented. A project with a salt of its own looks empty with this grant.
        ProjectId = "project_id",
    }
}

unions! {
    /// What a text is.
    AccessSubject {
        /// An API key: rights, but no encryption keys.
        ApiKey(RestrictedSubject) = "api_key",
        /// An access grant: rights and encryption keys.
        AccessGrant(RestrictedSubject) = "access_grant",
        /// S3 credentials. What they may do only the auth service knows.
        S3Credentials(CredentialsSubject) = "s3_credentials",
        /// A share link.
        ShareLink(LinkSubject) = "share_link",
    }

    /// Where in a bucket.
    AccessPrefix {
        /// Everywhere in it.
        WholeBucket(WholeBucketPlace) = "whole_bucket",
        /// At a path and within it.
        Path(PathPlace) = "path",
        /// At a path that is encrypted, with no key at hand.
        Encrypted(EncryptedPlace) = "encrypted",
    }
}

records! {
    /// A text to look at.
    ExamineAccess {
        /// It.
        text: SecretInput,
    }

    /// An API key or an access grant.
    RestrictedSubject {
        /// How often it was restricted.
        restrictions: u32,
    }

    /// S3 credentials.
    CredentialsSubject {
        /// The access key ID.
        access_key_id: String,
        /// Whether the secret key is there too.
        has_secret_key: bool,
        /// An endpoint that stood beside them.
        endpoint: Option<String>,
    }

    /// A share link.
    LinkSubject {
        /// Link sharing's address.
        base_url: String,
        /// Where it leads.
        form: LinkForm,
        /// The access key ID; none where the link holds a whole grant.
        access_key_id: Option<String>,
        /// The bucket; empty where it shares a project.
        bucket: String,
        /// The key or prefix; empty where it shares a bucket.
        key: String,
    }

    /// Everywhere in a bucket.
    WholeBucketPlace {}

    /// At a path of a bucket and within it. Where names aren't encrypted, also at every other path that begins so.
    PathPlace {
        /// The path, without a slash at its end.
        path: String,
    }

    /// At an encrypted path of a bucket.
    EncryptedPlace {
        /// How many folders deep.
        depth: u32,
    }

    /// A place that an access reaches.
    AccessPlace {
        /// The bucket.
        bucket: String,
        /// Where in it.
        prefix: AccessPrefix,
        /// Whether a grant holds the encryption key for it; never for an API key.
        has_key: bool,
    }

    /// When an access works.
    AccessValidity {
        /// From when on, in ms.
        from: Option<i64>,
        /// Until when, in ms.
        until: Option<i64>,
        /// What that means now.
        state: ValidityState,
    }

    /// The satellite that a grant is for.
    AccessSatellite {
        /// The address as it stands in the grant.
        address: String,
        /// The node ID that proves the satellite's identity; none where the grant names none and none is known.
        node_id: Option<String>,
    }

    /// The encryption keys of a grant, by number; never the keys.
    AccessKeys {
        /// Whether it has the key for the whole project.
        default_key: bool,
        /// How many places it has keys of their own for.
        places: u32,
        /// Whether names are encrypted too, under the default key.
        names_encrypted: bool,
    }

    /// A risk and how much it matters.
    FoundRisk {
        /// What is risky.
        risk: AccessRisk,
        /// How much it matters.
        severity: RiskSeverity,
    }

    /// What a text turned out to be. It holds no secret.
    AccessFinding {
        /// What the text is.
        subject: AccessSubject,
        /// Its first and last few characters, to know it again by.
        shown: String,
        /// What it may do; none where only a service knows.
        rights: Option<Vec<AccessRight>>,
        /// Whether it reaches every bucket, also those still to be made; none where only a service knows.
        whole_project: Option<bool>,
        /// The places it reaches where it doesn't reach all; empty with `whole_project` false means nowhere.
        places: Vec<AccessPlace>,
        /// When; none where only a service knows.
        validity: Option<AccessValidity>,
        /// How long objects uploaded with it may live, in ms.
        maximum_object_lifetime: Option<i64>,
        /// The satellite of a grant.
        satellite: Option<AccessSatellite>,
        /// The encryption keys of a grant.
        keys: Option<AccessKeys>,
        /// What is risky about it, the worst first.
        risks: Vec<FoundRisk>,
    }

    /// What an access grant is made of.
    MakeGrant {
        /// The satellite's address.
        satellite: String,
        /// The API key, restricted or not.
        api_key: SecretInput,
        /// The encryption passphrase, byte for byte.
        passphrase: SecretInput,
        /// The project's ID, for the documented derivation where the satellite can't be asked.
        project_id: Option<String>,
        /// The project's salt in base64, where it is known: then nobody is asked.
        salt: Option<String>,
    }

    /// A grant that was made.
    MadeGrant {
        /// The grant.
        grant: SecretHandle,
        /// Where its salt came from.
        salt: SaltSource,
    }

    /// A place to restrict an access to.
    RestrictedPlace {
        /// The bucket.
        bucket: String,
        /// A prefix in it; empty for all of it.
        prefix: String,
    }

    /// A weaker access to be made of an API key or an access grant.
    RestrictAccess {
        /// The key or grant.
        access: SecretInput,
        /// May download.
        allow_download: bool,
        /// May upload.
        allow_upload: bool,
        /// May list.
        allow_list: bool,
        /// May delete.
        allow_delete: bool,
        /// Where; every place that it reaches already where there is none. Prefixes need a grant.
        places: Vec<RestrictedPlace>,
        /// From when on, in ms.
        not_before: Option<i64>,
        /// Until when, in ms.
        not_after: Option<i64>,
    }

    /// A Storj account, before it is saved.
    StorjAccountDraft {
        /// The access grant.
        grant: SecretInput,
        /// The auth service; Storj's own where none is given.
        auth_service: Option<String>,
        /// Link sharing; Storj's own where none is given.
        link_sharing: Option<String>,
    }

    /// A Storj account that was registered and tried, and isn't saved yet.
    PreparedAccount {
        /// The handle to save it by.
        prepared: String,
        /// A name for it, from its satellite and its places.
        name: String,
        /// The S3 gateway that the auth service named.
        endpoint: String,
        /// What trying it found.
        report: ConnectionReport,
        /// What it may do.
        finding: AccessFinding,
    }

    /// A prepared account to be saved.
    AddPreparedAccount {
        /// Its handle.
        prepared: String,
        /// A name for people; the suggested one where empty.
        name: String,
    }
}
