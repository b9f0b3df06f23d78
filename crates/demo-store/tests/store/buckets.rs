use std::time::Duration;

use aws_sdk_s3::presigning::PresigningConfig;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::support::{BUCKET, Fixture, failed, failure};

#[tokio::test]
async fn buckets_are_made_listed_and_deleted() {
    let fixture = Fixture::new().await;
    let client = &fixture.client;
    assert_eq!(failure(client.create_bucket().bucket(BUCKET).send().await), failed(409, "BucketAlreadyOwnedByYou"));
    client.create_bucket().bucket("another").send().await.unwrap();
    client.head_bucket().bucket("another").send().await.unwrap();
    let location = client.get_bucket_location().bucket("another").send().await.unwrap();
    assert!(location.location_constraint().is_none_or(|location| location.as_str().is_empty()));

    let listed = client.list_buckets().send().await.unwrap();
    let names: Vec<_> = listed.buckets().iter().filter_map(|bucket| bucket.name()).collect();
    assert_eq!(names, ["another", BUCKET]);
    assert!(listed.buckets().iter().all(|bucket| bucket.creation_date().is_some()));
    let first = client.list_buckets().max_buckets(1).send().await.unwrap();
    assert_eq!(first.buckets().len(), 1);
    let rest = client.list_buckets().continuation_token(first.continuation_token().unwrap()).send().await.unwrap();
    assert_eq!(rest.buckets()[0].name(), Some(BUCKET));
    assert_eq!(rest.continuation_token(), None);

    client.delete_bucket().bucket("another").send().await.unwrap();
    assert_eq!(failure(client.delete_bucket().bucket("another").send().await), failed(404, "NoSuchBucket"));
    assert_eq!(failure(client.head_bucket().bucket("another").send().await).0, 404);
}

#[tokio::test]
async fn a_bucket_with_objects_stays_and_one_with_uploads_goes() {
    let fixture = Fixture::new().await;
    let client = &fixture.client;
    fixture.put("k", "x").await;
    assert_eq!(failure(client.delete_bucket().bucket(BUCKET).send().await), failed(409, "BucketNotEmpty"));
    client.delete_object().bucket(BUCKET).key("k").send().await.unwrap();
    let upload = client.create_multipart_upload().bucket(BUCKET).key("k").send().await.unwrap();
    let part = client.upload_part().bucket(BUCKET).key("k").upload_id(upload.upload_id().unwrap()).part_number(1);
    part.body(b"part".to_vec().into()).send().await.unwrap();
    assert_eq!(fixture.blobs(), 1);
    client.delete_bucket().bucket(BUCKET).send().await.unwrap();
    assert_eq!(fixture.blobs(), 0);
}

#[tokio::test]
async fn what_is_asked_of_a_missing_bucket_says_so() {
    let fixture = Fixture::new().await;
    let client = &fixture.client;
    let missing = failed(404, "NoSuchBucket");
    assert_eq!(failure(client.list_objects_v2().bucket("missing").send().await), missing);
    assert_eq!(failure(client.get_object().bucket("missing").key("k").send().await), missing);
    assert_eq!(failure(client.put_object().bucket("missing").key("k").send().await), missing);
    assert_eq!(failure(client.delete_object().bucket("missing").key("k").send().await), missing);
    assert_eq!(failure(client.list_multipart_uploads().bucket("missing").send().await), missing);
    assert_eq!(failure(client.create_bucket().bucket("No").send().await), failed(400, "InvalidBucketName"));
}

/// By hand, because a connection that is closed with bytes unread is reset: the client here reads only once it has sent
/// all, as simple ones do.
#[tokio::test]
async fn an_early_refusal_reaches_a_client_that_still_sends() {
    let fixture = Fixture::new().await;
    let config = PresigningConfig::expires_in(Duration::from_mins(1)).unwrap();
    let link = fixture.client.put_object().bucket("missing").key("k").presigned(config).await.unwrap();
    let (host, path) = (fixture.server.address(), link.uri().splitn(4, '/').nth(3).unwrap().to_owned());
    let length = 40 << 20;
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!("PUT /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![7; length]).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("<Code>NoSuchBucket</Code>"), "{answer}");
}
