//! What can be typed.

mod access;
mod links;
mod transfer;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

pub use access::{Access, Grant, Register, Restrict, Right, Share, SomeAccess};
pub use links::{Links, MakeLinks, RevokeLinks, ShowLinks};
pub use transfer::{ConflictChoice, Copy, Remove, Tuning};

use crate::location::RemotePath;
use crate::units::parse_age;

const AFTER_HELP: &str = "\
s3://BUCKET/KEY names an object, exactly as it is written: no wildcards, no escapes. s3://BUCKET/FOLDER/ names a folder.

Where no --account is given, the standard AWS environment and profiles decide: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_SESSION_TOKEN, AWS_ENDPOINT_URL, AWS_REGION, AWS_PROFILE. SATCHEL_DATA_DIR names another folder for Satchel's own
files, SATCHEL_SECRETS=session leaves the keyring alone, SATCHEL_LOG=debug says more, NO_COLOR is respected.

Exit codes: 0 done, 1 failed, 2 not understood or not confirmed, 3 partly failed.";

/// Files to and from Storj and every S3-compatible store.
#[derive(Debug, Parser)]
#[command(name = "satchel", version, after_help = AFTER_HELP, disable_help_subcommand = true, max_term_width = 100)]
pub struct Arguments {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Args, Clone, Debug)]
pub struct Global {
    /// Use this saved account (see `satchel account list`) instead of the AWS environment
    #[arg(long, global = true, value_name = "NAME")]
    pub account: Option<String>,
    /// Write one JSON object a line
    #[arg(long, global = true)]
    pub json: bool,
    /// Show no progress and no summary, only what fails
    #[arg(short, long, global = true)]
    pub quiet: bool,
}

/// Each command does one job.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List buckets, or what is in one
    #[command(
        after_help = "Examples:\n  satchel ls\n  satchel ls s3://photos/2026/\n  satchel ls -r --json s3://photos"
    )]
    Ls(List),
    /// Copy files and objects: local to remote, remote to local, remote to remote
    #[command(after_help = transfer::COPY_EXAMPLES)]
    Cp(Copy),
    /// Move or rename objects within a store: copied, compared, and only then deleted
    #[command(after_help = transfer::MOVE_EXAMPLES)]
    Mv(Copy),
    /// Delete objects
    #[command(after_help = transfer::REMOVE_EXAMPLES)]
    Rm(Remove),
    /// Make buckets
    #[command(after_help = "Example:\n  satchel mb s3://photos")]
    Mb(Buckets),
    /// Remove empty buckets
    #[command(after_help = "Example:\n  satchel rb s3://photos --yes")]
    Rb(RemoveBuckets),
    /// Show what is known of objects or buckets
    #[command(after_help = "Example:\n  satchel stat s3://photos/2026/cake.jpg")]
    Stat(Objects),
    /// Write objects to standard output
    #[command(after_help = "Example:\n  satchel cat s3://photos/list.txt | sort")]
    Cat(Objects),
    /// Make links that anyone can open, and keep them in the list
    #[command(after_help = "Examples:\n  satchel share s3://photos/2026/cake.jpg\n  \
                            satchel --account storj share --until 2026-12-31 --open zip s3://photos/2026/\n  \
                            satchel --account storj share --until never --no-list s3://photos")]
    Share(MakeLinks),
    /// Links that were made here: list, write out, check, withdraw
    #[command(subcommand)]
    Links(Links),
    /// Uploads that were begun and never ended: they take space and aren't listed
    #[command(subcommand)]
    Uploads(Uploads),
    /// Transfers that this computer began: those that stopped can go on
    #[command(subcommand)]
    Transfers(Transfers),
    /// Saved accounts
    #[command(subcommand)]
    Account(Account),
    /// Storj's access: what a key or grant may do, weaker ones, credentials, links
    #[command(subcommand)]
    Access(Access),
    /// Run the practice store as a server on this computer
    #[command(after_help = "Examples:\n  satchel demo\n  satchel demo --listen 127.0.0.1:9000 --dir ./practice")]
    Demo(Demo),
}

/// What `ls` takes.
#[derive(Args, Debug)]
pub struct List {
    /// List everything below, not one folder
    #[arg(short, long)]
    pub recursive: bool,
    /// Show sizes as 1.5 MiB instead of in bytes
    #[arg(long)]
    pub human: bool,
    /// s3://BUCKET or s3://BUCKET/PREFIX; none lists the buckets
    #[arg(value_name = "S3URI")]
    pub places: Vec<RemotePath>,
}

/// Buckets.
#[derive(Args, Debug)]
pub struct Buckets {
    /// s3://BUCKET
    #[arg(required = true, value_name = "S3URI")]
    pub buckets: Vec<RemotePath>,
}

/// What `rb` takes.
#[derive(Args, Debug)]
pub struct RemoveBuckets {
    /// Don't ask
    #[arg(short, long)]
    pub yes: bool,
    /// s3://BUCKET
    #[arg(required = true, value_name = "S3URI")]
    pub buckets: Vec<RemotePath>,
}

/// Objects.
#[derive(Args, Debug)]
pub struct Objects {
    /// s3://BUCKET/KEY
    #[arg(required = true, value_name = "S3URI")]
    pub objects: Vec<RemotePath>,
}

/// What `uploads` does.
#[derive(Debug, Subcommand)]
pub enum Uploads {
    /// List them: key, age, bytes so far
    #[command(after_help = "Example:\n  satchel uploads list s3://photos --older-than 7d")]
    List(UploadsPlace),
    /// Go on with those that a transfer of this computer began
    #[command(after_help = "Example:\n  satchel uploads resume s3://photos/film.mov")]
    Resume(UploadsPlace),
    /// Give them up: their parts are deleted
    #[command(after_help = "Examples:\n  satchel uploads abort s3://photos --older-than 7d --yes\n  \
                            satchel uploads abort s3://photos/film.mov --upload-id 2~abc --yes")]
    Abort(AbortUploads),
}

/// Which unfinished uploads.
#[derive(Args, Debug)]
pub struct UploadsPlace {
    /// Only those begun longer ago than this: 90s, 30m, 12h, 7d, 2w
    #[arg(long, value_name = "AGE", value_parser = parse_age)]
    pub older_than: Option<Duration>,
    /// s3://BUCKET or s3://BUCKET/PREFIX
    #[arg(value_name = "S3URI")]
    pub place: RemotePath,
}

/// What `uploads abort` takes.
#[derive(Args, Debug)]
pub struct AbortUploads {
    /// Which.
    #[command(flatten)]
    pub which: UploadsPlace,
    /// Only the upload of this ID
    #[arg(long, value_name = "ID")]
    pub upload_id: Option<String>,
    /// Don't ask
    #[arg(short, long)]
    pub yes: bool,
}

/// What `transfers` does.
#[derive(Debug, Subcommand)]
pub enum Transfers {
    /// List the transfers of every Satchel on this computer, the desktop app's too
    List,
    /// Go on with those that stopped: here, or in the program that has them
    #[command(after_help = "Examples:\n  satchel transfers resume\n  satchel transfers resume 1882573948201")]
    Resume(SomeTransfers),
    /// Pause them where they run
    Pause(SomeTransfers),
    /// Cancel them: what arrived stays, what was half sent goes
    Cancel(CancelTransfers),
    /// Forget those that have ended
    Clear,
}

/// Some transfers, or all.
#[derive(Args, Debug)]
pub struct SomeTransfers {
    /// Their IDs, as `satchel transfers list` shows them; none means all
    #[arg(value_name = "ID")]
    pub ids: Vec<u64>,
}

/// What `transfers cancel` takes.
#[derive(Args, Debug)]
pub struct CancelTransfers {
    /// Their IDs, as `satchel transfers list` shows them
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<u64>,
}

/// What `account` does.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// List the saved accounts
    List,
    /// Save an account; its secret key is asked for, or read from standard input, and kept in the keyring
    #[command(
        after_help = "Examples:\n  satchel account add storj --endpoint https://gateway.storjshare.io --access-key-id jx3c…\n  \
                            satchel account add work --profile work\n  \
                            pass show storj | satchel account add storj --endpoint https://gateway.storjshare.io --access-key-id jx3c…"
    )]
    Add(AddAccount),
    /// Forget an account and its secret; its objects stay where they are
    Remove(NamedAccount),
    /// Try an account out: the name, the certificate, the clock, the key, the right or the region
    Test(NamedAccount),
}

/// What `account add` takes.
#[derive(Args, Debug)]
pub struct AddAccount {
    /// Its name
    pub name: String,
    /// The server's address; none for Amazon S3
    #[arg(long, value_name = "URL")]
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

/// What `demo` takes.
#[derive(Args, Debug)]
pub struct Demo {
    /// Listen here: an address of this computer alone. Port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub listen: std::net::SocketAddr,
    /// Keep the objects in this folder instead of Satchel's own
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_hold_together() {
        Arguments::command().debug_assert();
    }
}
