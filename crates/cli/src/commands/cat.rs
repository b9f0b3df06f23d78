//! `cat`.

use super::stream;
use crate::arguments::{Global, Objects};
use crate::connect;
use crate::failure::{Exit, Result, usage};
use crate::output::Output;

pub async fn run(global: &Global, objects: &Objects, output: &mut Output) -> Result<Exit> {
    let mut keys = Vec::new();
    for path in &objects.objects {
        let key = path.object().ok_or_else(|| usage(format!("{path} is a bucket: name an object in it")))?;
        keys.push((&path.bucket, key));
    }
    let session = connect::open(global).await?;
    for (bucket, key) in keys {
        // What comes after a part that failed would look like a part of it.
        stream::download(&*session.store, bucket, &key, output).await?;
    }
    Ok(Exit::Done)
}
