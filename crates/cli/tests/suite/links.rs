//! Links that anyone can open, on the command line.

use satchel_testkit::http;
use serde_json::Value;

use super::support::{SECRET, World};

fn rows(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_the_environment_s_store_opens_its_object() {
    let world = World::new().await;
    for key in ["a b+c.txt", "写真.jpg"] {
        world.put(key, key.as_bytes()).await;
    }
    let said = world.done(&["share", "s3://bucket/a b+c.txt", "s3://bucket/写真.jpg"]).await;
    let links: Vec<&str> = said.out.lines().collect();
    assert_eq!(links.len(), 2, "{}", said.out);
    for (link, key) in links.iter().zip(["a b+c.txt", "写真.jpg"]) {
        let answer = http::get(link).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, key.as_bytes()));
        assert!(answer.header("content-disposition").unwrap_or_default().starts_with("attachment"));
    }
    assert!(said.err.contains("aren't kept") && !said.err.contains("X-Amz"), "{}", said.err);
    assert!(!said.out.contains(SECRET));

    let said = world.done(&["share", "--json", "--until", "2h", "--open", "page", "s3://bucket/a b+c.txt"]).await;
    let row = &rows(&said.out)[0];
    assert_eq!(
        (&row["event"], &row["key"], &row["link_kind"]),
        (&"shared".into(), &"a b+c.txt".into(), &"presigned".into())
    );
    let lasts = row["terms"]["not_after"].as_i64().unwrap() - row["made"].as_i64().unwrap();
    assert!((7_190_000..=7_200_000).contains(&lasts), "{lasts}");
    let answer = http::get(row["text"].as_str().unwrap()).await.unwrap();
    assert!(answer.header("content-disposition").is_none(), "it is shown, not saved");
    assert_eq!(world.done(&["links", "list"]).await.out, "", "without a keyring nothing is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_shared_is_said_with_a_fitting_code() {
    let world = World::new().await;
    world.put("a.txt", b"a").await;
    for (command, code, says) in [
        (&["share", "s3://bucket/f/"][..], 1, "a Storj account"),
        (&["share", "s3://bucket"], 1, "a Storj account"),
        (&["share", "--until", "8d", "s3://bucket/a.txt"], 1, "7 days"),
        (&["share", "--until", "never", "s3://bucket/a.txt"], 1, "7 days"),
        (&["share", "--from", "1d", "s3://bucket/a.txt"], 1, "from the moment"),
        (&["share", "--until", "2020-01-01", "s3://bucket/a.txt"], 1, "over"),
        (&["share", "--from", "never", "s3://bucket/a.txt"], 2, "--from never"),
        (&["share", "--until", "soon", "s3://bucket/a.txt"], 2, "no time"),
        (&["share", "--open", "zip", "s3://bucket/a.txt"], 1, "zip"),
        (&["share", "s3://bucket/none.txt"], 1, "no object"),
        (&["share"], 2, "S3URI"),
        (&["links", "check", "0123"], 1, "links list"),
        (&["links", "show", "0123"], 1, "links list"),
        (&["links", "forget", "0123"], 1, "links list"),
        (&["links", "revoke", "0123", "--yes"], 1, "links list"),
        (&["--account", "none", "share", "s3://bucket/a.txt"], 1, "no account"),
    ] {
        let said = world.run(command).await;
        assert_eq!((said.code, said.out.as_str()), (Some(code), ""), "{command:?}: {}", said.err);
        assert!(said.err.contains(says), "{command:?}: {}", said.err);
    }
    assert_eq!(world.done(&["links", "check"]).await.out, "");
}
