use aws_sdk_s3::types::{Tag, Tagging};

use super::support::{BUCKET, Fixture, failed, failure};

fn tagging(tags: &[(&str, &str)]) -> Tagging {
    let tags = tags.iter().map(|(key, value)| Tag::builder().key(*key).value(*value).build().unwrap());
    Tagging::builder().set_tag_set(Some(tags.collect())).build().unwrap()
}

async fn tags(fixture: &Fixture) -> Vec<(String, String)> {
    let got = fixture.client.get_object_tagging().bucket(BUCKET).key("k").send().await.unwrap();
    got.tag_set().iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect()
}

#[tokio::test]
async fn tags_are_set_read_replaced_and_removed() {
    let fixture = Fixture::new().await;
    let put = fixture.client.put_object().bucket(BUCKET).key("k").tagging("from=the%20header");
    put.send().await.unwrap();
    assert_eq!(tags(&fixture).await, [("from".to_owned(), "the header".to_owned())]);
    let wanted = [("文", "<&>"), ("b", "")];
    let put = fixture.client.put_object_tagging().bucket(BUCKET).key("k").tagging(tagging(&wanted));
    put.send().await.unwrap();
    assert_eq!(tags(&fixture).await, wanted.map(|(key, value)| (key.to_owned(), value.to_owned())));
    fixture.client.delete_object_tagging().bucket(BUCKET).key("k").send().await.unwrap();
    assert_eq!(tags(&fixture).await, []);
}

#[tokio::test]
async fn tags_beyond_the_limits_are_refused_and_change_nothing() {
    let fixture = Fixture::new().await;
    fixture.client.put_object().bucket(BUCKET).key("k").tagging("a=b").send().await.unwrap();
    let (long_key, long_value) = ("k".repeat(129), "v".repeat(257));
    let eleven: Vec<String> = (0..11).map(|number| number.to_string()).collect();
    let eleven: Vec<_> = eleven.iter().map(|key| (&**key, "")).collect();
    for wrong in [&eleven[..], &[(&*long_key, "")], &[("k", &*long_value)], &[("k", "1"), ("k", "2")]] {
        let put = fixture.client.put_object_tagging().bucket(BUCKET).key("k").tagging(tagging(wrong));
        assert_eq!(failure(put.send().await), failed(400, "InvalidTag"));
    }
    assert_eq!(tags(&fixture).await, [("a".to_owned(), "b".to_owned())]);
    let missing = fixture.client.get_object_tagging().bucket(BUCKET).key("missing").send().await;
    assert_eq!(failure(missing), failed(404, "NoSuchKey"));
    let missing = fixture.client.put_object_tagging().bucket(BUCKET).key("missing").tagging(tagging(&[("a", "b")]));
    assert_eq!(failure(missing.send().await), failed(404, "NoSuchKey"));
}
