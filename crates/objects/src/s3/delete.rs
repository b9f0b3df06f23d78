//! DeleteObjects in batches, and one by one where a batch can't carry the key.

use std::collections::HashMap;

use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::StreamExt;
use md5::{Digest, Md5};

use super::call::{About, Manner};
use super::encoding::survives_xml;
use super::{S3Store, errors};
use crate::{BucketName, DeleteOutcome, ErrorKind, ObjectKey, Operation, Result, StoreError};

/// The most keys in one request. Source: S3 API reference, "DeleteObjects".
const BATCH: usize = 1000;
/// How many keys are deleted at a time where they go one by one.
const AT_ONCE: usize = 8;

/// Outcomes by their place in the question.
type Outcomes = Vec<(usize, Result<(), StoreError>)>;

impl S3Store {
    pub(super) async fn delete_objects(&self, bucket: &BucketName, keys: &[ObjectKey]) -> Result<Vec<DeleteOutcome>> {
        let batches = self.inner.able.get().batch_delete;
        let (together, mut alone): (Vec<usize>, Vec<usize>) =
            (0..keys.len()).partition(|place| batches && survives_xml(keys[*place].as_str()));
        let mut outcomes: Outcomes = Vec::with_capacity(keys.len());
        for places in together.chunks(BATCH) {
            if !self.inner.able.get().batch_delete {
                alone.extend(places);
                continue;
            }
            match self.delete_batch(bucket, keys, places).await {
                Ok(batch) => outcomes.extend(batch),
                Err(error) if error.kind == ErrorKind::Unsupported => {
                    self.inner.able.lose(|able| &mut able.batch_delete);
                    alone.extend(places);
                }
                Err(error) if outcomes.is_empty() => return Err(error),
                // What went before is known, so each key gets its own word.
                Err(error) => outcomes.extend(places.iter().map(|place| {
                    let about = About::object(Operation::DeleteObjects, bucket, &keys[*place]);
                    (*place, Err(errors::again(&error, about)))
                })),
            }
        }
        let single = futures::stream::iter(alone)
            .map(|place| async move { (place, self.delete_object(bucket, &keys[place]).await) })
            .buffer_unordered(AT_ONCE);
        outcomes.extend(single.collect::<Vec<_>>().await);
        outcomes.sort_by_key(|(place, _)| *place);
        Ok(outcomes.into_iter().map(|(place, result)| DeleteOutcome { key: keys[place].clone(), result }).collect())
    }

    async fn delete_batch(&self, bucket: &BucketName, keys: &[ObjectKey], places: &[usize]) -> Result<Outcomes> {
        let about = About::bucket(Operation::DeleteObjects, bucket);
        let objects = places
            .iter()
            .map(|place| ObjectIdentifier::builder().key(keys[*place].as_str()).build())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| about.error(ErrorKind::Other).source(error))?;
        let delete = Delete::builder()
            .set_objects(Some(objects))
            .quiet(true)
            .build()
            .map_err(|error| about.error(ErrorKind::Other).source(error))?;
        let output = self
            .call(about, Manner::LONG, |client| {
                client
                    .delete_objects()
                    .bucket(bucket.as_str())
                    .delete(delete.clone())
                    .customize()
                    // Older gateways want it, and know none of the newer checksums.
                    .mutate_request(|request| {
                        if let Some(body) = request.body().bytes() {
                            let digest = STANDARD.encode(Md5::digest(body));
                            request.headers_mut().insert("content-md5", digest);
                        }
                    })
                    .send()
            })
            .await?;
        let mut failed: HashMap<&str, StoreError> = HashMap::new();
        for refusal in output.errors() {
            let key = refusal.key().ok_or_else(|| errors::incomplete(about, "key of a failure"))?;
            let error =
                errors::of_key(about, refusal.code().unwrap_or_default(), refusal.message().unwrap_or_default());
            // "It isn't there" is what deleting is for.
            if error.kind != ErrorKind::NoSuchObject {
                failed.insert(key, error);
            }
        }
        let outcomes = places
            .iter()
            .map(|place| {
                (*place, failed.remove(keys[*place].as_str()).map_or(Ok(()), |error| Err(error.key(&keys[*place]))))
            })
            .collect();
        if failed.is_empty() { Ok(outcomes) } else { Err(errors::incomplete(about, "key that was asked for")) }
    }
}
