//! Accounts.

use super::{ErrorInfo, SecretText};
use crate::describe::{choices, records};

choices! {
    /// What kind of account it is.
    AccountKind {
        /// The embedded store behind Try it now.
        Demo = "demo",
        /// An S3-compatible store with an access key.
        S3 = "s3",
        /// A profile of the AWS configuration on this computer.
        AwsProfile = "aws_profile",
        /// Storj, with an access grant.
        Storj = "storj",
    }

    /// How a bucket is named in a request's address.
    AddressingStyle {
        /// `https://host/bucket/key`, which every server takes.
        Path = "path",
        /// `https://bucket.host/key`.
        VirtualHosted = "virtual_hosted",
    }

    /// Where an account's secret is.
    SecretPlace {
        /// In the system's keyring.
        Keyring = "keyring",
        /// In memory, until Satchel is closed: there is no keyring.
        Session = "session",
        /// In the AWS configuration, which isn't ours.
        AwsConfig = "aws_config",
    }
}

records! {
    /// A saved account. It never holds a secret.
    AccountInfo {
        /// Its ID.
        account: String,
        /// The name that the person gave it.
        name: String,
        /// What kind of account it is.
        account_kind: AccountKind,
        /// Its endpoint; none for AWS itself.
        endpoint: Option<String>,
        /// Its region.
        region: Option<String>,
        /// How buckets are addressed.
        addressing: AddressingStyle,
        /// The access key's ID, which isn't secret.
        access_key_id: Option<String>,
        /// The AWS profile's name.
        profile: Option<String>,
        /// The satellite of a Storj account.
        satellite: Option<String>,
        /// Where its secret is.
        secret_place: SecretPlace,
    }

    /// An S3-compatible store, before it is saved.
    S3AccountDraft {
        /// A name for people; made from the endpoint where empty.
        name: String,
        /// An absolute http or https URL; none for AWS itself.
        endpoint: Option<String>,
        /// The region; learnt from the server where none is given.
        region: Option<String>,
        /// How buckets are addressed.
        addressing: AddressingStyle,
        /// The access key's ID.
        access_key_id: String,
        /// The secret key.
        secret_key: SecretText,
        /// The session token of temporary credentials.
        session_token: Option<SecretText>,
    }

    /// An account that uses a profile of the AWS configuration.
    ProfileAccountDraft {
        /// A name for people; the profile's where empty.
        name: String,
        /// The profile.
        profile: String,
        /// Another endpoint than the profile's.
        endpoint: Option<String>,
        /// Another region than the profile's.
        region: Option<String>,
    }

    /// An account by its ID.
    AccountRequest {
        /// The account's ID.
        account: String,
    }

    /// A new name for an account.
    RenameAccount {
        /// The account's ID.
        account: String,
        /// Its new name.
        name: String,
    }

    /// Another secret for an account, for a key that was renewed or a secret that is gone.
    ReplaceAccountSecret {
        /// The account's ID.
        account: String,
        /// The secret key.
        secret_key: SecretText,
        /// The session token of temporary credentials.
        session_token: Option<SecretText>,
    }

    /// What a connection test found.
    ConnectionReport {
        /// Whether the account can be used.
        works: bool,
        /// How many buckets it lists; none where it may not list them, which is no failure.
        buckets: Option<u32>,
        /// What failed: name, encryption, clock, key, right or region.
        failure: Option<ErrorInfo>,
        /// By how many ms the server's clock is ahead of ours, where that is over 5 minutes. It works all the same.
        clock_skew: Option<i64>,
        /// How long the server took to answer, in ms.
        round_trip: Option<u64>,
    }

    /// A profile of the AWS configuration on this computer.
    AwsProfile {
        /// The profile's name.
        name: String,
        /// Whether it signs in by SSO.
        sso: bool,
    }
}
