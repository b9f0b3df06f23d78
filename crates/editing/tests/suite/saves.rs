//! Each save goes up once, whole, whatever way a program saves.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use satchel_editing::{Held, Phase};
use satchel_objects::{ErrorKind, Operation};
use satchel_testkit::faulty::{Fault, When};

use super::support::{Bench, list_one, save_as_vim, save_by_pieces, save_by_rename, save_in_place, target};

/// How a program saves.
type Style = fn(&Path, &[u8]);

#[tokio::test(flavor = "multi_thread")]
async fn every_save_goes_up_whole_whatever_way_a_program_saves() {
    let bench = Bench::new().await;
    bench.put("folder/报告 1.txt", b"as it was").await;
    let desk = bench.desk().await;
    let (opened, path) = bench.edit(&desk, "folder/报告 1.txt").await;
    assert_eq!(fs::read(&path).unwrap(), b"as it was");
    assert_eq!(*bench.screen.opened.lock().unwrap(), std::slice::from_ref(&path));

    let styles: [(&str, Style); 4] = [
        ("in place", save_in_place),
        ("by pieces", save_by_pieces),
        ("by rename", save_by_rename),
        ("as vim", save_as_vim),
    ];
    for (number, (name, save)) in styles.into_iter().cycle().take(8).enumerate() {
        let before = bench.store().calls(Operation::PutObject);
        let bytes = format!("save {number}, {name}").into_bytes();
        save(&path, &bytes);
        bench.until_saved(&desk, &opened.id, "folder/报告 1.txt", &bytes).await;
        assert_eq!(bench.store().calls(Operation::PutObject) - before, 1, "{name}: one save, one upload");
    }
    // The same content again is no save.
    let before = bench.store().calls(Operation::PutObject);
    save_by_rename(&path, &fs::read(&path).unwrap());
    desk.finish(&opened.id, false).await.unwrap();
    bench.until(&desk, "closed", <[_]>::is_empty).await;
    assert_eq!(bench.store().calls(Operation::PutObject), before);
    assert!(!path.parent().unwrap().exists(), "what is saved is cleaned up, editors' own files included");
    assert_eq!(fs::read_dir(bench.root()).unwrap().count(), 1, "nothing but the lock is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_file_events_saves_are_found_by_looking() {
    let mut bench = Bench::new().await;
    bench.options.native_events = false;
    bench.put("a.txt", b"1").await;
    let desk = bench.desk().await;
    let (opened, path) = bench.edit(&desk, "a.txt").await;
    for bytes in [b"two", b"six"] {
        save_by_rename(&path, bytes);
        bench.until_saved(&desk, &opened.id, "a.txt", bytes).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_during_an_upload_goes_up_after_it() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (opened, path) = bench.edit(&desk, "a.txt").await;
    let held_back = bench.exchange.gate.write().await;
    save_by_rename(&path, b"first");
    bench.until_at_gate(1).await;
    save_in_place(&path, b"second");
    bench
        .until(&desk, "seen while it was sent", |edits| matches!(edits[0].phase, Phase::Sending { again: true }))
        .await;
    drop(held_back);
    bench.until_saved(&desk, &opened.id, "a.txt", b"second").await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_a_program_is_still_writing_is_not_sent() {
    let bench = Bench::new().await;
    bench.put("slow.txt", b"0").await;
    bench.put("clock.txt", b"0").await;
    let desk = bench.desk().await;
    let (slow, path) = bench.edit(&desk, "slow.txt").await;
    let (clock, clock_path) = bench.edit(&desk, "clock.txt").await;
    let mut writing = File::options().write(true).truncate(true).open(&path).unwrap();
    writing.write_all(b"half of ").unwrap();
    bench.until(&desk, "seen", |edits| matches!(edits[0].phase, Phase::Settling { .. })).await;
    // Another copy is saved and rests, twice: for so long nothing happened to the first.
    for bytes in [b"a", b"b"] {
        save_in_place(&clock_path, bytes);
        bench.until_saved(&desk, &clock.id, "clock.txt", bytes).await;
    }
    assert!(matches!(list_one(&desk, &slow.id).phase, Phase::Settling { .. }));
    assert_eq!(bench.bytes("slow.txt").await.unwrap(), b"0");
    writing.write_all(b"a sentence").unwrap();
    drop(writing);
    bench.until_saved(&desk, &slow.id, "slow.txt", b"half of a sentence").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_offline_goes_up_later_and_is_not_removed_before() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (opened, path) = bench.edit(&desk, "a.txt").await;
    for operation in [Operation::PutObject, Operation::HeadObject] {
        bench.store().plan(operation, When::Always, Fault::Fail(ErrorKind::ConnectionRefused));
    }
    save_by_rename(&path, b"offline");
    bench.until(&desk, "held", |edits| matches!(edits[0].phase, Phase::Held(Held::Failed(_)))).await;
    assert!(list_one(&desk, &opened.id).is_unsaved());
    desk.finish(&opened.id, false).await.unwrap();
    let tried = bench.store().calls(Operation::PutObject);
    bench
        .until(&desk, "tried again, and still there", |edits| {
            bench.store().calls(Operation::PutObject) > tried + 1 && edits.len() == 1
        })
        .await;
    assert_eq!(fs::read(&path).unwrap(), b"offline");
    bench.store().heal();
    bench.until(&desk, "saved and closed", <[_]>::is_empty).await;
    assert_eq!(bench.bytes("a.txt").await.unwrap(), b"offline");
    assert!(!path.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_reply_to_an_upload_is_no_conflict_with_oneself() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (opened, path) = bench.edit(&desk, "a.txt").await;
    let next = bench.store().calls(Operation::PutObject) + 1;
    bench.store().plan(Operation::PutObject, When::Call(next), Fault::LoseReply(ErrorKind::ConnectionLost));
    save_by_rename(&path, b"arrived");
    bench.until_saved(&desk, &opened.id, "a.txt", b"arrived").await;
    save_by_rename(&path, b"and again");
    bench.until_saved(&desk, &opened.id, "a.txt", b"and again").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_saved_beside_the_copy_are_not_removed_with_it() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (opened, path) = bench.edit(&desk, "a.txt").await;
    let other = path.with_file_name("saved as.txt");
    fs::write(&other, "another").unwrap();
    desk.finish(&opened.id, false).await.unwrap();
    bench.until(&desk, "another file", |edits| matches!(edits[0].phase, Phase::Strays(1))).await;
    assert_eq!(fs::read(&other).unwrap(), b"another");
    // The edit goes on where the person goes on.
    save_by_rename(&path, b"more");
    bench.until_saved(&desk, &opened.id, "a.txt", b"more").await;
    fs::rename(&other, bench.folder.path().join("kept.txt")).unwrap();
    desk.finish(&opened.id, false).await.unwrap();
    bench.until(&desk, "closed", <[_]>::is_empty).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_thrown_away_deletes_nothing() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (_, path) = bench.edit(&desk, "a.txt").await;
    fs::remove_file(&path).unwrap();
    bench.until(&desk, "missing", |edits| matches!(edits[0].phase, Phase::Missing)).await;
    assert_eq!(bench.bytes("a.txt").await.unwrap(), b"0");
    let again = desk.edit(target("a.txt")).await.unwrap();
    let path = desk.folder(&again.id).unwrap().join("a.txt");
    assert_eq!(fs::read(path).unwrap(), b"0", "it is fetched anew");
    assert_eq!(desk.list().len(), 1);
}
