//! What somebody else did to the object meanwhile is never overwritten unseen.

use std::fs;

use satchel_editing::{Answer, Conflict, Desk, EditId, Phase};

use super::support::{Bench, list_one, save_by_rename};

/// An edit whose save met another version.
async fn asked(bench: &Bench, desk: &Desk) -> (EditId, std::path::PathBuf) {
    bench.put("folder/a.txt", b"as it was").await;
    let (opened, path) = bench.edit(desk, "folder/a.txt").await;
    bench.put("folder/a.txt", b"theirs").await;
    save_by_rename(&path, b"mine");
    bench
        .until(desk, "asked", |edits| {
            edits.iter().any(|edit| matches!(edit.phase, Phase::Asking(Conflict::Changed(_), _)))
        })
        .await;
    assert_eq!(bench.bytes("folder/a.txt").await.unwrap(), b"theirs", "nothing is overwritten before the answer");
    (opened.id, path)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_asks_and_mine_replaces_theirs_only_when_told_to() {
    let bench = Bench::new().await;
    let desk = bench.desk().await;
    let (id, path) = asked(&bench, &desk).await;
    desk.finish(&id, false).await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"mine", "what is asked about isn't cleaned up");
    // Somebody is quicker than the answer: it was about another version, so it is asked again.
    bench.put("folder/a.txt", b"theirs, newer").await;
    desk.answer(&id, Answer::KeepMine).await.unwrap();
    bench.until_at_gate(2).await;
    bench.until(&desk, "asked again", |edits| matches!(edits[0].phase, Phase::Asking(..))).await;
    assert_eq!(bench.bytes("folder/a.txt").await.unwrap(), b"theirs, newer");
    desk.answer(&id, Answer::KeepMine).await.unwrap();
    bench.until(&desk, "saved and closed", <[_]>::is_empty).await;
    assert_eq!(bench.bytes("folder/a.txt").await.unwrap(), b"mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn theirs_takes_the_copy_s_place_and_mine_is_kept_beside() {
    let bench = Bench::new().await;
    let desk = bench.desk().await;
    let (id, path) = asked(&bench, &desk).await;
    desk.answer(&id, Answer::KeepTheirs).await.unwrap();
    bench.until_saved(&desk, &id, "folder/a.txt", b"theirs").await;
    assert_eq!(fs::read(&path).unwrap(), b"theirs");
    let mine = path.with_file_name("a (mine).txt");
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
    // The next save is made from theirs, and goes up.
    save_by_rename(&path, b"theirs and mine");
    bench.until_saved(&desk, &id, "folder/a.txt", b"theirs and mine").await;
    desk.finish(&id, false).await.unwrap();
    bench.until(&desk, "mine is still there", |edits| matches!(edits[0].phase, Phase::Strays(1))).await;
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
    desk.finish(&id, true).await.unwrap();
    bench.until(&desk, "closed", <[_]>::is_empty).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_are_kept_under_two_names_and_the_edit_goes_on_beside() {
    let bench = Bench::new().await;
    let desk = bench.desk().await;
    bench.put("folder/a (2).txt", b"taken").await;
    let (id, path) = asked(&bench, &desk).await;
    desk.answer(&id, Answer::KeepBoth).await.unwrap();
    bench.until_saved(&desk, &id, "folder/a (3).txt", b"mine").await;
    assert_eq!(list_one(&desk, &id).target.key.as_str(), "folder/a (3).txt");
    save_by_rename(&path, b"mine, and more");
    bench.until_saved(&desk, &id, "folder/a (3).txt", b"mine, and more").await;
    assert_eq!(bench.bytes("folder/a.txt").await.unwrap(), b"theirs");
    assert_eq!(bench.bytes("folder/a (2).txt").await.unwrap(), b"taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_object_is_asked_about_and_put_back_only_when_told_to() {
    let bench = Bench::new().await;
    let desk = bench.desk().await;
    bench.put("a.txt", b"0").await;
    let (opened, path) = bench.edit(&desk, "a.txt").await;
    bench.delete("a.txt").await;
    save_by_rename(&path, b"mine");
    let deleted = |edits: &[satchel_editing::Edit]| matches!(edits[0].phase, Phase::Asking(Conflict::Deleted, _));
    bench.until(&desk, "asked", deleted).await;
    assert_eq!(bench.bytes("a.txt").await, None);

    desk.answer(&opened.id, Answer::KeepTheirs).await.unwrap();
    bench.until(&desk, "left deleted", |edits| matches!(edits[0].phase, Phase::Strays(1))).await;
    assert_eq!(fs::read(path.with_file_name("a (mine).txt")).unwrap(), b"mine");
    assert_eq!(bench.bytes("a.txt").await, None);

    // The program is still open, and saves again.
    fs::write(&path, b"mine after all").unwrap();
    bench.until(&desk, "asked again", deleted).await;
    desk.answer(&opened.id, Answer::KeepMine).await.unwrap();
    bench.until_saved(&desk, &opened.id, "a.txt", b"mine after all").await;
}
