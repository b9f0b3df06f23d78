//! What the window can do with transfers: pause, order, limit, look, save the list, and find what was left.

use satchel_operations_schema::types::ErrorCode;
use serde_json::{Value, json};

use crate::support::{Bench, open};

const MEBIBYTE: usize = 1 << 20;

/// Bytes that differ from part to part.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from(at / MEBIBYTE).unwrap_or(0) ^ u8::try_from(at % 251).unwrap_or(0)).collect()
}

impl Bench {
    async fn limit(&self, upload: Option<u64>) {
        let mut settings = self.done("get_settings", json!({})).await;
        settings["upload_limit"] = json!(upload);
        self.done("set_settings", settings).await;
    }

    /// Begins an upload of a large file and answers its transfer.
    async fn begin(&self, name: &str, bytes: &[u8]) -> String {
        let files = self.drop_file(name, bytes);
        let plan = self.done("plan_upload", json!({ "bucket": "lake", "prefix": "", "files": files })).await;
        let start = json!({ "plan": plan["plan"], "on_conflict": "skip" });
        self.done("start_plan", start).await["transfer"].as_str().unwrap().to_owned()
    }

    async fn transfer(&self, id: &str) -> Value {
        let listed = self.done("list_transfers", json!({})).await;
        listed.as_array().unwrap().iter().find(|one| one["transfer"] == id).cloned().expect("it is on the list")
    }

    /// Waits until a transfer is as it should be.
    async fn until(&self, id: &str, is: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..3000 {
            let found = self.transfer(id).await;
            if is(&found) {
                return found;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("it stays {}", self.transfer(id).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_is_limited_paused_goes_on_after_a_restart_and_sends_nothing_twice() {
    let bench = Bench::one_at_a_time().await;
    bench.bucket("lake").await;
    let content = bytes(48 * MEBIBYTE);
    bench.limit(Some(12_000_000)).await;
    let id = bench.begin("cut.mov", &content).await;
    // At least one part is there, and not all.
    bench.until(&id, |one| one["bytes_done"].as_u64().unwrap() >= 16 << 20).await;
    bench.done("pause_transfer", json!({ "transfer": id })).await;
    let paused = bench.until(&id, |one| one["state"] == "paused").await;
    assert_eq!((&paused["reason"], paused["elsewhere"].is_null()), (&json!("person"), true), "{paused}");
    let there = paused["bytes_done"].as_u64().unwrap();
    assert!(there < content.len() as u64, "the limit leaves time to pause: {paused}");
    bench.engine.close().await;

    let Bench { engine, host, account, folder, free_keys } = bench;
    drop(engine);
    let engine = open(folder.path(), host.clone()).await;
    let bench = Bench { engine, host, account, folder, free_keys };
    let again = bench.transfer(&id).await;
    assert_eq!((&again["state"], &again["reason"]), (&json!("paused"), &json!("person")), "{again}");
    assert!(again["bytes_done"].as_u64().unwrap() >= 16 << 20, "what was acknowledged is known: {again}");
    bench.limit(None).await;
    bench.done("resume_transfer", json!({ "transfer": id })).await;
    let done = bench.transfer_end(&id).await;
    assert_eq!((&done["state"], &done["bytes_done"]), (&json!("done"), &json!(content.len())), "{done}");
    let left = bench.done("list_leftover_uploads", json!({ "bucket": "lake" })).await;
    assert_eq!(left["uploads"], json!([]), "nothing is left behind");
    let head = bench.done("head_object", json!({ "bucket": "lake", "key": "cut.mov" })).await;
    assert_eq!(head["content_length"], content.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_file_dropped_again_goes_on_and_the_plan_says_from_where() {
    let bench = Bench::one_at_a_time().await;
    bench.bucket("lake").await;
    let content = bytes(48 * MEBIBYTE);
    bench.limit(Some(12_000_000)).await;
    let id = bench.begin("cut.mov", &content).await;
    bench.until(&id, |one| one["bytes_done"].as_u64().unwrap() >= 16 << 20).await;
    bench.done("pause_transfer", json!({ "transfer": id })).await;
    bench.until(&id, |one| one["state"] == "paused" && one["speed"] == 0).await;

    let path = bench.folder.path().join("cut.mov");
    let files = bench.engine.take_files(vec![path]).files;
    let plan = bench.done("plan_upload", json!({ "bucket": "lake", "prefix": "", "files": files })).await;
    assert_eq!((&plan["resumable_files"], &plan["resumable_bytes"]), (&json!(1), &json!(content.len())), "{plan}");
    let resumed = plan["resumed_bytes"].as_u64().unwrap();
    assert!((16 << 20..content.len() as u64).contains(&resumed), "{plan}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_queue_is_reordered_and_all_of_it_is_paused_cancelled_and_cleared() {
    let bench = Bench::new().await;
    bench.bucket("lake").await;
    bench.limit(Some(1_000_000)).await;
    let content = bytes(20 * MEBIBYTE);
    let mut ids = Vec::new();
    for name in ["a.bin", "b.bin", "c.bin"] {
        ids.push(bench.begin(name, &content).await);
    }
    bench.done("pause_all_transfers", json!({})).await;
    for id in &ids {
        bench.until(id, |one| one["state"] == "paused").await;
    }
    let order = || async {
        let listed = bench.done("list_transfers", json!({})).await;
        let ids = listed.as_array().unwrap().iter().map(|one| one["transfer"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>()
    };
    assert_eq!(order().await, ids);
    bench.done("reorder_transfer", json!({ "transfer": ids[2], "before": ids[0] })).await;
    assert_eq!(order().await, [&ids[2], &ids[0], &ids[1]].map(Clone::clone));
    bench.done("reorder_transfer", json!({ "transfer": ids[2] })).await;
    assert_eq!(order().await, ids);

    bench.done("cancel_all_transfers", json!({})).await;
    for id in &ids {
        bench.until(id, |one| one["state"] == "cancelled").await;
    }
    bench.done("forget_transfer", json!({ "transfer": ids[0] })).await;
    assert_eq!(order().await.len(), 2);
    bench.done("clear_transfers", json!({})).await;
    assert_eq!(order().await, Vec::<String>::new());
    let left = bench.done("list_leftover_uploads", json!({ "bucket": "lake" })).await;
    assert_eq!(left["uploads"], json!([]), "a cancel leaves nothing at the server");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_files_is_saved_as_csv_and_as_json() {
    let bench = Bench::new().await;
    bench.bucket("lake").await;
    let folder = bench.folder.path().join("raw");
    std::fs::create_dir(&folder).unwrap();
    for number in 0..1201 {
        std::fs::write(folder.join(format!("{number}, \"{number}\".txt").replace('"', "'")), "x").unwrap();
    }
    let files = bench.engine.take_files(vec![folder]).files;
    let plan = bench.done("plan_upload", json!({ "bucket": "lake", "prefix": "", "files": files })).await;
    let done = bench.run_plan(&plan, "skip").await;
    let id = done["transfer"].clone();
    let window = json!({ "transfer": id, "offset": 1000, "limit": 500, "filter": "done" });
    let rows = bench.done("transfer_files", window).await;
    assert_eq!((&rows["total"], rows["files"].as_array().unwrap().len()), (&json!(1201), 201));

    for (name, filter, count) in [("list.csv", "all", 1201), ("list.json", "done", 1201), ("none.csv", "failed", 0)] {
        let path = bench.folder.path().join(name);
        *bench.host.next_pick.lock().unwrap() = Some(vec![path.clone()]);
        let request = json!({ "transfer": id, "filter": filter, "name": "raw: 1,201 files" });
        let saved = bench.done("export_transfer_files", request).await;
        assert_eq!(saved, json!({ "name": name, "files": count }));
        assert_eq!(bench.host.suggested.lock().unwrap().as_deref(), Some("raw- 1,201 files.csv"));
        let text = std::fs::read_to_string(path).unwrap();
        if name.strip_suffix(".json").is_some() {
            let rows: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(rows.as_array().unwrap().len(), 1201);
            assert_eq!(rows[0]["state"], "done");
        } else {
            assert_eq!(text.lines().count(), count + 1);
            assert_eq!(count == 0, !text.contains("\"raw/7, '7'.txt\",1,done,1,,"), "{}", &text[..200.min(text.len())]);
        }
    }
    // Nobody was asked twice: the dialog was closed.
    let request = json!({ "transfer": id, "filter": "all", "name": "x" });
    assert_eq!(bench.done("export_transfer_files", request).await, Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leftovers_say_whose_they_are_and_only_old_ones_are_aborted() {
    let bench = Bench::one_at_a_time().await;
    bench.bucket("lake").await;
    let other = bench.done("create_multipart_upload", json!({ "bucket": "lake", "key": "theirs.bin" })).await;
    bench.limit(Some(12_000_000)).await;
    let id = bench.begin("ours.bin", &bytes(48 * MEBIBYTE)).await;
    bench.until(&id, |one| one["bytes_done"].as_u64().unwrap() >= 16 << 20).await;
    let listed = bench.done("list_leftover_uploads", json!({ "bucket": "lake" })).await;
    let ours = &listed["uploads"][0];
    assert_eq!((&ours["key"], &ours["owner"], &ours["sending"]), (&json!("ours.bin"), &json!("ours"), &json!(true)));
    bench.done("pause_transfer", json!({ "transfer": id })).await;
    bench.until(&id, |one| one["state"] == "paused").await;

    let listed = bench.done("list_leftover_uploads", json!({ "bucket": "lake" })).await;
    let (ours, theirs) = (&listed["uploads"][0], &listed["uploads"][1]);
    assert_eq!((&ours["transfer"], &ours["sending"]), (&json!(id), &json!(false)), "{ours}");
    assert!(ours["bytes"].as_u64().unwrap() >= 16 << 20, "{ours}");
    assert_eq!((&theirs["owner"], &theirs["upload_id"]), (&json!("not_ours"), &other["upload_id"]), "{theirs}");
    assert_eq!(listed["next"], Value::Null);

    let initiated = theirs["initiated"].as_u64().unwrap();
    let old = |before: u64| json!({ "bucket": "lake", "before": before });
    assert_eq!(bench.done("count_old_leftovers", old(initiated)).await["uploads"], 0);
    // Ours was begun later than theirs, or in the same second.
    let both = ours["initiated"].as_u64().unwrap().max(initiated) + 1;
    assert_eq!(bench.done("count_old_leftovers", old(both)).await["uploads"], 2);
    let request = json!({ "bucket": "lake", "key": "theirs.bin", "upload_id": other["upload_id"] });
    bench.done("abort_leftover_upload", request).await;
    bench.limit(None).await;
    bench.done("resume_leftover_upload", json!({ "transfer": id })).await;
    assert_eq!(bench.transfer_end(&id).await["state"], "done");
    assert_eq!(bench.done("abort_old_leftovers", old(both)).await["uploads"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_leftover_that_is_old_is_aborted() {
    let bench = Bench::new().await;
    bench.bucket("lake").await;
    for number in 0..20 {
        bench.done("create_multipart_upload", json!({ "bucket": "lake", "key": format!("left {number}") })).await;
    }
    let listed = bench.done("list_leftover_uploads", json!({ "bucket": "lake" })).await;
    let latest = listed["uploads"].as_array().unwrap().iter().map(|upload| upload["initiated"].as_u64().unwrap()).max();
    let old = json!({ "bucket": "lake", "before": latest.unwrap() + 1 });
    assert_eq!(bench.done("abort_old_leftovers", old).await["uploads"], 20);
    assert_eq!(bench.done("list_multipart_uploads", json!({ "bucket": "lake" })).await, json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_of_a_transfer_that_is_gone_is_a_stale_handle() {
    let bench = Bench::new().await;
    for command in ["pause_transfer", "resume_transfer", "cancel_transfer", "retry_transfer", "forget_transfer"] {
        for id in ["12345", "nonsense", ""] {
            let failure = bench.call(command, json!({ "transfer": id })).await.unwrap_err();
            assert_eq!(failure.code, ErrorCode::StaleHandle, "{command} {id}");
        }
    }
    let failure = bench.call("list_leftover_uploads", json!({ "bucket": "lake", "after": "x" })).await.unwrap_err();
    assert_eq!(failure.code, ErrorCode::StaleHandle);
}
