//! What `share` and `links` take.

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use satchel_operations_schema::types::{LinkOpens, LinkWriting};

use crate::location::RemotePath;
use crate::units::{Moment, parse_moment};

/// What `share` takes.
#[derive(Args, Debug)]
pub struct MakeLinks {
    /// Until when they work: 12h, 7d, 2w, 2026-12-31 (its first moment, UTC), or never
    #[arg(long, value_name = "WHEN", value_parser = parse_moment)]
    pub until: Option<Moment>,
    /// From when on: 12h, 7d, 2026-12-24; at once where it isn't given
    #[arg(long, value_name = "WHEN", value_parser = parse_moment)]
    pub from: Option<Moment>,
    /// What they open
    #[arg(long, value_enum, value_name = "FORM")]
    pub open: Option<Opens>,
    /// Don't let names below a folder be listed: objects in it open by their whole keys
    #[arg(long)]
    pub no_list: bool,
    /// s3://BUCKET/KEY, s3://BUCKET/FOLDER/ or s3://BUCKET
    #[arg(required = true, value_name = "S3URI", value_hint = ValueHint::Other)]
    pub places: Vec<RemotePath>,
}

/// What a link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Opens {
    /// A page with a button for downloading
    Page,
    /// The file itself
    File,
    /// A folder as one zip file
    Zip,
}

impl From<Opens> for LinkOpens {
    fn from(opens: Opens) -> Self {
        match opens {
            Opens::Page => Self::Page,
            Opens::File => Self::File,
            Opens::Zip => Self::Archive,
        }
    }
}

/// What `links` does.
#[derive(Debug, Subcommand)]
pub enum Links {
    /// List them, the newest first
    #[command(after_help = "Examples:\n  satchel links list\n  satchel links list --json")]
    List,
    /// Write them out again
    #[command(after_help = "Examples:\n  satchel links show 5b0c…\n  satchel links show --form html 5b0c…")]
    Show(ShowLinks),
    /// Fetch them as anyone would, and say how they are; none means all
    #[command(after_help = "Examples:\n  satchel links check\n  satchel links check 5b0c…")]
    Check(SomeLinks),
    /// Withdraw them for ever; links of Storj accounts only
    #[command(after_help = "Example:\n  satchel links revoke 5b0c… --yes")]
    Revoke(RevokeLinks),
    /// Take them off the list; they stay as they are
    #[command(after_help = "Example:\n  satchel links forget 5b0c…")]
    Forget(NamedLinks),
}

/// Some links, or all.
#[derive(Args, Debug)]
pub struct SomeLinks {
    /// Their IDs, as `satchel links list` shows them
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
}

/// Some links.
#[derive(Args, Debug)]
pub struct NamedLinks {
    /// Their IDs, as `satchel links list` shows them
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
}

/// What `links show` takes.
#[derive(Args, Debug)]
pub struct ShowLinks {
    /// In another form than the one they were made in
    #[arg(long, value_enum)]
    pub form: Option<Form>,
    /// Which.
    #[command(flatten)]
    pub links: NamedLinks,
}

/// A form that links are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// The link to the page
    Page,
    /// The link to the file itself
    File,
    /// The link to the zip file
    Zip,
    /// HTML that shows the file in a page of one's own
    Html,
}

impl From<Form> for LinkWriting {
    fn from(form: Form) -> Self {
        match form {
            Form::Page => Self::Page,
            Form::File => Self::File,
            Form::Zip => Self::Archive,
            Form::Html => Self::Snippet,
        }
    }
}

/// What `links revoke` takes.
#[derive(Args, Debug)]
pub struct RevokeLinks {
    /// Don't ask
    #[arg(short, long)]
    pub yes: bool,
    /// Which.
    #[command(flatten)]
    pub links: NamedLinks,
}
