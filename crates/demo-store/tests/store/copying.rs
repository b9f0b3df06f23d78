use aws_sdk_s3::types::{MetadataDirective, TaggingDirective};

use super::support::{BUCKET, Fixture, failed, failure};

async fn source(fixture: &Fixture, key: &str) -> String {
    let put = fixture.client.put_object().bucket(BUCKET).key(key).body(b"hello".to_vec().into());
    let put = put.content_type("text/plain").metadata("who", "me").tagging("a=b");
    put.send().await.unwrap().e_tag.unwrap()
}

fn at(key: &str) -> String {
    let encoded = percent_encoding::utf8_percent_encode(key, percent_encoding::NON_ALPHANUMERIC);
    format!("{BUCKET}/{encoded}")
}

#[tokio::test]
async fn a_copy_takes_metadata_and_tags_along_and_shares_the_bytes() {
    let fixture = Fixture::new().await;
    let from = "a/../文 ?+%";
    let etag = source(&fixture, from).await;
    let copied = fixture.client.copy_object().bucket(BUCKET).key("to").copy_source(at(from)).send().await.unwrap();
    assert_eq!(copied.copy_object_result().unwrap().e_tag(), Some(&*etag));
    let head = fixture.client.head_object().bucket(BUCKET).key("to").send().await.unwrap();
    assert_eq!(
        (head.content_type(), head.metadata().unwrap().get("who").map(|who| &**who)),
        (Some("text/plain"), Some("me"))
    );
    let tags = fixture.client.get_object_tagging().bucket(BUCKET).key("to").send().await.unwrap();
    assert_eq!(tags.tag_set().len(), 1);
    assert_eq!(fixture.blobs(), 1);
    fixture.client.delete_object().bucket(BUCKET).key(from).send().await.unwrap();
    assert_eq!((fixture.get("to").await, fixture.blobs()), (b"hello".to_vec(), 1));
    fixture.client.delete_object().bucket(BUCKET).key("to").send().await.unwrap();
    assert_eq!(fixture.blobs(), 0);
}

#[tokio::test]
async fn a_copy_can_replace_metadata_and_tags() {
    let fixture = Fixture::new().await;
    source(&fixture, "from").await;
    let copy = fixture.client.copy_object().bucket(BUCKET).key("to").copy_source(at("from"));
    let copy = copy.metadata_directive(MetadataDirective::Replace).content_type("text/html").metadata("new", "1");
    copy.tagging_directive(TaggingDirective::Replace).tagging("c=d&e=f").send().await.unwrap();
    let head = fixture.client.head_object().bucket(BUCKET).key("to").send().await.unwrap();
    assert_eq!(head.content_type(), Some("text/html"));
    assert_eq!(head.metadata().unwrap().keys().collect::<Vec<_>>(), ["new"]);
    let tags = fixture.client.get_object_tagging().bucket(BUCKET).key("to").send().await.unwrap();
    assert_eq!(tags.tag_set().len(), 2);
}

#[tokio::test]
async fn a_copy_onto_itself_has_to_change_something() {
    let fixture = Fixture::new().await;
    source(&fixture, "k").await;
    let copy = || fixture.client.copy_object().bucket(BUCKET).key("k").copy_source(at("k"));
    assert_eq!(failure(copy().send().await), failed(400, "InvalidRequest"));
    copy().metadata_directive(MetadataDirective::Replace).metadata("who", "you").send().await.unwrap();
    let head = fixture.client.head_object().bucket(BUCKET).key("k").send().await.unwrap();
    assert_eq!(head.metadata().unwrap().get("who").map(|who| &**who), Some("you"));
    assert_eq!((fixture.get("k").await, fixture.blobs()), (b"hello".to_vec(), 1));
}

#[tokio::test]
async fn a_copy_keeps_its_conditions() {
    let fixture = Fixture::new().await;
    let etag = source(&fixture, "from").await;
    let copy = || fixture.client.copy_object().bucket(BUCKET).key("to").copy_source(at("from"));
    assert_eq!(failure(copy().copy_source_if_match("\"other\"").send().await), failed(412, "PreconditionFailed"));
    assert_eq!(failure(copy().copy_source_if_none_match(&etag).send().await), failed(412, "PreconditionFailed"));
    copy().copy_source_if_match(&etag).send().await.unwrap();
    let missing = fixture.client.copy_object().bucket(BUCKET).key("to").copy_source(at("missing")).send().await;
    assert_eq!(failure(missing), failed(404, "NoSuchKey"));
}
