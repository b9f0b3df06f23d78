//! What `account` takes.

use clap::{Args, Subcommand, ValueHint};

/// What `account` does.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// List the saved accounts
    #[command(after_help = "Example:\n  satchel account list")]
    List,
    /// Save an account; its secret key is asked for, or read from standard input, and kept in the keyring
    #[command(
        after_help = "Examples:\n  satchel account add storj --endpoint https://gateway.storjshare.io --access-key-id jx3c…\n  \
                            satchel account add work --profile work\n  \
                            pass show storj | satchel account add storj --endpoint https://gateway.storjshare.io --access-key-id jx3c…"
    )]
    Add(AddAccount),
    /// Forget an account and its secret; its objects stay where they are
    #[command(after_help = "Example:\n  satchel account remove storj")]
    Remove(NamedAccount),
    /// Try an account out: the name, the certificate, the clock, the key, the right or the region
    #[command(after_help = "Example:\n  satchel account test storj")]
    Test(NamedAccount),
}

/// What `account add` takes.
#[derive(Args, Debug)]
pub struct AddAccount {
    /// Its name
    pub name: String,
    /// The server's address; none for Amazon S3
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub endpoint: Option<String>,
    /// The region; learnt from the server where it isn't given
    #[arg(long)]
    pub region: Option<String>,
    /// The access key's ID
    #[arg(long, value_name = "ID", required_unless_present = "profile")]
    pub access_key_id: Option<String>,
    /// Use a profile of the AWS configuration instead of keys
    #[arg(long, conflicts_with = "access_key_id")]
    pub profile: Option<String>,
    /// Address buckets as https://BUCKET.HOST instead of https://HOST/BUCKET
    #[arg(long, conflicts_with = "profile")]
    pub virtual_hosted: bool,
}

/// An account by its name.
#[derive(Args, Debug)]
pub struct NamedAccount {
    /// Its name
    pub name: String,
    /// Don't ask
    #[arg(short, long)]
    pub yes: bool,
}
