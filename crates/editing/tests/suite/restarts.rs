//! A crash or a restart never loses a copy.

use std::fs;
use std::path::PathBuf;

use satchel_editing::{DeskError, Held, Phase};
use satchel_objects::{ErrorKind, Operation};
use satchel_testkit::faulty::{Fault, When};

use super::support::{Bench, save_by_rename, target};

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_what_is_saved_is_cleaned_up_and_what_is_not_goes_up() {
    let bench = Bench::new().await;
    bench.put("clean.txt", b"0").await;
    bench.put("pending.txt", b"0").await;
    let desk = bench.desk().await;
    let (_, clean) = bench.edit(&desk, "clean.txt").await;
    let (_, pending) = bench.edit(&desk, "pending.txt").await;
    bench.store().plan(Operation::PutObject, When::Always, Fault::Fail(ErrorKind::ConnectionRefused));
    save_by_rename(&pending, b"seen to rest");
    bench.until(&desk, "held", |edits| edits.iter().any(|edit| matches!(edit.phase, Phase::Held(_)))).await;
    drop(desk);

    bench.store().heal();
    let desk = bench.desk().await;
    bench.until(&desk, "one left", |edits| edits.len() == 1).await;
    let id = desk.list()[0].id.clone();
    bench.until_saved(&desk, &id, "pending.txt", b"seen to rest").await;
    assert!(!clean.parent().unwrap().exists());
    // It is watched again.
    save_by_rename(&pending, b"after the restart");
    bench.until_saved(&desk, &id, "pending.txt", b"after the restart").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_that_nobody_saw_are_offered_and_never_sent_or_removed_unasked() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (opened, path) = bench.edit(&desk, "a.txt").await;
    bench.after_the_end_of(desk, || save_by_rename(&path, b"while nobody looked")).await;

    let desk = bench.desk().await;
    bench.until(&desk, "offered", |edits| matches!(edits[0].phase, Phase::Held(Held::Found))).await;
    assert_eq!(bench.bytes("a.txt").await.unwrap(), b"0");
    assert_eq!(fs::read(&path).unwrap(), b"while nobody looked");
    desk.retry(&opened.id).await.unwrap();
    bench.until_saved(&desk, &opened.id, "a.txt", b"while nobody looked").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_arrived_before_the_crash_is_no_conflict() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (opened, path) = bench.edit(&desk, "a.txt").await;
    let next = bench.store().calls(Operation::PutObject) + 1;
    bench.store().plan(Operation::PutObject, When::Call(next), Fault::LoseReply(ErrorKind::ConnectionLost));
    bench.store().plan(Operation::PutObject, When::From(next + 1), Fault::Fail(ErrorKind::ConnectionRefused));
    save_by_rename(&path, b"arrived");
    bench.until(&desk, "held", |edits| matches!(edits[0].phase, Phase::Held(_))).await;
    drop(desk);
    bench.store().heal();
    let desk = bench.desk().await;
    bench.until_saved(&desk, &opened.id, "a.txt", b"arrived").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_asked_again_after_a_restart() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (_, path) = bench.edit(&desk, "a.txt").await;
    bench.put("a.txt", b"theirs").await;
    save_by_rename(&path, b"mine");
    bench.until(&desk, "asked", |edits| matches!(edits[0].phase, Phase::Asking(..))).await;
    drop(desk);
    let desk = bench.desk().await;
    bench.until(&desk, "asked again", |edits| matches!(edits[0].phase, Phase::Asking(..))).await;
    assert_eq!(bench.bytes("a.txt").await.unwrap(), b"theirs");
    assert_eq!(fs::read(&path).unwrap(), b"mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_whose_record_is_damaged_stays_and_is_told() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    let (opened, path) = bench.edit(&desk, "a.txt").await;
    let spoil = || {
        save_by_rename(&path, b"precious");
        fs::write(bench.root().join(format!("{}.json", opened.id)), "{").unwrap();
    };
    bench.after_the_end_of(desk, spoil).await;
    for _ in 0..2 {
        let (desk, leftovers) = bench.desk_and_leftovers().await;
        let folders: Vec<PathBuf> = leftovers.into_iter().map(|leftover| leftover.folder).collect();
        assert_eq!(folders, [path.parent().unwrap()]);
        assert!(desk.list().is_empty());
        assert_eq!(fs::read(&path).unwrap(), b"precious");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_never_watch_the_same_copies() {
    let bench = Bench::new().await;
    bench.put("a.txt", b"0").await;
    let desk = bench.desk().await;
    bench.edit(&desk, "a.txt").await;
    let (exchange, screen) = (bench.exchange.clone(), bench.screen.clone());
    let second = satchel_editing::Desk::open(bench.root(), bench.options.clone(), exchange, screen).await;
    assert!(matches!(second, Err(DeskError::Busy)));
    assert!(desk.edit(target("a.txt")).await.unwrap().already);
}
