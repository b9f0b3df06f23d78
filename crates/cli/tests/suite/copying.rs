//! `cp`.

use serde_json::{Value, json};

use super::support::{Counter, World, bucket, noise};
use satchel_objects::ObjectStore;

fn last(rows: &[Value]) -> &Value {
    rows.last().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_goes_up_and_comes_down_as_it_was() {
    let world = World::new().await;
    let big = noise(20 << 20);
    world.files(&[("d/a.txt", b"a"), ("d/e/big", &big), ("d/empty/", b""), ("d/none", b"")]);
    let rows = world.done(&["cp", "-r", "--json", "d", "s3://bucket/up/"]).await.rows();
    assert_eq!((&rows[0]["event"], &rows[0]["kind"]), (&json!("planned"), &json!("upload")));
    assert_eq!((&last(&rows)["state"], &last(&rows)["files_done"]), (&json!("done"), &json!(3)));
    assert_eq!(world.keys().await, ["up/d/a.txt", "up/d/e/big", "up/d/empty/", "up/d/none"]);
    world.done(&["cp", "-r", "s3://bucket/up/", "down"]).await;
    let tree = world.tree("down/d");
    assert!(tree == world.tree("d"), "{:?}", tree.keys());
    assert!(world.store.multipart_page(&bucket(), "", None).await.unwrap().uploads.is_empty());
    let times = ["d/a.txt", "down/d/a.txt"].map(|name| world.work().join(name).metadata().unwrap().modified().unwrap());
    assert_eq!(times[0], times[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_what_was_typed() {
    let world = World::new().await;
    world.files(&[("f", b"f"), ("d/x", b"x")]);
    for (sources, to, key) in [
        (&["f"][..], "s3://bucket", "f"),
        (&["f"], "s3://bucket/p/", "p/f"),
        (&["f"], "s3://bucket/p/new name", "p/new name"),
        (&["f"], "s3://bucket//x", "/x"),
        (&["f"], "s3://bucket/%2F..", "%2F.."),
        (&["d"], "s3://bucket/q/", "q/d/x"),
        (&["d/"], "s3://bucket/r/", "r/x"),
        (&["d"], "s3://bucket/named", "named/x"),
        (&["d/"], "s3://bucket/named2", "named2/x"),
        (&["./d/."], "s3://bucket/s/", "s/x"),
    ] {
        world.done(&[&["cp", "-r"], sources, &[to]].concat()).await;
        assert_eq!(world.keys().await, [key], "{sources:?} {to}");
        world.done(&["rm", "-r", "--yes", "s3://bucket"]).await;
    }
    for key in ["k", "d/x", "d/e/y"] {
        world.put(key, key.as_bytes()).await;
    }
    for (number, (source, to, name)) in [
        ("s3://bucket/k", "OUT/", "k"),
        ("s3://bucket/k", "OUT/new", "new"),
        ("s3://bucket/d", "OUT/", "d/x"),
        ("s3://bucket/d/", "OUT/", "x"),
        ("s3://bucket/d/", "OUT/named", "named/x"),
        ("s3://bucket/d/e", "OUT/", "e/y"),
        ("s3://bucket", "OUT/", "k"),
    ]
    .into_iter()
    .enumerate()
    {
        let out = format!("out{number}");
        world.done(&["cp", "-r", source, &to.replace("OUT", &out)]).await;
        assert!(world.tree(&out).contains_key(name), "{source} {to}: {:?}", world.tree(&out).keys());
    }
    for (source, to, key) in [
        ("s3://bucket/k", "s3://bucket/copy", "copy"),
        ("s3://bucket/d", "s3://bucket/t/", "t/d/e/y"),
        ("s3://bucket/d/", "s3://bucket/u/", "u/e/y"),
        ("s3://bucket/d", "s3://bucket/v", "v/e/y"),
    ] {
        world.done(&["cp", "-r", source, to]).await;
        assert!(world.keys().await.iter().any(|known| known == key), "{source} {to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_again_sends_nothing() {
    let world = World::new().await;
    let counter = Counter::new(&world).await;
    let files: Vec<(String, Vec<u8>)> = (0..40).map(|number| (format!("d/{number}"), noise(number + 1))).collect();
    for (name, bytes) in &files {
        world.files(&[(name, bytes)]);
    }
    let copy = async |arguments: &[&str]| {
        let mut command = world.command(arguments);
        command.env("HTTP_PROXY", &counter.address).env("http_proxy", &counter.address);
        let output = command.output().await.unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    copy(&["cp", "-r", "d", "s3://bucket/"]).await;
    assert_eq!(counter.count("PUT"), 40);
    let listed = counter.count("GET");
    assert!(listed <= 2, "one listing of the destination, not {listed}");
    let again = copy(&["cp", "-r", "d", "s3://bucket/"]).await;
    assert_eq!(again, "sent 0 files; 40 left alone, being the same already\n");
    assert_eq!((counter.count("PUT"), counter.count("HEAD")), (40, 0));

    let before = counter.count("GET");
    copy(&["cp", "-r", "s3://bucket/d/", "down"]).await;
    assert_eq!(counter.count("HEAD"), 0, "a listing says all that a HEAD would");
    assert!(counter.count("GET") - before <= 42);
    let before = counter.count("GET");
    copy(&["cp", "-r", "s3://bucket/d/", "down"]).await;
    assert!(counter.count("GET") - before <= 2);
    copy(&["rm", "-r", "--yes", "s3://bucket"]).await;
    assert_eq!((counter.count("POST"), counter.count("DELETE")), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_is_replaced_or_as_it_was_chosen() {
    let world = World::new().await;
    world.files(&[("f.txt", b"new")]);
    let old = async || world.put("f.txt", b"old one").await;
    old().await;
    world.done(&["cp", "--on-conflict", "skip", "f.txt", "s3://bucket"]).await;
    assert_eq!(world.bytes("f.txt").await, b"old one");
    world.done(&["cp", "--on-conflict", "newer", "f.txt", "s3://bucket"]).await;
    assert_eq!(world.bytes("f.txt").await, b"old one", "the object was written after the file");
    world.done(&["cp", "--on-conflict", "keep-both", "f.txt", "s3://bucket"]).await;
    assert_eq!((world.bytes("f.txt").await, world.bytes("f (2).txt").await), (b"old one".to_vec(), b"new".to_vec()));
    let asked = world.run(&["cp", "--on-conflict", "ask", "f.txt", "s3://bucket"]).await;
    assert_eq!(asked.code, Some(2));
    assert!(asked.err.contains("--on-conflict"), "{}", asked.err);
    world.done(&["cp", "f.txt", "s3://bucket"]).await;
    assert_eq!(world.bytes("f.txt").await, b"new");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_objects_and_back() {
    let world = World::new().await;
    // Three parts, the last of them short, and a size that is exactly a part.
    for length in [0, 5, 8 << 20, (20 << 20) + 17] {
        let bytes = noise(length);
        let said = world.feed(&["cp", "--json", "-", "s3://bucket/s"], &bytes).await;
        assert_eq!((said.code, said.rows()[0]["bytes"].as_u64()), (Some(0), Some(length as u64)), "{}", said.err);
        assert!(world.done(&["cp", "s3://bucket/s", "-"]).await.bytes == bytes, "{length}");
    }
    assert!(world.store.multipart_page(&bucket(), "", None).await.unwrap().uploads.is_empty());
    assert_eq!(world.feed(&["cp", "-", "s3://bucket/d/"], b"x").await.code, Some(2));
    assert_eq!(world.run(&["cp", "s3://bucket/d/", "-"]).await.code, Some(1));
    assert_eq!(world.run(&["cp", "s3://bucket/s", "s3://bucket/t", "-"]).await.code, Some(2));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_told_and_the_rest_is() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::new().await;
    world.files(&[("d/good", b"1"), ("d/target", b"2")]);
    std::os::unix::fs::symlink("target", world.work().join("d/link")).unwrap();
    let linked = world.done(&["cp", "-r", "d", "s3://bucket"]).await;
    assert!(linked.err.contains("d/link is a symbolic link and is left out"), "{}", linked.err);
    assert_eq!(world.keys().await, ["d/good", "d/target"]);
    // A name that is no text can't be a key.
    std::fs::write(world.work().join("d").join(std::ffi::OsStr::from_bytes(b"\xff")), b"3").unwrap();
    let partly = world.run(&["cp", "-r", "--json", "d", "s3://bucket"]).await;
    assert_eq!(partly.code, Some(3));
    let problems: Vec<_> = partly.rows().into_iter().filter(|row| row["event"] == "problem").collect();
    assert!(problems.iter().any(|row| row["problem"] == "impossible_key"), "{problems:?}");
    // A file in the way of a folder fails that file alone.
    world.put("p/x/y", b"1").await;
    world.put("p/z", b"2").await;
    world.files(&[("down/x", b"in the way")]);
    let failed = world.run(&["cp", "-r", "--json", "s3://bucket/p/", "down/"]).await;
    let rows = failed.rows();
    if failed.code == Some(3) {
        let row = rows.iter().find(|row| row["event"] == "failed").unwrap();
        assert_eq!((&row["key"], row["error"]["code"].is_string()), (&json!("p/x/y"), true));
    } else {
        // Or the folder gets another name, which is said.
        assert_eq!(failed.code, Some(0), "{}", failed.err);
        assert!(rows.iter().any(|row| row["event"] == "problem" && row["problem"] == "renamed"), "{rows:?}");
    }
    assert_eq!(world.tree("down")["z"], b"2");
    assert_eq!(world.tree("down")["x"], b"in the way");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bar_is_only_for_people() {
    let world = World::new().await;
    world.files(&[("f", &noise(1 << 20))]);
    let said = world.done(&["cp", "f", "s3://bucket"]).await;
    assert_eq!((&*said.out, &*said.err), ("sent 1 file, 1.0 MiB\n", ""));
    let quiet = world.done(&["cp", "-q", "f", "s3://bucket/again"]).await;
    assert_eq!((&*quiet.out, &*quiet.err), ("", ""));
}
