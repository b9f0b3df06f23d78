//! What `cp`, `mv` and `rm` take.

use clap::{Args, ValueEnum, ValueHint};
use satchel_transfer::OnConflict;

use crate::location::{Location, RemotePath};
use crate::units::{parse_rate, parse_size};

pub const COPY_EXAMPLES: &str = "\
Names: a folder is copied under its own name, as `cp -r` does; a source that ends in / means what is in it. A destination
that ends in / (or is a local folder, or a bucket) takes sources by their names; else it is the new name of the one source.

What is identical is left alone and what differs is replaced; --on-conflict chooses otherwise. The same command again
goes on where it stopped.

Examples:
  satchel cp cake.jpg s3://photos/2026/
  satchel cp cake.jpg s3://photos/2026/birthday.jpg
  satchel cp -r Pictures/ s3://photos/backup/
  satchel cp -r s3://photos/backup/ ./restored
  satchel cp -r s3://photos/2026/ s3://archive/photos-2026/
  tar c src | satchel cp - s3://backup/src.tar
  satchel cp s3://backup/src.tar - | tar t";

pub const MOVE_EXAMPLES: &str = "\
Examples:
  satchel mv s3://photos/cake.jpg s3://photos/birthday.jpg
  satchel mv -r s3://photos/2025/ s3://archive/2025/";

pub const REMOVE_EXAMPLES: &str = "\
Deleting an object that isn't there is no error: S3 doesn't tell the two apart.

Examples:
  satchel rm s3://photos/cake.jpg
  satchel rm -r s3://photos/2025/
  satchel rm -r s3://photos/2025/ --yes";

/// What `cp` and `mv` take.
#[derive(Args, Debug)]
pub struct Copy {
    /// Take folders with all that is in them
    #[arg(short, long)]
    pub recursive: bool,
    /// What to do with what is there already and differs
    #[arg(long, value_enum, default_value_t = ConflictChoice::Replace, value_name = "CHOICE")]
    pub on_conflict: ConflictChoice,
    /// Don't ask: write to a Storj bucket even if it was filled with another passphrase
    #[arg(short, long)]
    pub yes: bool,
    /// How it is done.
    #[command(flatten)]
    pub tuning: Tuning,
    /// Files, folders, s3://BUCKET/KEY or - (standard input), and where they go, last
    #[arg(required = true, num_args = 2.., value_names = ["SRC", "DST"], value_hint = ValueHint::AnyPath)]
    pub locations: Vec<Location>,
}

/// What `rm` takes.
#[derive(Args, Debug)]
pub struct Remove {
    /// Delete folders with all that is in them; asks first
    #[arg(short, long)]
    pub recursive: bool,
    /// Don't ask
    #[arg(short, long)]
    pub yes: bool,
    /// Requests at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub concurrency: Option<u32>,
    /// s3://BUCKET/KEY; with -r also s3://BUCKET/FOLDER/ and s3://BUCKET
    #[arg(required = true, value_name = "S3URI", value_hint = ValueHint::Other)]
    pub objects: Vec<RemotePath>,
}

/// What overrides the engine's own choices.
#[derive(Args, Clone, Copy, Debug)]
pub struct Tuning {
    /// Requests at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub concurrency: Option<u32>,
    /// The size of a part of a large file: 5MiB to 5GiB
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub part_size: Option<u64>,
    /// Send at most so much a second, such as 2.5MB
    #[arg(long, value_name = "RATE", value_parser = parse_rate)]
    pub limit_up: Option<u64>,
    /// Fetch at most so much a second
    #[arg(long, value_name = "RATE", value_parser = parse_rate)]
    pub limit_down: Option<u64>,
}

/// What to do with what is there already and differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ConflictChoice {
    /// Replace it
    Replace,
    /// Leave what is there
    Skip,
    /// Replace it where the source is newer
    Newer,
    /// Keep it, and call the new one "name (2)"
    KeepBoth,
    /// Ask (needs a terminal)
    Ask,
}

impl ConflictChoice {
    /// What the engine is told; `None` where the person has to be asked first.
    pub fn decided(self) -> Option<OnConflict> {
        match self {
            Self::Replace => Some(OnConflict::Replace),
            Self::Skip => Some(OnConflict::Skip),
            Self::Newer => Some(OnConflict::Newer),
            Self::KeepBoth => Some(OnConflict::KeepBoth),
            Self::Ask => None,
        }
    }
}
