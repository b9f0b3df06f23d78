//! What `uploads` takes.

use std::time::Duration;

use clap::{Args, Subcommand, ValueHint};

use crate::location::RemotePath;
use crate::units::parse_age;

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
    #[arg(value_name = "S3URI", value_hint = ValueHint::Other)]
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
