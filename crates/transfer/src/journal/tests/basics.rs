//! What is written is read again, and changes do what they say.

use crate::state::{FileNote, PauseReason};

use super::*;

fn of_every_kind() -> Vec<NewItem> {
    let beside = Action::Copy { key: key("a"), etag: None, to: key("../b//"), to_beside: Some(key("b (2)")) };
    let actions = [
        beside,
        Action::Marker { key: key("empty/") },
        Action::Delete { key: key("nul\0byte"), etag: Some(ETag("\"tag\"".into())) },
        Action::Folder { key: key("f/"), path: LocalPath::new(vec!["f".into()]).unwrap() },
    ];
    let mut items: Vec<PlanItem> =
        actions.map(|action| PlanItem { action, size: 7, finding: Finding::Differs { newer: false } }).into();
    items.extend([sent("a.jpg", 10), fetched("b", 20)]);
    let mut early = sent("before 1970", 1);
    if let Action::Upload { identity, source, .. } = &mut early.action {
        identity.modified = UNIX_EPOCH.checked_sub(Duration::new(5, 1));
        source.folder = "/another/folder".into();
    }
    items.push(early);
    items.into_iter().map(|item| (item, FileState::Waiting)).collect()
}

#[tokio::test]
async fn every_kind_of_item_comes_back_as_it_was() {
    let journal = Journal::in_memory().unwrap();
    let items = of_every_kind();
    journal.add(transfer(1), items.clone()).await.unwrap();
    let (total, read) = journal.items(TransferId(1), Filter::All, 0, 100).await.unwrap();
    assert_eq!(total as usize, items.len());
    assert_eq!(
        read.into_iter().map(|read| read.item).collect::<Vec<_>>(),
        items.into_iter().map(|(item, _)| item).collect::<Vec<_>>()
    );
}

#[cfg(unix)]
#[tokio::test]
async fn paths_that_are_no_text_come_back_as_they_were() {
    use std::os::unix::ffi::OsStringExt;
    let journal = Journal::in_memory().unwrap();
    let mut item = sent("a", 1);
    let odd = PathBuf::from(std::ffi::OsString::from_vec(vec![b'/', 0xff, 0xfe]));
    if let Action::Upload { source, .. } = &mut item.action {
        (source.folder, source.path) = (odd.clone(), odd.clone());
    }
    let record = TransferRecord { destination: Destination::Folder(odd.clone()), ..transfer(1) };
    journal.add(record, vec![(item.clone(), FileState::Waiting)]).await.unwrap();
    assert_eq!(journal.item(TransferId(1), 0).await.unwrap().unwrap().item, item);
    assert_eq!(journal.transfers().await.unwrap()[0].destination, Destination::Folder(odd));
}

#[tokio::test]
async fn a_transfer_comes_back_with_what_was_counted() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), false).journal;
    let mut items = waiting(5);
    items[4].1 = FileState::Skipped;
    let marker = PlanItem { action: Action::Marker { key: key("e/") }, size: 0, finding: Finding::New };
    items.push((marker, FileState::Waiting));
    journal.add(transfer(1), items).await.unwrap();
    for change in begun(1, 1, "000001.jpg") {
        done(&journal, change).await;
    }
    for number in [1, 2, 3] {
        drop(journal.write(Change::PartSent { id: TransferId(1), index: 1, part: part(number) }));
    }
    drop(journal.write(file(1, 0, FileState::Done)));
    drop(journal.write(file(1, 2, FileState::Failed)));
    drop(journal.write(file(1, 5, FileState::Done)));
    let error = RecordedError::Taken { key: key("k") };
    let (ended, pause) = (Some(transfer(1).started), Some(PauseReason::DiskFull));
    let state = TransferState::Paused;
    drop(journal.write(Change::Transfer { id: TransferId(1), state, pause, error: Some(error.clone()), ended }));
    // Nothing was waited for: reading sees it all the same.
    let counts = Counts { files: 5, files_done: 2, files_failed: 1, bytes: 40, bytes_done: 16 };
    let expected = TransferRecord { state, pause, error: Some(error), ended, counts, ..transfer(1) };
    assert_eq!(journal.transfers().await.unwrap(), std::slice::from_ref(&expected));
    journal.close(Closing::Keep).await.unwrap();

    let opened = open(folder.path(), true);
    assert_eq!(opened.adopted, [TransferId(1)]);
    assert_eq!(opened.notices, []);
    assert_eq!(opened.journal.transfer(TransferId(1)).await.unwrap(), Some(expected));
}

#[tokio::test]
async fn only_markers_count_where_there_is_nothing_else() {
    let journal = Journal::in_memory().unwrap();
    let marker = PlanItem { action: Action::Marker { key: key("e/") }, size: 0, finding: Finding::New };
    journal.add(transfer(1), vec![(marker, FileState::Skipped)]).await.unwrap();
    let counts = journal.transfers().await.unwrap()[0].counts;
    assert_eq!(counts, Counts { files: 1, files_done: 1, ..Counts::default() });
}

#[tokio::test]
async fn what_waits_comes_in_order_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), false).journal;
    journal.add(transfer(1), waiting(30)).await.unwrap();
    journal.add(transfer(2), waiting(3)).await.unwrap();
    for index in (0..30).step_by(3) {
        drop(journal.write(file(1, index, FileState::Running)));
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = journal.waiting(TransferId(1), after, 7).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.index);
        seen.extend(page.iter().map(|item| item.index));
    }
    assert_eq!(seen, (0..30).filter(|index| index % 3 != 0).collect::<Vec<_>>());
    let (total, running) = journal.items(TransferId(1), Filter::State(FileState::Running), 8, 5).await.unwrap();
    assert_eq!((total, running.iter().map(|item| item.index).collect::<Vec<_>>()), (10, vec![24, 27]));
    let (total, window) = journal.items(TransferId(1), Filter::All, 28, 5).await.unwrap();
    assert_eq!((total, window.iter().map(|item| item.index).collect::<Vec<_>>()), (30, vec![28, 29]));
}

#[tokio::test]
async fn an_upload_is_whole_and_moves_and_goes() {
    let journal = Journal::in_memory().unwrap();
    journal.add(transfer(1), waiting(2)).await.unwrap();
    journal.add(transfer(2), waiting(2)).await.unwrap();
    let id = TransferId(1);
    for change in begun(1, 1, "000001.jpg") {
        done(&journal, change).await;
    }
    done(&journal, Change::PartSent { id, index: 1, part: part(2) }).await;
    done(&journal, Change::PartSent { id, index: 1, part: part(1) }).await;
    let upload_id = Some(UploadId("upload-1-1".into()));
    let whole = UploadRecord { upload_id, parts: vec![part(1), part(2)], ..upload("000001.jpg") };
    assert_eq!(journal.upload(id, 1).await.unwrap(), Some(whole.clone()));
    assert_eq!(journal.item(id, 1).await.unwrap().unwrap().bytes_done, 3);
    let found = journal.find_upload(STORE, &bucket(), &key("2026/000001.jpg")).await.unwrap();
    assert_eq!(found, Some((id, 1)));
    assert_eq!(journal.find_upload("another", &bucket(), &key("2026/000001.jpg")).await.unwrap(), None);

    done(&journal, Change::UploadMoved { from: (id, 1), to: (TransferId(2), 0) }).await;
    assert_eq!(journal.upload(id, 1).await.unwrap(), None);
    assert_eq!(journal.upload(TransferId(2), 0).await.unwrap(), Some(whole));
    // Another intention begins from nothing.
    done(&journal, Change::UploadIntended { id: TransferId(2), index: 0, record: Box::new(upload("x")) }).await;
    assert_eq!(journal.upload(TransferId(2), 0).await.unwrap(), Some(upload("x")));
    assert_eq!(journal.uploads_of(TransferId(2)).await.unwrap(), [(0, upload("x"))]);
    // An intention without an upload ID can't be gone on with.
    assert_eq!(journal.find_upload(STORE, &bucket(), &key("2026/x")).await.unwrap(), None);
    done(&journal, file(2, 0, FileState::Done)).await;
    assert_eq!(journal.unfinished_uploads().await.unwrap(), []);
}

#[tokio::test]
async fn a_running_transfer_is_not_gone_on_with_by_another() {
    let journal = Journal::in_memory().unwrap();
    journal.add(transfer(1), waiting(1)).await.unwrap();
    for change in begun(1, 0, "a") {
        done(&journal, change).await;
    }
    let (state, id) = (TransferState::Running, TransferId(1));
    done(&journal, Change::Transfer { id, state, pause: None, error: None, ended: None }).await;
    assert_eq!(journal.find_upload(STORE, &bucket(), &key("2026/a")).await.unwrap(), None);
}

#[tokio::test]
async fn a_download_is_whole_and_is_found_by_its_file() {
    let journal = Journal::in_memory().unwrap();
    let target = Path::new("/home/zoë/Downloads");
    let record = TransferRecord { destination: Destination::Folder(target.into()), ..transfer(1) };
    journal
        .add(record, vec![(fetched("a", 9), FileState::Waiting), (fetched("b", 9), FileState::Waiting)])
        .await
        .unwrap();
    let id = TransferId(1);
    let empty = DownloadRecord { etag: None, size: 9, part_name: ".b.satchel-part".into(), ranges: Vec::new() };
    done(&journal, Change::DownloadBegun { id, index: 1, record: empty.clone() }).await;
    let range = |offset| RangeRecord { offset, length: 3, crc32c: u32::MAX, crc64nvme: Some(u64::MAX) };
    for offset in [6, 0] {
        done(&journal, Change::RangeWritten { id, index: 1, range: range(offset) }).await;
    }
    let whole = DownloadRecord { ranges: vec![range(0), range(6)], ..empty.clone() };
    assert_eq!(journal.download(id, 1).await.unwrap(), Some(whole));
    let path = LocalPath::new(vec!["deep".into(), "b".into()]).unwrap();
    assert_eq!(journal.find_download(target, &path).await.unwrap(), Some((id, 1)));
    assert_eq!(journal.find_download(Path::new("/elsewhere"), &path).await.unwrap(), None);
    done(&journal, Change::DownloadMoved { from: (id, 1), to: (id, 0) }).await;
    assert_eq!(journal.downloads_of(id).await.unwrap(), [(0, empty)]);
    done(&journal, Change::DownloadForgotten { id, index: 0 }).await;
    assert_eq!(journal.download(id, 0).await.unwrap(), None);
}

#[tokio::test]
async fn what_was_copied_sized_and_noted_is_kept() {
    let journal = Journal::in_memory().unwrap();
    journal.add(transfer(1), waiting(1)).await.unwrap();
    let (id, index) = (TransferId(1), 0);
    done(&journal, Change::Copied { id, index }).await;
    done(&journal, Change::FileSize { id, index, size: 99 }).await;
    let (error, note) = (Some(RecordedError::Ending), Some(FileNote::BegunAnew));
    done(&journal, Change::File { id, index, state: FileState::Failed, error: error.clone(), note }).await;
    let item = journal.item(id, index).await.unwrap().unwrap();
    assert_eq!((item.size, item.item.size, item.copied, item.error, item.note), (99, 10, true, error, note));
    done(&journal, Change::FilesState { id, from: vec![FileState::Failed], to: FileState::Waiting }).await;
    let item = journal.item(id, index).await.unwrap().unwrap();
    assert_eq!((item.state, item.error, item.note), (FileState::Waiting, None, note));
}

#[tokio::test]
async fn a_change_of_what_is_not_there_is_an_error_and_the_others_are_made() {
    let journal = Journal::in_memory().unwrap();
    journal.add(transfer(1), waiting(2)).await.unwrap();
    let id = TransferId(1);
    let wrong = [
        file(1, 2, FileState::Done),
        file(9, 0, FileState::Done),
        Change::PartSent { id, index: 0, part: part(1) },
        Change::UploadBegun { id, index: 0, upload_id: UploadId("u".into()) },
        Change::UploadIntended { id, index: 7, record: Box::new(upload("x")) },
        Change::UploadMoved { from: (id, 0), to: (id, 1) },
    ];
    let written: Vec<Written> = wrong.into_iter().map(|change| journal.write(change)).collect();
    let right = journal.write(file(1, 0, FileState::Done));
    for written in written {
        let error = written.durable().await.unwrap_err();
        assert!(matches!(&error, TransferError::Journal(error) if error.kind == JournalErrorKind::Inconsistent));
    }
    right.durable().await.unwrap();
    assert!(journal.add(transfer(1), waiting(1)).await.is_err(), "the ID is taken");
    assert_eq!(journal.transfers().await.unwrap()[0].counts.files, 2);
}

#[tokio::test]
async fn what_is_forgotten_is_gone_and_leaves_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), false).journal;
    for id in [1, 2] {
        journal.add(transfer(id), waiting(2)).await.unwrap();
        for change in begun(id, 0, "a") {
            done(&journal, change).await;
        }
        done(&journal, Change::PartSent { id: TransferId(id), index: 0, part: part(1) }).await;
    }
    done(&journal, Change::Forgotten { id: TransferId(1) }).await;
    done(&journal, Change::Forgotten { id: TransferId(1) }).await;
    assert_eq!(journal.transfer(TransferId(1)).await.unwrap(), None);
    assert_eq!(journal.items(TransferId(1), Filter::All, 0, 9).await.unwrap(), (0, Vec::new()));
    assert_eq!(journal.upload(TransferId(2), 0).await.unwrap().unwrap().parts, [part(1)]);
    // Where a slot would be given twice, what is left of the one before would belong to the next.
    done(&journal, Change::Forgotten { id: TransferId(2) }).await;
    journal.add(transfer(3), waiting(1)).await.unwrap();
    assert_eq!(journal.upload(TransferId(3), 0).await.unwrap(), None);
}

#[tokio::test]
async fn a_closed_journal_says_so_and_leaves_what_it_should() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), false).journal;
    let other = journal.clone();
    journal.close(Closing::RemoveIfEmpty).await.unwrap();
    assert_eq!(names(folder.path()), Vec::<String>::new());
    assert!(matches!(other.write(file(1, 0, FileState::Done)).durable().await, Err(TransferError::Ending)));
    assert!(matches!(other.transfers().await, Err(TransferError::Ending)));

    let journal = open(folder.path(), false).journal;
    journal.add(transfer(1), waiting(1)).await.unwrap();
    journal.close(Closing::RemoveIfEnded).await.unwrap();
    let journal = open(folder.path(), true).journal;
    let (id, state) = (TransferId(1), TransferState::Done);
    done(&journal, Change::Transfer { id, state, pause: None, error: None, ended: None }).await;
    journal.close(Closing::RemoveIfEmpty).await.unwrap();
    assert_eq!(with_ending(folder.path(), ".journal").len(), 1);
    open(folder.path(), true).journal.close(Closing::RemoveIfEnded).await.unwrap();
    assert_eq!(with_ending(folder.path(), ".journal").len(), 0);
}
