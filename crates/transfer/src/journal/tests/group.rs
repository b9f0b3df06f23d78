//! Many changes share a commit, and a commit that fails is told to everybody.

use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;

use super::*;

fn commits(journal: &Journal) -> u64 {
    journal.0.shared.commits.load(Ordering::Relaxed)
}

/// Keeps the writer busy, as a slow disk would, until the answer is dropped.
fn busy(journal: &Journal) -> std::sync::mpsc::Sender<()> {
    let (go, wait) = channel();
    let work = Box::new(move |_: &mut writer::Writer| {
        let _ = wait.recv();
    });
    journal.0.send(Message::Work(work)).unwrap();
    go
}

#[tokio::test]
async fn ten_thousand_changes_at_once_share_a_few_commits() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), false).journal;
    journal.add(transfer(1), waiting(10_000)).await.unwrap();
    let before = commits(&journal);
    let go = busy(&journal);
    let written: Vec<Written> = (0..10_000).map(|index| journal.write(file(1, index, FileState::Done))).collect();
    drop(go);
    for written in written {
        written.durable().await.unwrap();
    }
    let commits = commits(&journal) - before;
    assert!((1..=3).contains(&commits), "{commits} commits");
    assert_eq!(journal.transfers().await.unwrap()[0].counts.files_done, 10_000);
}

fn limit(pages: Option<u32>) -> impl FnOnce(&mut writer::Writer) {
    move |writer| {
        let there: u32 = writer.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        writer.connection.pragma_update(None, "max_page_count", pages.unwrap_or(there)).unwrap();
    }
}

#[tokio::test]
async fn a_full_disk_is_told_to_everybody_and_later_changes_are_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), false).journal;
    journal.add(transfer(1), waiting(10)).await.unwrap();
    journal.0.work(limit(None)).await.unwrap();
    let full = |error: TransferError| match error {
        TransferError::Journal(error) => error.kind == JournalErrorKind::DiskFull && error.path.is_absolute(),
        _ => false,
    };
    assert!(full(journal.add(transfer(2), waiting(1000)).await.unwrap_err()));
    let long = "x".repeat(100_000);
    let go = busy(&journal);
    let small = journal.write(file(1, 0, FileState::Done));
    let error = Some(RecordedError::InvalidName { name: long.clone() });
    let large =
        journal.write(Change::File { id: TransferId(1), index: 1, state: FileState::Failed, error, note: None });
    drop(go);
    assert!(full(small.durable().await.unwrap_err()));
    assert!(full(large.durable().await.unwrap_err()));
    assert_eq!(journal.items(TransferId(1), Filter::State(FileState::Waiting), 0, 0).await.unwrap().0, 10);
    assert_eq!(journal.transfers().await.unwrap().len(), 1);

    journal.0.work(limit(Some(1_000_000))).await.unwrap();
    done(&journal, file(1, 0, FileState::Done)).await;
    journal.add(transfer(2), waiting(1000)).await.unwrap();
    journal.close(Closing::Keep).await.unwrap();
    let journal = open(folder.path(), true).journal;
    let done: Vec<u32> = journal.transfers().await.unwrap().iter().map(|record| record.counts.files_done).collect();
    assert_eq!(done, [1, 0]);
}

#[tokio::test]
async fn what_panics_in_the_writer_ends_neither_it_nor_the_changes_of_others() {
    let journal = Journal::in_memory().unwrap();
    journal.add(transfer(1), waiting(2)).await.unwrap();
    let first = journal.write(file(1, 0, FileState::Done));
    let failed = journal.0.work(|_| panic!("on purpose")).await;
    assert!(failed.is_err());
    first.durable().await.unwrap();
    done(&journal, file(1, 1, FileState::Done)).await;
    assert_eq!(journal.transfers().await.unwrap()[0].counts.files_done, 2);
}

#[tokio::test]
async fn what_nobody_waits_for_is_written_too_when_the_last_handle_goes() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), false).journal;
    journal.add(transfer(1), waiting(500)).await.unwrap();
    for index in 0..500 {
        drop(journal.write(file(1, index, FileState::Done)));
    }
    drop(journal);
    // The lock is given back after the last commit, by a thread of its own.
    let mut opened = open(folder.path(), true);
    while opened.adopted.is_empty() {
        let (adopted, _) = opened.journal.adopt(None).await.unwrap();
        opened.adopted = adopted;
        tokio::task::yield_now().await;
    }
    assert_eq!(opened.journal.transfers().await.unwrap()[0].counts.files_done, 500);
}
