//! What `access` takes.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use satchel_storj::auth_service::STORJ_AUTH_SERVICE;
use satchel_storj::share_url::STORJ_LINK_SHARING;

use crate::location::RemotePath;
use crate::units::parse_age;

/// What `access` does.
#[derive(Debug, Subcommand)]
pub enum Access {
    /// Say what a key, grant, link or pair of credentials may do; nobody is asked
    #[command(after_help = "Examples:\n  satchel access examine\n  satchel access examine --access @grant.txt")]
    Examine(SomeAccess),
    /// Make a weaker key of a key, or a weaker grant of a grant
    #[command(
        after_help = "Example:\n  satchel access restrict --access @grant.txt --allow read,list --expires-in 7d s3://photos/2026/"
    )]
    Restrict(Restrict),
    /// Make an access grant of an API key and a passphrase
    #[command(
        after_help = "Example:\n  satchel access grant --satellite 12Eay…@us1.storj.io:7777 --project-id b9a1c2d3-… --api-key @key.txt"
    )]
    Grant(Grant),
    /// Register an access grant for S3 credentials
    #[command(after_help = "Example:\n  satchel access register --access @grant.txt")]
    Register(Register),
    /// Make a link that anyone can open, to one object, folder or bucket
    #[command(
        after_help = "Example:\n  satchel access share --access @grant.txt --expires-in 7d s3://photos/2026/cake.jpg"
    )]
    Share(Share),
}

/// A secret to work with.
#[derive(Args, Debug)]
pub struct SomeAccess {
    /// Read it from this file (@FILE) or from standard input (-); else it is asked for. It is never an argument
    #[arg(long, value_name = "@FILE|-", value_hint = ValueHint::Other)]
    pub access: Option<String>,
}

/// A right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Right {
    /// Download objects.
    Read,
    /// Upload objects.
    Write,
    /// List them.
    List,
    /// Delete them.
    Delete,
}

/// What `access restrict` takes.
#[derive(Args, Debug)]
pub struct Restrict {
    /// The key or grant.
    #[command(flatten)]
    pub access: SomeAccess,
    /// What it may do; nothing else
    #[arg(long, required = true, value_delimiter = ',', value_name = "RIGHTS")]
    pub allow: Vec<Right>,
    /// How long it works: 30m, 12h, 7d, 2w; for ever where it isn't given
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    pub expires_in: Option<Duration>,
    /// Where: s3://BUCKET or s3://BUCKET/PREFIX; everywhere that it reaches already where there is none
    #[arg(value_name = "S3URI", value_hint = ValueHint::Other)]
    pub places: Vec<RemotePath>,
}

/// What `access grant` takes.
#[derive(Args, Debug)]
pub struct Grant {
    /// The satellite's address
    #[arg(long, value_name = "NODEURL")]
    pub satellite: String,
    /// Read the API key from this file (@FILE) or from standard input (-); else it is asked for
    #[arg(long, value_name = "@FILE|-", value_hint = ValueHint::Other)]
    pub api_key: Option<String>,
    /// Read the encryption passphrase from this file (@FILE) or from standard input (-); else it is asked for
    #[arg(long, value_name = "@FILE|-", value_hint = ValueHint::Other)]
    pub passphrase: Option<String>,
    /// The project's ID: right for old projects alone, which have no salt of their own
    #[arg(long, value_name = "UUID")]
    pub project_id: Option<String>,
    /// The project's own salt
    #[arg(long, value_name = "BASE64", conflicts_with = "project_id")]
    pub salt: Option<String>,
}

/// What `access register` takes.
#[derive(Args, Debug)]
pub struct Register {
    /// The grant.
    #[command(flatten)]
    pub access: SomeAccess,
    /// The auth service
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, default_value = STORJ_AUTH_SERVICE)]
    pub auth_service: String,
    /// Let link sharing show all that the grant opens to anyone who knows the access key's ID
    #[arg(long)]
    pub public: bool,
}

/// What `access share` takes.
#[derive(Args, Debug)]
pub struct Share {
    /// The grant.
    #[command(flatten)]
    pub access: SomeAccess,
    /// How long it works: 30m, 12h, 7d, 2w; for ever where it isn't given
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    pub expires_in: Option<Duration>,
    /// A link to the object's bytes instead of a page
    #[arg(long)]
    pub raw: bool,
    /// The auth service
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, default_value = STORJ_AUTH_SERVICE)]
    pub auth_service: String,
    /// Link sharing
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url, default_value = STORJ_LINK_SHARING)]
    pub link_sharing: String,
    /// s3://BUCKET/KEY, s3://BUCKET/FOLDER/ or s3://BUCKET
    #[arg(value_name = "S3URI", value_hint = ValueHint::Other)]
    pub place: RemotePath,
}
