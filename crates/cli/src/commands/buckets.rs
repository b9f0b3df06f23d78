//! `mb` and `rb`.

use satchel_objects::BucketName;
use serde::Serialize;

use crate::arguments::{Buckets, Global, RemoveBuckets};
use crate::confirm::confirm;
use crate::connect;
use crate::failure::{Exit, Failure, Result, Stop, usage};
use crate::location::RemotePath;
use crate::output::Output;

#[derive(Serialize)]
struct Row<'a> {
    event: &'static str,
    bucket: &'a str,
}

pub async fn make(global: &Global, buckets: &Buckets, output: &mut Output) -> Result<Exit> {
    for path in &buckets.buckets {
        let bucket = whole_bucket(path)?;
        BucketName::new_to_create(bucket.as_str()).map_err(|error| usage(format!("{bucket}: {error}")))?;
    }
    let session = connect::open(global).await?;
    each(&buckets.buckets, "made", output, async |bucket| Ok(session.store.create_bucket(bucket).await?)).await
}

pub async fn remove(global: &Global, buckets: &RemoveBuckets, output: &mut Output) -> Result<Exit> {
    let mut names = Vec::new();
    for path in &buckets.buckets {
        whole_bucket(path)?;
        names.push(path.to_string());
    }
    confirm(buckets.yes, &format!("Remove {}?", names.join(", ")))?;
    let session = connect::open(global).await?;
    each(&buckets.buckets, "removed", output, async |bucket| Ok(session.store.delete_bucket(bucket).await?)).await
}

/// Does one thing with each bucket. One that fails doesn't keep the others from it.
async fn each(
    paths: &[RemotePath],
    event: &'static str,
    output: &mut Output,
    work: impl AsyncFn(&BucketName) -> Result<()>,
) -> Result<Exit> {
    let mut failures: Vec<Failure> = Vec::new();
    for path in paths {
        match work(&path.bucket).await {
            Ok(()) if output.json => output.object(&Row { event, bucket: path.bucket.as_str() })?,
            Ok(()) if output.quiet => {}
            Ok(()) => output.line(&format!("{event} {path}"))?,
            Err(Stop::Failed(failure)) => failures.push(*failure),
            Err(unread @ Stop::Unread) => return Err(unread),
        }
    }
    finish(failures, paths.len(), output.json)
}

/// Tells what failed of several things, and how the program ends.
pub fn finish(mut failures: Vec<Failure>, of: usize, json: bool) -> Result<Exit> {
    if failures.len() == of
        && let Some(last) = failures.pop()
    {
        tell(&failures, json);
        return Err(Stop::Failed(Box::new(last)));
    }
    tell(&failures, json);
    Ok(if failures.is_empty() { Exit::Done } else { Exit::Partly })
}

fn tell(failures: &[Failure], json: bool) {
    for failure in failures {
        failure.tell(json);
    }
}

fn whole_bucket(path: &RemotePath) -> Result<&BucketName> {
    if path.key.is_empty() { Ok(&path.bucket) } else { Err(usage(format!("{path} is no bucket: write s3://BUCKET"))) }
}
