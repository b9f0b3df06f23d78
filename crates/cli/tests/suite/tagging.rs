//! `tag`.

use serde_json::{Value, json};

use super::support::{Counter, World};

/// The tags of an object as `--json` shows them, by key.
async fn tags(world: &World, object: &str) -> Vec<(String, String)> {
    let rows = world.done(&["tag", "--json", object]).await.rows();
    assert_eq!((rows.len(), &rows[0]["event"]), (1, &json!("tags")));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = rows[0]["tags"].as_array().unwrap();
    let mut tags: Vec<_> = list.iter().map(|tag| (text(&tag["key"]), text(&tag["value"]))).collect();
    tags.sort();
    tags
}

fn owned(tags: &[(&str, &str)]) -> Vec<(String, String)> {
    tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_that_are_not_named_stay_as_they_are() {
    let world = World::new().await;
    world.put("a", b"1").await;
    let a = "s3://bucket/a";
    assert_eq!(tags(&world, a).await, []);
    let said = world.done(&["tag", a, "client=Lind & Söhne", "状态=完成 ✓"]).await;
    assert_eq!(said.out, "tagged s3://bucket/a (2 tags)\n");
    world.done(&["tag", "year=2026", a, "client=Berg"]).await;
    assert_eq!(tags(&world, a).await, owned(&[("client", "Berg"), ("year", "2026"), ("状态", "完成 ✓")]));
    let rows = world.done(&["tag", "--json", a, "--remove", "year", "--remove", "none", "new="]).await.rows();
    assert_eq!((&rows[0]["event"], &rows[0]["key"]), (&json!("tagged"), &json!("a")));
    assert_eq!(tags(&world, a).await, owned(&[("client", "Berg"), ("new", ""), ("状态", "完成 ✓")]));
    let shown = world.done(&["tag", a]).await.out;
    let mut lines: Vec<&str> = shown.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["client=Berg", "new=", "状态=完成 ✓"]);
    world.done(&["tag", a, "--replace", "only=this"]).await;
    assert_eq!(tags(&world, a).await, owned(&[("only", "this")]));
    assert_eq!(world.done(&["tag", "--clear", a]).await.out, "tagged s3://bucket/a (0 tags)\n");
    assert_eq!(tags(&world, a).await, []);
    assert_eq!(world.bytes("a").await, b"1");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_tagged_so_already_is_not_written_again() {
    let world = World::new().await;
    world.put("a", b"1").await;
    let counter = Counter::new(&world).await;
    let through = async |arguments: &[&str]| {
        let mut command = world.command(arguments);
        command.env("HTTP_PROXY", &counter.address).env("http_proxy", &counter.address);
        let output = command.output().await.unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(through(&["tag", "s3://bucket/a", "k=v", "l=w"]).await, "tagged s3://bucket/a (2 tags)\n");
    assert_eq!(counter.count("PUT"), 1);
    for again in [&["tag", "s3://bucket/a", "l=w"][..], &["tag", "s3://bucket/a", "--replace", "l=w", "k=v"]] {
        assert_eq!(through(again).await, "unchanged s3://bucket/a (2 tags)\n");
    }
    assert_eq!((counter.count("PUT"), counter.count("DELETE")), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_a_limit_is_refused_before_anything_is_touched() {
    let world = World::new().await;
    world.put("a", b"1").await;
    world.put("b", b"1").await;
    let (a, b) = ("s3://bucket/a", "s3://bucket/b");
    let (long_key, long_value) = (format!("{}=v", "k".repeat(129)), format!("k={}", "v".repeat(257)));
    let eleven: Vec<String> = (0..11).map(|number| format!("k{number}=v")).collect();
    let eleven: Vec<&str> = [a].into_iter().chain(eleven.iter().map(String::as_str)).collect();
    for (arguments, words) in [
        (&[a, &*long_key][..], "1 to 128 characters"),
        (&[a, "=v"], "1 to 128 characters"),
        (&[a, &*long_value], "at most 256 characters"),
        (&[a, "k=1", "k=2"], "the same key"),
        (&eleven, "at most 10 tags"),
        (&["k=1"], "no object is named"),
        (&["s3://bucket", "k=1"], "is a bucket"),
        (&[a, "word"], "KEY=VALUE"),
        (&[a, "--replace"], "--replace needs tags"),
        (&[a, "--clear", "k=1"], "--clear takes all tags away"),
        (&[a, "--clear", "--replace", "k=1"], "cannot be used with"),
        (&[a, "--clear", "--remove", "k"], "cannot be used with"),
        (&[a, "k=1", "--remove", "k"], "at once"),
    ] {
        let said = world.run(&[&["tag"], arguments].concat()).await;
        assert_eq!(said.code, Some(2), "{arguments:?}: {}{}", said.out, said.err);
        assert!(said.err.contains(words), "{arguments:?}: {}", said.err);
    }
    let ten: Vec<String> = (0..10).map(|number| format!("k{number}=v")).collect();
    world.done(&[&["tag", a][..], &ten.iter().map(String::as_str).collect::<Vec<_>>()].concat()).await;
    // An eleventh tag on one of two objects: that one stays as it is, the other gets it.
    let said = world.run(&["tag", "--json", a, b, "k10=v"]).await;
    assert_eq!((said.code, said.error()["code"].clone()), (Some(3), json!("too_many_tags")));
    assert_eq!((tags(&world, a).await.len(), tags(&world, b).await), (10, owned(&[("k10", "v")])));
    world.done(&["tag", a, "k10=v", "--remove", "k0"]).await;
    assert_eq!(tags(&world, a).await.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_is_not_there_has_no_tags() {
    let world = World::new().await;
    world.put("a=b", b"1").await;
    for arguments in [&["tag", "--json", "s3://bucket/none"][..], &["tag", "--json", "s3://bucket/none", "k=v"]] {
        let said = world.run(arguments).await;
        assert_eq!((said.code, said.error()["code"].clone()), (Some(1), json!("no_such_object")));
    }
    let two = world.run(&["tag", "s3://bucket/none", "s3://bucket/a=b", "k=v"]).await;
    assert_eq!((two.code, &*two.out), (Some(3), "tagged s3://bucket/a=b (1 tag)\n"));
    let shown = world.run(&["tag", "s3://bucket/a=b", "s3://bucket/none"]).await;
    assert_eq!((shown.code, &*shown.out), (Some(3), "s3://bucket/a=b:\nk=v\n"));
}
