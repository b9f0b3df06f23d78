//! The main job through the engine's doors: drop a folder, browse it, download it, link, rename, move, delete.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::Bench;
use serde_json::json;

fn tree(folder: &Path, below: &Path, found: &mut BTreeMap<String, Option<Vec<u8>>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(below).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.insert(name, None);
            tree(&path, below, found);
        } else {
            found.insert(name, Some(std::fs::read(&path).unwrap()));
        }
    }
}

#[tokio::test]
async fn a_dropped_folder_comes_back_byte_for_byte() {
    let bench = Bench::new().await;
    bench.bucket("main-job").await;
    let source = bench.folder.path().join("source/婚礼 🎞");
    for folder in ["deep/er/est", "empty folder"] {
        std::fs::create_dir_all(source.join(folder)).unwrap();
    }
    std::fs::write(source.join("empty"), b"").unwrap();
    std::fs::write(source.join("deep/er/est/notes #1 & more?.txt"), "words").unwrap();
    std::fs::write(source.join("deep/大文件.bin"), vec![7_u8; 17 << 20]).unwrap();
    let dropped = bench.engine.take_files(vec![source.clone()]).files;
    let plan = bench.done("plan_upload", json!({ "bucket": "main-job", "prefix": "", "files": dropped })).await;
    assert_eq!((plan["new_files"].as_u64(), plan["asks"].as_bool()), (Some(3), Some(false)), "{plan}");
    assert_eq!(plan["empty_folders"], 1);
    let ended = bench.run_plan(&plan, "skip").await;
    assert_eq!((&ended["state"], &ended["bytes_done"]), (&json!("done"), &ended["bytes"]), "{ended}");

    let (view, rows) = bench.view("main-job", "").await;
    assert_eq!(rows[0]["name"], "婚礼 🎞");
    bench.done("open_row", json!({ "view": view, "row": rows[0]["row"] })).await;

    let selection = bench.select(&view, &rows, "婚礼 🎞").await;
    let target = bench.folder.path().join("target");
    std::fs::create_dir(&target).unwrap();
    let handle = bench.engine.take_files(vec![target.clone()]).files;
    let plan = bench.done("plan_download", json!({ "selection": selection, "target": handle })).await;
    let ended = bench.run_plan(&plan, "skip").await;
    assert_eq!(ended["state"], "done", "{ended}");
    let (mut sent, mut got) = (BTreeMap::new(), BTreeMap::new());
    tree(source.parent().unwrap(), source.parent().unwrap(), &mut sent);
    tree(&target, &target, &mut got);
    assert!(sent == got, "sent {:?}, got {:?}", sent.keys(), got.keys());

    let key = "婚礼 🎞/deep/er/est/notes #1 & more?.txt";
    let link = json!({ "bucket": "main-job", "keys": [key], "copy": true });
    let shared = bench.done("make_links", link).await;
    assert_eq!((&shared[0]["local_only"], &shared[0]["key"]), (&json!(true), &json!(key)));
    assert!(!shared.to_string().contains("X-Amz-Signature"), "the link's text stays in the engine");
    let url = bench.host.clipboard.lock().unwrap().clone().unwrap();
    assert!(url.starts_with("http://127.0.0.1:") && url.contains("X-Amz-Signature="));
}

#[tokio::test]
async fn folders_are_renamed_moved_and_deleted_whole() {
    let bench = Bench::new().await;
    bench.bucket("whole").await;
    bench.bucket("elsewhere").await;
    bench.done("create_folder", json!({ "bucket": "whole", "prefix": "", "name": "旧" })).await;
    for name in ["1", "2"] {
        let file = bench.drop_file(name, name.as_bytes());
        let plan = bench.done("plan_upload", json!({ "bucket": "whole", "prefix": "旧/", "files": file })).await;
        bench.run_plan(&plan, "skip").await;
    }
    let (view, rows) = bench.view("whole", "").await;
    let selection = bench.select(&view, &rows, "旧").await;
    let plan = bench.done("plan_rename", json!({ "selection": selection, "name": "new" })).await;
    assert_eq!(bench.run_plan(&plan, "skip").await["state"], "done");

    let (view, rows) = bench.view("whole", "").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let selection = bench.select(&view, &rows, "new").await;
    let moved = json!({ "selection": selection, "bucket": "elsewhere", "prefix": "in/", "remove_source": true });
    let plan = bench.done("plan_copy", moved).await;
    assert_eq!(bench.run_plan(&plan, "skip").await["state"], "done");
    assert_eq!(bench.done("list_objects", json!({ "bucket": "whole" })).await["rows"], json!([]));
    let there = bench.done("list_objects", json!({ "bucket": "elsewhere" })).await;
    let keys: Vec<_> = there["rows"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["in/new/", "in/new/1", "in/new/2"]);

    let (view, rows) = bench.view("elsewhere", "").await;
    let selection = bench.select(&view, &rows, "in").await;
    let plan = bench.done("plan_delete", json!({ "selection": selection })).await;
    assert_eq!((plan["asks"].as_bool(), plan["files"].as_u64()), (Some(true), Some(2)), "{plan}");
    assert_eq!(bench.run_plan(&plan, "skip").await["state"], "done");
    assert_eq!(bench.done("list_objects", json!({ "bucket": "elsewhere" })).await["rows"], json!([]));
}

#[tokio::test]
async fn what_is_there_and_differs_is_asked_about() {
    let bench = Bench::new().await;
    bench.bucket("conflicts").await;
    let upload = async |bytes: &[u8], on_conflict: &str| {
        let file = bench.drop_file("same-name.txt", bytes);
        let plan = bench.done("plan_upload", json!({ "bucket": "conflicts", "prefix": "", "files": file })).await;
        (plan["asks"].clone(), bench.run_plan(&plan, on_conflict).await)
    };
    upload(b"first", "skip").await;
    let (asks, _) = upload(b"second!", "skip").await;
    assert_eq!(asks, true);
    let size = async || {
        bench.done("head_object", json!({ "bucket": "conflicts", "key": "same-name.txt" })).await["content_length"]
            .clone()
    };
    assert_eq!(size().await, 5);
    upload(b"second!", "keep_both").await;
    assert_eq!(size().await, 5);
    assert_eq!(bench.done("list_objects", json!({ "bucket": "conflicts" })).await["rows"].as_array().unwrap().len(), 2);
    upload(b"second!", "replace").await;
    assert_eq!(size().await, 7);
}

#[tokio::test]
async fn a_row_of_an_open_folder_moves_out_of_it() {
    let bench = Bench::new().await;
    bench.bucket("nested").await;
    let file = bench.drop_file("inner.txt", b"1");
    let plan = bench.done("plan_upload", json!({ "bucket": "nested", "prefix": "folder/", "files": file })).await;
    bench.run_plan(&plan, "skip").await;
    let (view, rows) = bench.view("nested", "").await;
    bench.done("open_row", json!({ "view": view, "row": rows[0]["row"] })).await;
    let mut rows = bench.rows(&view).await;
    while rows.len() < 2 || rows[1]["row_kind"] != "OBJ" {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        rows = bench.rows(&view).await;
    }
    bench.done("select_rows", json!({ "view": view, "mode": "only", "row": rows[1]["row"] })).await;
    let taken = bench.done("take_selection", json!({ "view": view })).await;
    assert_eq!((&taken["folder"], &taken["names"]), (&json!("folder/"), &json!(["inner.txt"])));
    let out = json!({ "selection": taken["selection"], "bucket": "nested", "prefix": "", "remove_source": true });
    let plan = bench.done("plan_copy", out).await;
    assert_eq!(bench.run_plan(&plan, "skip").await["state"], "done");
    let there = bench.done("list_objects", json!({ "bucket": "nested" })).await;
    assert_eq!(there["rows"][0]["key"], "inner.txt");
    assert_eq!(there["rows"].as_array().unwrap().len(), 1);
}
