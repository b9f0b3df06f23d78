//! What a process leaves behind is taken over once, whole.

use std::collections::BTreeSet;

use super::child::{self, Child};
use super::*;
use crate::journal::adopt;

/// Leaves a journal of a process that is gone: transfers with two items each, of which one has a part.
async fn left_behind(folder: &Path, ids: &[u64]) {
    let journal = open(folder, false).journal;
    for id in ids {
        journal.add(transfer(*id), waiting(2)).await.unwrap();
        for change in begun(*id, 1, "000001.jpg") {
            done(&journal, change).await;
        }
        done(&journal, Change::PartSent { id: TransferId(*id), index: 1, part: part(7) }).await;
    }
    journal.close(Closing::Keep).await.unwrap();
}

async fn whole(journal: &Journal, ids: &[u64]) {
    let found: BTreeSet<u64> = journal.transfers().await.unwrap().into_iter().map(|record| record.id.0).collect();
    assert_eq!(found, ids.iter().copied().collect());
    for id in ids {
        let upload = journal.upload(TransferId(*id), 1).await.unwrap().unwrap();
        assert_eq!((upload.upload_id, upload.parts), (Some(UploadId(format!("upload-{id}-1"))), vec![part(7)]));
        let waiting = journal.waiting(TransferId(*id), None, 9).await.unwrap();
        assert_eq!(waiting.iter().map(|item| (item.index, item.bytes_done)).collect::<Vec<_>>(), [(0, 0), (1, 7)]);
    }
}

#[tokio::test]
async fn everything_that_was_left_behind_is_taken_over_into_one_journal() {
    let folder = tempfile::tempdir().unwrap();
    left_behind(folder.path(), &[1, 2]).await;
    left_behind(folder.path(), &[3]).await;
    left_behind(folder.path(), &[4, 5, 6]).await;
    let opened = open(folder.path(), true);
    assert_eq!(opened.adopted.iter().map(|id| id.0).collect::<BTreeSet<_>>(), (1..=6).collect());
    assert_eq!(opened.notices, []);
    whole(&opened.journal, &[1, 2, 3, 4, 5, 6]).await;
    assert_eq!(with_ending(folder.path(), ".journal").len(), 1);
    let locks: Vec<PathBuf> = with_ending(folder.path(), ".lock");
    assert_eq!(locks.len(), 2, "one journal's, and the one for looking: {locks:?}");
}

#[tokio::test]
async fn a_journal_whose_owner_lives_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path(), true).journal;
    first.add(transfer(1), waiting(1)).await.unwrap();
    let second = open(folder.path(), true);
    assert_eq!(second.adopted, []);
    assert_eq!(second.journal.adopt(None).await.unwrap(), (Vec::new(), Vec::new()));
    done(&first, file(1, 0, FileState::Done)).await;
    first.close(Closing::Keep).await.unwrap();
    assert_eq!(second.journal.adopt(None).await.unwrap(), (vec![TransferId(1)], Vec::new()));
    assert_eq!(second.journal.transfers().await.unwrap()[0].counts.files_done, 1);
    assert_eq!(with_ending(folder.path(), ".journal").len(), 1);
}

/// A crash after the rows were copied and before the files were removed leaves two copies, one of which goes on.
/// Whichever is looked at first, the newer one is kept.
#[tokio::test]
async fn what_was_copied_before_a_crash_is_not_copied_over_what_became_of_it() {
    for reader_first in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        left_behind(folder.path(), &[1]).await;
        let orphan = with_ending(folder.path(), ".journal").pop().unwrap();
        let id = orphan.file_stem().unwrap().to_str().unwrap().to_owned();
        let home = files::Home { folder: folder.path().to_owned(), id };
        let second = open(folder.path(), false).journal;
        second.0.work(move |writer| adopt::copy_only(&mut writer.connection, &home)).await.unwrap().unwrap();
        done(&second, Change::PartSent { id: TransferId(1), index: 1, part: part(8) }).await;
        let third = open(folder.path(), false).journal;
        if reader_first {
            // The copy's owner still lives when the files that it left are found.
            assert_eq!(third.adopt(None).await.unwrap().0, []);
        }
        second.close(Closing::Keep).await.unwrap();
        assert_eq!(third.adopt(None).await.unwrap().0, [TransferId(1)]);
        assert_eq!(third.upload(TransferId(1), 1).await.unwrap().unwrap().parts, [part(7), part(8)]);
        assert_eq!(with_ending(folder.path(), ".journal").len(), 1);
    }
}

#[tokio::test]
async fn requests_to_a_process_that_is_gone_are_taken_over_with_its_transfers() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path(), false).journal;
    first.add(transfer(1), waiting(1)).await.unwrap();
    let second = open(folder.path(), false).journal;
    assert_eq!(second.request(TransferId(1), Request::Cancel).await.unwrap(), Requested::Handed);
    first.close(Closing::Keep).await.unwrap();
    assert_eq!(second.request(TransferId(1), Request::Pause).await.unwrap(), Requested::OwnerGone);
    second.adopt(None).await.unwrap();
    assert_eq!(second.take_requests().await.unwrap(), [(TransferId(1), Request::Cancel)]);
}

const PROCESSES: usize = 4;
const ORPHANS: u64 = 6;

#[tokio::test]
async fn exactly_one_of_several_processes_takes_each_journal_over() {
    let folder = tempfile::tempdir().unwrap();
    let ids: Vec<u64> = (1..=3 * ORPHANS).collect();
    for ids in ids.chunks(3) {
        left_behind(folder.path(), ids).await;
    }
    let mut children: Vec<Child> =
        (0..PROCESSES).map(|_| Child::start("adoption::child_that_adopts", folder.path())).collect();
    for child in &mut children {
        assert_eq!(child.hear(), "ready");
    }
    for child in &mut children {
        child.tell();
    }
    let mut adopted: Vec<u64> = Vec::new();
    for child in &mut children {
        let said = child.hear();
        adopted.extend(said.split_whitespace().map(|id| id.parse::<u64>().unwrap()));
    }
    adopted.sort_unstable();
    assert_eq!(adopted, ids, "each one once");
    assert_eq!(with_ending(folder.path(), ".journal").len(), PROCESSES);
    // Their owners are killed: what they took over is taken over again.
    for child in children {
        child.kill();
    }
    let opened = open(folder.path(), true);
    assert_eq!(opened.notices, []);
    whole(&opened.journal, &ids).await;
}

#[ignore = "runs as a child of exactly_one_of_several_processes_takes_each_journal_over"]
#[tokio::test]
async fn child_that_adopts() {
    let Some(folder) = child::folder() else { return };
    let journal = open(&folder, false).journal;
    child::say("ready");
    child::told();
    let (adopted, notices) = journal.adopt(None).await.unwrap();
    assert_eq!(notices, []);
    child::say(&adopted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    child::told();
}
