//! What can be typed.

mod access;
mod account;
mod health;
mod links;
mod op;
mod serve;
mod tags;
mod this_program;
mod transfer;
mod transfers;
mod uploads;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};

pub use access::{Access, Grant, Register, Restrict, Right, Share, SomeAccess};
pub use account::{Account, AddAccount, NamedAccount};
pub use health::Health;
pub use links::{Links, MakeLinks, RevokeLinks, ShowLinks};
pub use op::Operate;
pub use serve::Serve;
pub use tags::{TagArgument, Tags};
pub use this_program::{Completions, ManPages};
pub use transfer::{ConflictChoice, Copy, Remove, Tuning};
pub use transfers::Transfers;
pub use uploads::{AbortUploads, Uploads, UploadsPlace};

use crate::location::RemotePath;

const AFTER_HELP: &str = "\
s3://BUCKET/KEY names an object, exactly as it is written: no wildcards, no escapes. s3://BUCKET/FOLDER/ names a folder.

Where no --account is given, the standard AWS environment and profiles decide: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_SESSION_TOKEN, AWS_ENDPOINT_URL, AWS_REGION, AWS_PROFILE. SATCHEL_DATA_DIR names another folder for Satchel's own
files, SATCHEL_SECRETS=session leaves the keyring alone, SATCHEL_LOG=debug says more, NO_COLOR is respected.

Exit codes: 0 done, 1 failed, 2 not understood or not confirmed, 3 partly failed.";

/// Files to and from Storj and every S3-compatible store.
#[derive(Debug, Parser)]
#[command(name = "satchel", version, after_help = AFTER_HELP, max_term_width = 100)]
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
    /// Show the tags of objects, set some, or take some away
    #[command(after_help = tags::EXAMPLES)]
    Tag(Tags),
    /// Make links that anyone can open, and keep them in the list
    #[command(after_help = "Examples:\n  satchel share s3://photos/2026/cake.jpg\n  \
                            satchel --account storj share --until 2026-12-31 --open zip s3://photos/2026/\n  \
                            satchel --account storj share --until never --no-list s3://photos")]
    Share(MakeLinks),
    /// Links that were made here: list, write out, check, withdraw
    #[command(subcommand, after_help = "Examples:\n  satchel links list\n  satchel links check")]
    Links(Links),
    /// Uploads that were begun and never ended: they take space and aren't listed
    #[command(
        subcommand,
        after_help = "Examples:\n  satchel uploads list s3://photos\n  \
                      satchel uploads abort s3://photos --older-than 7d"
    )]
    Uploads(Uploads),
    /// Transfers that this computer began: those that stopped can go on
    #[command(subcommand, after_help = "Examples:\n  satchel transfers list\n  satchel transfers resume")]
    Transfers(Transfers),
    /// Saved accounts
    #[command(subcommand, after_help = "Examples:\n  satchel account list\n  satchel --account storj ls")]
    Account(Account),
    /// Storj's access: what a key or grant may do, weaker ones, credentials, links
    #[command(
        subcommand,
        after_help = "Examples:\n  satchel access examine\n  \
                      satchel access restrict --access @grant.txt --allow read,list s3://photos"
    )]
    Access(Access),
    /// Do one documented operation, and write its envelope to standard output
    #[command(after_help = op::EXAMPLES)]
    Op(Operate),
    /// Serve the documented HTTP API
    #[command(after_help = serve::EXAMPLES)]
    Serve(Serve),
    /// Ask a server of that API whether it is ready
    #[command(after_help = health::EXAMPLES)]
    Health(Health),
    /// Run the practice store as a server on this computer
    #[command(after_help = "Examples:\n  satchel demo\n  satchel demo --listen 127.0.0.1:9000 --dir ./practice")]
    Demo(Demo),
    /// Write a shell's completion script to standard output
    #[command(after_help = this_program::COMPLETIONS_EXAMPLES)]
    Completions(Completions),
    /// Write the man pages of all commands into a folder
    #[command(after_help = this_program::MAN_EXAMPLES)]
    Man(ManPages),
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
    #[arg(value_name = "S3URI", value_hint = ValueHint::Other)]
    pub places: Vec<RemotePath>,
}

/// Buckets.
#[derive(Args, Debug)]
pub struct Buckets {
    /// s3://BUCKET
    #[arg(required = true, value_name = "S3URI", value_hint = ValueHint::Other)]
    pub buckets: Vec<RemotePath>,
}

/// What `rb` takes.
#[derive(Args, Debug)]
pub struct RemoveBuckets {
    /// Don't ask
    #[arg(short, long)]
    pub yes: bool,
    /// s3://BUCKET
    #[arg(required = true, value_name = "S3URI", value_hint = ValueHint::Other)]
    pub buckets: Vec<RemotePath>,
}

/// Objects.
#[derive(Args, Debug)]
pub struct Objects {
    /// s3://BUCKET/KEY
    #[arg(required = true, value_name = "S3URI", value_hint = ValueHint::Other)]
    pub objects: Vec<RemotePath>,
}

/// What `demo` takes.
#[derive(Args, Debug)]
pub struct Demo {
    /// Listen here: an address of this computer alone. Port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub listen: std::net::SocketAddr,
    /// Keep the objects in this folder instead of Satchel's own
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
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

    #[test]
    fn every_command_has_an_example_in_its_help() {
        fn without(command: &clap::Command, missing: &mut Vec<String>) {
            for command in command.get_subcommands() {
                let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
                if !help.contains("Example") || !help.contains("satchel ") {
                    missing.push(command.get_name().to_owned());
                }
                without(command, missing);
            }
        }
        let mut missing = Vec::new();
        without(&Arguments::command(), &mut missing);
        assert_eq!(missing, Vec::<String>::new());
    }
}
