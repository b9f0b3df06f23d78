//! Listing a folder, page by page, on a task of its own.

use std::sync::Arc;

use satchel_objects::{BucketName, ErrorKind, ListRequest, ObjectStore, Operation, StoreError};
use tokio::sync::Semaphore;

use crate::data::{Data, Names};
use crate::tree::{Ended, Plan};

/// The most entries that a page can have.
/// Source: Amazon S3 API reference, ListObjectsV2, `max-keys`.
const PAGE: u16 = 1000;

/// How many folders of a view are listed at a time.
const AT_ONCE: usize = 4;

/// Where the folders of a view are listed.
#[derive(Debug)]
pub(crate) struct Lister {
    store: Arc<dyn ObjectStore>,
    bucket: BucketName,
    turns: Semaphore,
}

impl Lister {
    pub(crate) fn new(store: Arc<dyn ObjectStore>, bucket: BucketName) -> Self {
        Self { store, bucket, turns: Semaphore::new(AT_ONCE) }
    }

    /// Lists what the plan says: list calls and nothing else. `page` takes each page as it comes, except where the
    /// listing replaces another and is given whole at the end.
    pub(crate) async fn list(&self, plan: &Plan, page: impl Fn(Data)) -> Ended {
        // The semaphore is never closed; if it were, listing without a turn would be right.
        let _turn = self.turns.acquire().await.ok();
        let mut request = ListRequest {
            bucket: self.bucket.clone(),
            prefix: plan.prefix.clone(),
            delimiter: Some("/".to_owned()),
            max_keys: PAGE,
            continuation: None,
            start_after: None,
        };
        let (mut gathered, mut names) = (Data::default(), Names::default());
        loop {
            let answer = match self.store.list_page(&request).await {
                Ok(answer) => answer,
                Err(error) => return Ended::Failed(Arc::new(error)),
            };
            let mut data = Data::default();
            data.add_page(&plan.prefix, &answer.entries);
            if plan.replace {
                names.append_new(&mut gathered, &data);
            } else if data.len() > 0 {
                page(data);
            }
            if answer.continuation.is_some() && answer.continuation == request.continuation {
                let error = StoreError::new(ErrorKind::Other, Operation::ListObjectsV2).bucket(&self.bucket);
                return Ended::Failed(Arc::new(error.detail("the server gave the same page again")));
            }
            request.continuation = answer.continuation;
            if request.continuation.is_none() {
                return if plan.replace { Ended::Replaced(gathered) } else { Ended::Complete };
            }
        }
    }
}
