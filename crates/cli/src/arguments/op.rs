//! What `op` takes.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};
use satchel_http_api::OPERATIONS;

/// Shown below the help.
pub const EXAMPLES: &str = "Examples:
  satchel op listObjects --data '{\"bucket\":\"photos\",\"delimiter\":\"/\"}'
  satchel op uploadObject --data '{\"bucket\":\"photos\",\"key\":\"cake.jpg\"}' --file cake.jpg
  satchel op downloadObject --data '{\"bucket\":\"photos\",\"key\":\"cake.jpg\"}' -o cake.jpg
  satchel op createAccessGrant --data @grant.json
  satchel op listBuckets --xml

Parameters with secrets in them don't belong in arguments, which everybody on this computer can see: they are read from
a file (@FILE) or from standard input (-).";

/// One documented operation.
#[derive(Args, Debug)]
pub struct Operate {
    /// The operation, by its documented name
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(OPERATIONS.iter().map(|operation| operation.name)), hide_possible_values = true)]
    pub name: String,
    /// Its parameters: a JSON object, @FILE to read them from a file, - from standard input
    #[arg(long, value_name = "JSON", allow_hyphen_values = true)]
    pub data: Option<String>,
    /// The file that it sends
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Where an object's bytes go; - for standard output
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Answer in XML
    #[arg(long)]
    pub xml: bool,
}
