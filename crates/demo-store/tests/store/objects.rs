use std::collections::HashMap;

use aws_sdk_s3::primitives::{DateTime, SdkBody};
use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode};

use super::support::{BUCKET, Fixture, failed, failure};

#[tokio::test]
async fn headers_and_metadata_come_back() {
    let fixture = Fixture::new().await;
    let metadata =
        HashMap::from([("mtime".to_owned(), "1700000000.5".to_owned()), ("name".to_owned(), "plain".to_owned())]);
    let put = fixture.client.put_object().bucket(BUCKET).key("k").body(b"hello".to_vec().into());
    let put = put.content_type("text/plain").cache_control("no-store").content_language("en").content_encoding("gzip");
    let put = put.content_disposition("inline").set_metadata(Some(metadata.clone())).tagging("a=b&c=d");
    let put = put.expires(DateTime::from_secs(2_000_000_000));
    let etag = put.send().await.unwrap().e_tag.unwrap();
    assert_eq!(etag, "\"5d41402abc4b2a76b9719d911017c592\"");

    let head = fixture.client.head_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert_eq!(head.content_length(), Some(5));
    assert_eq!(head.e_tag(), Some(&*etag));
    assert_eq!((head.content_type(), head.cache_control()), (Some("text/plain"), Some("no-store")));
    assert_eq!((head.content_language(), head.content_encoding()), (Some("en"), Some("gzip")));
    assert_eq!(head.content_disposition(), Some("inline"));
    assert_eq!(head.metadata(), Some(&metadata));
    assert_eq!(head.expires_string(), Some("Wed, 18 May 2033 03:33:20 GMT"));
    let got = fixture.client.get_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert_eq!((got.metadata(), got.tag_count()), (Some(&metadata), Some(2)));
    assert_eq!(got.last_modified(), head.last_modified());
    assert!(aws_sdk_s3::operation::RequestId::request_id(&got).is_some());
}

#[tokio::test]
async fn ranges_are_cut_or_refused() {
    let fixture = Fixture::new().await;
    // More than one piece of the stream.
    let bytes: Vec<u8> = (0..1_500_000_u32).map(|number| (number % 251) as u8).collect();
    fixture.put("k", bytes.clone()).await;
    let get = |range: &str| fixture.client.get_object().bucket(BUCKET).key("k").range(range).send();
    for (range, first, end) in [
        ("bytes=0-0", 0, 1),
        ("bytes=10-1099999", 10, 1_100_000),
        ("bytes=1499990-", 1_499_990, 1_500_000),
        ("bytes=1499990-9999999", 1_499_990, 1_500_000),
        ("bytes=-7", 1_499_993, 1_500_000),
    ] {
        let got = get(range).await.unwrap();
        assert_eq!(got.content_range(), Some(&*format!("bytes {first}-{}/1500000", end - 1)));
        assert_eq!(got.content_length(), i64::try_from(end - first).ok());
        assert!(got.body.collect().await.unwrap().into_bytes() == bytes[first..end], "{range}");
    }
    assert_eq!(failure(get("bytes=1500000-").await), failed(416, "InvalidRange"));
    assert!(fixture.get("k").await == bytes);
}

#[tokio::test]
async fn reads_keep_their_conditions() {
    let fixture = Fixture::new().await;
    let etag = fixture.put("k", "x").await;
    let get = || fixture.client.get_object().bucket(BUCKET).key("k");
    let head = fixture.client.head_object().bucket(BUCKET).key("k").send().await.unwrap();
    let modified = *head.last_modified().unwrap();
    let before = DateTime::from_secs(modified.secs() - 10);
    get().if_match(&etag).send().await.unwrap();
    get().if_none_match("\"other\"").send().await.unwrap();
    get().if_modified_since(before).send().await.unwrap();
    get().if_unmodified_since(modified).send().await.unwrap();
    assert_eq!(failure(get().if_match("\"other\"").send().await), failed(412, "PreconditionFailed"));
    assert_eq!(failure(get().if_unmodified_since(before).send().await), failed(412, "PreconditionFailed"));
    assert_eq!(failure(get().if_none_match(&etag).send().await).0, 304);
    assert_eq!(failure(get().if_modified_since(modified).send().await).0, 304);
    let head = fixture.client.head_object().bucket(BUCKET).key("k").if_match("\"other\"").send().await;
    assert_eq!(failure(head).0, 412);
    let missing = fixture.client.get_object().bucket(BUCKET).key("missing").send().await;
    assert_eq!(failure(missing), failed(404, "NoSuchKey"));
}

#[tokio::test]
async fn writes_keep_their_conditions() {
    let fixture = Fixture::new().await;
    let put = |text: &str| fixture.client.put_object().bucket(BUCKET).key("k").body(text.as_bytes().to_vec().into());
    assert_eq!(failure(put("0").if_match("\"any\"").send().await), failed(404, "NoSuchKey"));
    let etag = put("1").if_none_match("*").send().await.unwrap().e_tag.unwrap();
    assert_eq!(failure(put("2").if_none_match("*").send().await), failed(412, "PreconditionFailed"));
    assert_eq!(failure(put("3").if_match("\"other\"").send().await), failed(412, "PreconditionFailed"));
    assert_eq!(fixture.get("k").await, b"1");
    assert_eq!(fixture.blobs(), 1);
    put("4").if_match(&etag).send().await.unwrap();
    assert_eq!(fixture.get("k").await, b"4");
}

#[tokio::test]
async fn of_many_that_want_to_be_first_one_is() {
    let fixture = Fixture::new().await;
    let tries = (0..16_u8).map(|number| {
        let put = fixture.client.put_object().bucket(BUCKET).key("k").if_none_match("*").body(vec![number].into());
        tokio::spawn(put.send())
    });
    let tries: Vec<_> = tries.collect();
    let mut won = 0;
    for one in tries {
        won += usize::from(one.await.unwrap().is_ok());
    }
    assert_eq!((won, fixture.blobs()), (1, 1));
}

#[tokio::test]
async fn every_checksum_is_checked_kept_and_returned() {
    let fixture = Fixture::new().await;
    for algorithm in [
        ChecksumAlgorithm::Crc32,
        ChecksumAlgorithm::Crc32C,
        ChecksumAlgorithm::Crc64Nvme,
        ChecksumAlgorithm::Sha1,
        ChecksumAlgorithm::Sha256,
    ] {
        let put = fixture.client.put_object().bucket(BUCKET).key(algorithm.as_str()).body(b"hello".to_vec().into());
        let put = put.checksum_algorithm(algorithm.clone()).send().await.unwrap();
        let head =
            fixture.client.head_object().bucket(BUCKET).key(algorithm.as_str()).checksum_mode(ChecksumMode::Enabled);
        let head = head.send().await.unwrap();
        assert!(
            [
                put.checksum_crc32(),
                put.checksum_crc32_c(),
                put.checksum_crc64_nvme(),
                put.checksum_sha1(),
                put.checksum_sha256()
            ]
            .iter()
            .flatten()
            .count()
                == 1
        );
        assert_eq!(put.checksum_crc32(), head.checksum_crc32());
        assert_eq!(put.checksum_crc32_c(), head.checksum_crc32_c());
        assert_eq!(put.checksum_crc64_nvme(), head.checksum_crc64_nvme());
        assert_eq!(put.checksum_sha1(), head.checksum_sha1());
        assert_eq!(put.checksum_sha256(), head.checksum_sha256());
    }
    // crc32c("hello"), by another program.
    let put = fixture.client.put_object().bucket(BUCKET).key("k").body(b"hello".to_vec().into());
    put.checksum_crc32_c("mnG7TA==").send().await.unwrap();
    let unasked = fixture.client.head_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert_eq!(unasked.checksum_crc32_c(), None);
}

#[tokio::test]
async fn a_body_that_is_not_what_was_said_is_refused_and_leaves_nothing() {
    let fixture = Fixture::new().await;
    let put = || fixture.client.put_object().bucket(BUCKET).key("k").body(b"hello".to_vec().into());
    assert_eq!(failure(put().checksum_crc32_c("AAAAAA==").send().await), failed(400, "BadDigest"));
    assert_eq!(failure(put().checksum_crc64_nvme("AAAAAAAAAAA=").send().await), failed(400, "BadDigest"));
    assert_eq!(failure(put().content_md5("AAAAAAAAAAAAAAAAAAAAAA==").send().await), failed(400, "BadDigest"));
    assert_eq!(failure(put().content_md5("no").send().await), failed(400, "InvalidDigest"));
    put().content_md5("XUFAKrxLKna5cZ2REBfFkg==").send().await.unwrap();
    assert_eq!(fixture.blobs(), 1);
}

#[tokio::test]
async fn a_streamed_body_with_a_trailing_checksum_is_taken() {
    let fixture = Fixture::new().await;
    let path = fixture.folder.path().join("source");
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|number| (number % 241) as u8).collect();
    std::fs::write(&path, &bytes).unwrap();
    let body = aws_sdk_s3::primitives::ByteStream::from_path(&path).await.unwrap();
    let put =
        fixture.client.put_object().bucket(BUCKET).key("k").body(body).checksum_algorithm(ChecksumAlgorithm::Crc32C);
    let put = put.customize().mutate_request(|request| {
        let has_trailer = request.headers().get("x-amz-trailer") == Some("x-amz-checksum-crc32c");
        assert!(has_trailer, "this test wants an aws-chunked body with a trailer");
    });
    assert!(put.send().await.unwrap().checksum_crc32_c().is_some());
    assert!(fixture.get("k").await == bytes);
    let head = fixture.client.head_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert_eq!(head.content_encoding(), None);
}

#[tokio::test]
async fn a_payload_other_than_the_signed_one_is_refused() {
    let fixture = Fixture::new().await;
    let put = fixture.client.put_object().bucket(BUCKET).key("k").body(b"hello".to_vec().into()).customize();
    let put = put.config_override(
        aws_sdk_s3::config::Builder::new()
            .request_checksum_calculation(aws_sdk_s3::config::RequestChecksumCalculation::WhenRequired)
            .interceptor(Swap),
    );
    let (status, code) = failure(put.send().await);
    assert!(status == 400 || status == 403, "{status} {code}");
    assert_eq!(fixture.blobs(), 0);
}

/// Swaps the body after it was signed.
#[derive(Debug)]
struct Swap;

impl aws_sdk_s3::config::Intercept for Swap {
    fn name(&self) -> &'static str {
        "swap"
    }

    fn modify_before_transmit(
        &self,
        context: &mut aws_sdk_s3::config::interceptors::BeforeTransmitInterceptorContextMut<'_>,
        _: &aws_sdk_s3::config::RuntimeComponents,
        _: &mut aws_sdk_s3::config::ConfigBag,
    ) -> Result<(), aws_sdk_s3::error::BoxError> {
        *context.request_mut().body_mut() = SdkBody::from("jello");
        Ok(())
    }
}
