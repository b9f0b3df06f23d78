//! Two servers that know nothing of each other, asked in turns, as behind a load balancer.

use std::collections::BTreeSet;

use serde_json::json;

use crate::every_operation::{file, object};
use crate::support::{Bench, Part, Replica};

async fn two() -> (Bench, Replica) {
    (Bench::start().await, Replica::start().await)
}

#[tokio::test]
async fn an_upload_in_parts_goes_on_at_another_replica() {
    let (mut bench, mut other) = two().await;
    let begun = bench.json("createMultipartUpload", &object("film.mov")).await;
    let upload_id = begun["data"]["upload_id"].as_str().unwrap();
    let pieces = [vec![1_u8; 5 << 20], vec![2; 5 << 20], vec![3; 17]];
    let mut parts = Vec::new();
    for (number, piece) in (1..).zip(&pieces) {
        bench.turn_to(&mut other);
        let text = number.to_string();
        let fields = [Part::Field("part_number", &text), Part::Field("upload_id", upload_id)];
        let sent = bench.form("uploadPart", &[&file("film.mov", piece)[..], &fields].concat()).await;
        assert_eq!(sent["code"], 0, "{sent}");
        parts.push(json!({ "part_number": number, "etag": sent["data"]["etag"] }));
    }
    let mut upload = object("film.mov");
    upload["upload_id"] = upload_id.into();
    for _ in 0..2 {
        bench.turn_to(&mut other);
        let listed = bench.json("listParts", &upload).await;
        assert_eq!(listed["data"].as_array().unwrap().len(), 3, "{listed}");
    }
    upload["parts"] = parts.into();
    assert_eq!(bench.json("completeMultipartUpload", &upload).await["code"], 0);
    bench.turn_to(&mut other);
    let down = bench.call("downloadObject", "application/json", object("film.mov").to_string().as_bytes()).await;
    assert!(down.body == pieces.concat(), "{} bytes", down.body.len());
}

#[tokio::test]
async fn an_upload_is_given_up_at_another_replica() {
    let (mut bench, mut other) = two().await;
    let begun = bench.json("createMultipartUpload", &object("never.mov")).await;
    bench.turn_to(&mut other);
    let upload = json!({ "bucket": "photos", "key": "never.mov", "upload_id": begun["data"]["upload_id"] });
    assert_eq!(bench.json("abortMultipartUpload", &upload).await["code"], 0);
    bench.turn_to(&mut other);
    let gone = bench.json("listParts", &upload).await;
    assert!(gone["msg"].as_str().unwrap().contains("NoSuchUpload"), "{gone}");
}

#[tokio::test]
async fn a_list_goes_on_at_another_replica() {
    let (mut bench, mut other) = two().await;
    let mut expected = BTreeSet::new();
    for number in 0..25 {
        let key = format!("folder/{number:02} 新.txt");
        assert_eq!(bench.form("uploadObject", &file(&key, b"x")).await["code"], 0);
        bench.turn_to(&mut other);
        expected.insert(key);
    }
    let (mut found, mut pages) = (BTreeSet::new(), 0);
    let mut asked = json!({ "bucket": "photos", "prefix": "folder/", "max_keys": 4 });
    loop {
        let page = bench.json("listObjects", &asked).await;
        pages += 1;
        for row in page["data"].as_array().unwrap() {
            assert!(found.insert(row["key"].as_str().unwrap().to_owned()), "twice: {row}");
        }
        if page["is_truncated"] != true {
            break;
        }
        asked["continuation_token"] = page["next_continuation_token"].clone();
        bench.turn_to(&mut other);
    }
    assert_eq!((found, pages), (expected, 7));
}

#[tokio::test]
async fn what_one_replica_did_the_other_sees_at_once() {
    let (mut bench, mut other) = two().await;
    for round in 0..3 {
        let text = format!("round {round}");
        assert_eq!(bench.form("uploadObject", &file("note.txt", text.as_bytes())).await["code"], 0);
        bench.turn_to(&mut other);
        let down = bench.call("downloadObject", "application/json", object("note.txt").to_string().as_bytes()).await;
        assert_eq!(down.body, text.as_bytes());
    }
    let tags = json!({ "bucket": "photos", "key": "note.txt", "tags": [{ "key": "k", "value": "v" }] });
    assert_eq!(bench.json("putObjectTagging", &tags).await["code"], 0);
    bench.turn_to(&mut other);
    assert_eq!(bench.json("getObjectTagging", &object("note.txt")).await["data"], tags["tags"]);
    assert_eq!(bench.json("deleteObject", &object("note.txt")).await["code"], 0);
    bench.turn_to(&mut other);
    assert_eq!(bench.json("headObject", &object("note.txt")).await["code"], -1);
}
