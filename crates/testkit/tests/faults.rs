//! The faulty store does what was planned, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt;
use satchel_objects::{BucketName, ErrorKind, GetOptions, ObjectKey, ObjectStore, Operation, PutOptions};
use satchel_testkit::FaultyStore;
use satchel_testkit::faulty::{Fault, When};
use satchel_testkit::servers::Demo;

#[tokio::test(flavor = "multi_thread")]
async fn faults_come_as_planned() {
    let demo = Demo::start().await.unwrap();
    let store = FaultyStore::new(Arc::new(demo.store().await.unwrap()));
    let (bucket, key) = (BucketName::new("bucket").unwrap(), ObjectKey::new("key").unwrap());
    store.create_bucket(&bucket).await.unwrap();
    let put = |text: &'static str| store.put_text(&bucket, &key, text);

    store.plan(Operation::PutObject, When::Call(1), Fault::Fail(ErrorKind::Throttled));
    store.plan(Operation::PutObject, When::Call(2), Fault::LoseReply(ErrorKind::ConnectionLost));
    store.plan(Operation::PutObject, When::Call(3), Fault::CutBody(1));
    assert_eq!(put("first").await, Err(ErrorKind::Throttled));
    assert_eq!(store.head(&bucket, &key).await.unwrap_err().kind, ErrorKind::NoSuchObject);
    assert_eq!(put("second").await, Err(ErrorKind::ConnectionLost));
    assert_eq!(store.head(&bucket, &key).await.unwrap().size, 6, "the effect of a lost reply");
    assert_eq!(put("cut").await, Err(ErrorKind::ConnectionLost));
    assert_eq!(store.head(&bucket, &key).await.unwrap().size, 6, "a cut body has no effect");
    assert_eq!(put("0123456789").await, Ok(()));
    assert_eq!(store.calls(Operation::PutObject), 4);

    store.plan(Operation::GetObject, When::From(1), Fault::CutBody(4));
    let mut stream = store.get(&bucket, &key, &GetOptions::default()).await.unwrap().stream;
    let mut came = Vec::new();
    let error = loop {
        match stream.try_next().await {
            Ok(Some(piece)) => came.extend_from_slice(&piece),
            Ok(None) => panic!("a cut body ended as if it were whole"),
            Err(error) => break error,
        }
    };
    assert_eq!((came.as_slice(), error.kind), (&b"0123"[..], ErrorKind::ConnectionLost));
    assert!(stream.try_next().await.unwrap().is_none());

    store.heal();
    store.plan(Operation::HeadObject, When::Always, Fault::Hang);
    let hung = tokio::time::timeout(Duration::from_millis(100), store.head(&bucket, &key)).await;
    assert!(hung.is_err(), "a hanging call answered");
    demo.shutdown().await;
}

trait PutText {
    async fn put_text(&self, bucket: &BucketName, key: &ObjectKey, text: &'static str) -> Result<(), ErrorKind>;
}

impl PutText for FaultyStore {
    async fn put_text(&self, bucket: &BucketName, key: &ObjectKey, text: &'static str) -> Result<(), ErrorKind> {
        let put = self.put(bucket, key, Bytes::from(text).into(), &PutOptions::default()).await;
        put.map(drop).map_err(|error| error.kind)
    }
}
