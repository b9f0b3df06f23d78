use aws_sdk_s3::types::{ChecksumAlgorithm, ChecksumMode, ChecksumType, CompletedMultipartUpload, CompletedPart};

use super::support::{BUCKET, Fixture, failed, failure};

const MIB: usize = 1 << 20;

fn bytes(seed: usize, length: usize) -> Vec<u8> {
    (0..length).map(|number| u8::try_from((number * 31 + seed) % 249).unwrap()).collect()
}

impl Fixture {
    async fn begin(&self, key: &str) -> String {
        let begun =
            self.client.create_multipart_upload().bucket(BUCKET).key(key).content_type("text/x-parts").tagging("a=b");
        begun.send().await.unwrap().upload_id.unwrap()
    }

    async fn part(&self, key: &str, id: &str, number: i32, bytes: Vec<u8>) -> CompletedPart {
        let part = self.client.upload_part().bucket(BUCKET).key(key).upload_id(id).part_number(number);
        let etag = part.body(bytes.into()).send().await.unwrap().e_tag.unwrap();
        CompletedPart::builder().part_number(number).e_tag(etag).build()
    }

    fn complete(
        &self,
        key: &str,
        id: &str,
        parts: &[CompletedPart],
    ) -> aws_sdk_s3::operation::complete_multipart_upload::builders::CompleteMultipartUploadFluentBuilder {
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts.to_vec())).build();
        self.client.complete_multipart_upload().bucket(BUCKET).key(key).upload_id(id).multipart_upload(parts)
    }
}

#[tokio::test]
async fn parts_become_one_object() {
    let fixture = Fixture::new().await;
    let id = fixture.begin("big").await;
    let (one, two) = (bytes(1, 5 * MIB), bytes(2, 100));
    // Out of order, and one of them twice: the last counts.
    let last = fixture.part("big", &id, 7, two.clone()).await;
    fixture.part("big", &id, 2, bytes(9, 10)).await;
    let first = fixture.part("big", &id, 2, one.clone()).await;
    // Not named in the end: it goes.
    fixture.part("big", &id, 5, bytes(5, 50)).await;
    assert_eq!(fixture.blobs(), 3);

    let done = fixture.complete("big", &id, &[first.clone(), last.clone()]).send().await.unwrap();
    let etag = done.e_tag().unwrap();
    assert!(etag.ends_with("-2\""), "{etag}");
    assert_eq!(fixture.blobs(), 2);
    assert!(fixture.get("big").await == [one.clone(), two].concat());
    let head = fixture.client.head_object().bucket(BUCKET).key("big").send().await.unwrap();
    assert_eq!((head.content_type(), head.e_tag()), (Some("text/x-parts"), Some(etag)));
    let across =
        fixture.client.get_object().bucket(BUCKET).key("big").range("bytes=5242870-5242889").send().await.unwrap();
    let across = across.body.collect().await.unwrap().into_bytes();
    assert!(across == [&one[5_242_870..], &bytes(2, 10)[..]].concat());

    // The answer may have been lost: the same Complete gets it again, another one doesn't.
    let again = fixture.complete("big", &id, &[first.clone(), last]).send().await.unwrap();
    assert_eq!(again.e_tag(), Some(etag));
    assert_eq!(failure(fixture.complete("big", &id, &[first]).send().await), failed(404, "NoSuchUpload"));
}

#[tokio::test]
async fn complete_refuses_what_does_not_fit() {
    let fixture = Fixture::new().await;
    let id = fixture.begin("k").await;
    let small = fixture.part("k", &id, 1, bytes(1, 100)).await;
    let last = fixture.part("k", &id, 2, bytes(2, 100)).await;
    let complete = |parts: &[CompletedPart]| fixture.complete("k", &id, parts).send();
    assert_eq!(failure(complete(&[small.clone(), last.clone()]).await), failed(400, "EntityTooSmall"));
    assert_eq!(failure(complete(&[last.clone(), small.clone()]).await), failed(400, "InvalidPartOrder"));
    assert_eq!(failure(complete(&[small.clone(), small.clone()]).await), failed(400, "InvalidPartOrder"));
    let wrong = CompletedPart::builder().part_number(1).e_tag(last.e_tag().unwrap()).build();
    assert_eq!(failure(complete(&[wrong]).await), failed(400, "InvalidPart"));
    let missing = CompletedPart::builder().part_number(3).e_tag(last.e_tag().unwrap()).build();
    assert_eq!(failure(complete(&[missing]).await), failed(400, "InvalidPart"));
    assert_eq!(failure(complete(&[]).await), failed(400, "MalformedXML"));
    fixture.put("k", "stands").await;
    let absent = fixture.complete("k", &id, std::slice::from_ref(&small)).if_none_match("*").send().await;
    assert_eq!(failure(absent), failed(412, "PreconditionFailed"));
    assert_eq!(fixture.get("k").await, b"stands");
    // Nothing of it harmed the upload.
    complete(&[small]).await.unwrap();
    assert_eq!(fixture.get("k").await, bytes(1, 100));
    assert_eq!(fixture.blobs(), 1);
}

#[tokio::test]
async fn an_unknown_upload_is_one() {
    let fixture = Fixture::new().await;
    let id = fixture.begin("k").await;
    let part = fixture.part("k", &id, 1, bytes(1, 10)).await;
    let missing = failed(404, "NoSuchUpload");
    let client = &fixture.client;
    // The ID of another key is unknown, too.
    assert_eq!(
        failure(client.abort_multipart_upload().bucket(BUCKET).key("other").upload_id(&id).send().await),
        missing
    );
    client.abort_multipart_upload().bucket(BUCKET).key("k").upload_id(&id).send().await.unwrap();
    assert_eq!(fixture.blobs(), 0);
    assert_eq!(failure(client.abort_multipart_upload().bucket(BUCKET).key("k").upload_id(&id).send().await), missing);
    assert_eq!(failure(client.list_parts().bucket(BUCKET).key("k").upload_id(&id).send().await), missing);
    assert_eq!(failure(fixture.complete("k", &id, &[part]).send().await), missing);
    let late = client.upload_part().bucket(BUCKET).key("k").upload_id(&id).part_number(2).body(b"x".to_vec().into());
    assert_eq!(failure(late.send().await), missing);
    let number =
        client.upload_part().bucket(BUCKET).key("k").upload_id(&id).part_number(10_001).body(b"x".to_vec().into());
    assert_eq!(failure(number.send().await), failed(400, "InvalidArgument"));
}

#[tokio::test]
async fn parts_are_listed_by_number_in_pages() {
    let fixture = Fixture::new().await;
    let id = fixture.begin("k").await;
    for number in [5_u8, 1, 9, 3] {
        fixture.part("k", &id, number.into(), bytes(number.into(), number.into())).await;
    }
    let list = || fixture.client.list_parts().bucket(BUCKET).key("k").upload_id(&id);
    let first = list().max_parts(3).send().await.unwrap();
    let numbers: Vec<_> = first.parts().iter().filter_map(aws_sdk_s3::types::Part::part_number).collect();
    assert_eq!(
        (numbers, first.is_truncated(), first.next_part_number_marker()),
        (vec![1, 3, 5], Some(true), Some("5"))
    );
    assert!(
        first.parts().iter().all(|part| part.e_tag().is_some() && part.size() == part.part_number().map(i64::from))
    );
    let rest = list().part_number_marker("5").send().await.unwrap();
    assert_eq!((rest.parts().len(), rest.is_truncated()), (1, Some(false)));
}

#[tokio::test]
async fn uploads_are_listed_by_key_in_pages() {
    let fixture = Fixture::new().await;
    let mut wanted = Vec::new();
    for key in ["a", "a", "b/1", "b/2", "c", "z"] {
        wanted.push((key.to_owned(), fixture.begin(key).await));
    }
    wanted.sort();
    let list = || fixture.client.list_multipart_uploads().bucket(BUCKET);
    let (mut found, mut marker) = (Vec::new(), (None, None));
    loop {
        let page = list().max_uploads(1).set_key_marker(marker.0).set_upload_id_marker(marker.1).send().await.unwrap();
        assert_eq!(page.uploads().len(), 1);
        for upload in page.uploads() {
            assert!(upload.initiated().is_some());
            found.push((upload.key().unwrap().to_owned(), upload.upload_id().unwrap().to_owned()));
        }
        if page.is_truncated() != Some(true) {
            break;
        }
        marker = (page.next_key_marker, page.next_upload_id_marker);
    }
    assert_eq!(found, wanted);

    let folded = list().delimiter("/").send().await.unwrap();
    let keys: Vec<_> = folded.uploads().iter().filter_map(|upload| upload.key()).collect();
    assert_eq!((keys, folded.common_prefixes()[0].prefix()), (vec!["a", "a", "c", "z"], Some("b/")));
    let inside = list().prefix("b/").send().await.unwrap();
    assert_eq!(inside.uploads().len(), 2);
}

#[tokio::test]
async fn a_part_can_be_a_stretch_of_an_object() {
    let fixture = Fixture::new().await;
    let whole = bytes(3, 6 * MIB);
    let etag = fixture.put("from", whole.clone()).await;
    let id = fixture.begin("to").await;
    let copy = |number: i32, range: &str| {
        let copy = fixture.client.upload_part_copy().bucket(BUCKET).key("to").upload_id(&id).part_number(number);
        copy.copy_source(format!("{BUCKET}/from")).copy_source_range(range)
    };
    let refused = copy(1, "bytes=0-9").copy_source_if_match("\"other\"").send().await;
    assert_eq!(failure(refused), failed(412, "PreconditionFailed"));
    assert_eq!(failure(copy(1, "bytes=0-99999999").send().await), failed(400, "InvalidArgument"));
    let mut parts = Vec::new();
    for (number, range) in [(1, "bytes=1048576-6291455"), (2, "bytes=0-1048575")] {
        let copied = copy(number, range).copy_source_if_match(&etag).send().await.unwrap();
        let etag = copied.copy_part_result().unwrap().e_tag().unwrap();
        parts.push(CompletedPart::builder().part_number(number).e_tag(etag).build());
    }
    fixture.complete("to", &id, &parts).send().await.unwrap();
    fixture.client.delete_object().bucket(BUCKET).key("from").send().await.unwrap();
    assert!(fixture.get("to").await == [&whole[MIB..], &whole[..MIB]].concat());
    assert_eq!(fixture.blobs(), 1);
}

#[tokio::test]
async fn the_checksum_of_the_whole_is_kept() {
    let fixture = Fixture::new().await;
    let client = &fixture.client;
    let (one, two) = (bytes(1, 5 * MIB), bytes(2, 77));
    let plain = client.put_object().bucket(BUCKET).key("plain").body([one.clone(), two.clone()].concat().into());
    let plain = plain.checksum_algorithm(ChecksumAlgorithm::Crc32C).send().await.unwrap();
    for (kind, key) in [(ChecksumType::FullObject, "full"), (ChecksumType::Composite, "composite")] {
        let begun =
            client.create_multipart_upload().bucket(BUCKET).key(key).checksum_algorithm(ChecksumAlgorithm::Crc32C);
        let id = begun.checksum_type(kind.clone()).send().await.unwrap().upload_id.unwrap();
        let mut parts = Vec::new();
        for (number, part) in [(1, &one), (2, &two)] {
            let sent = client.upload_part().bucket(BUCKET).key(key).upload_id(&id).part_number(number);
            let sent =
                sent.checksum_algorithm(ChecksumAlgorithm::Crc32C).body(part.clone().into()).send().await.unwrap();
            assert!(sent.checksum_crc32_c().is_some());
            parts.push(
                CompletedPart::builder()
                    .part_number(number)
                    .set_e_tag(sent.e_tag)
                    .set_checksum_crc32_c(sent.checksum_crc32_c)
                    .build(),
            );
        }
        let listed = client.list_parts().bucket(BUCKET).key(key).upload_id(&id).send().await.unwrap();
        assert_eq!(listed.parts()[1].checksum_crc32_c(), parts[1].checksum_crc32_c());
        let done = fixture.complete(key, &id, &parts).send().await.unwrap();
        assert_eq!(done.checksum_type(), Some(&kind));
        let head =
            client.head_object().bucket(BUCKET).key(key).checksum_mode(ChecksumMode::Enabled).send().await.unwrap();
        assert_eq!((head.checksum_type(), head.checksum_crc32_c()), (Some(&kind), done.checksum_crc32_c()));
        if kind == ChecksumType::FullObject {
            assert_eq!(done.checksum_crc32_c(), plain.checksum_crc32_c());
        } else {
            assert!(done.checksum_crc32_c().unwrap().ends_with("-2"));
        }
    }
}
