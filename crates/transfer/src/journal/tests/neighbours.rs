//! Processes see each other's transfers, keep out of each other's way, and ask each other.

use super::*;

fn two(folder: &Path) -> (Journal, Journal) {
    let app = open(folder, false).journal;
    let line = Journal::open(folder, Program::CommandLine, false).unwrap().journal;
    (app, line)
}

#[tokio::test]
async fn the_others_transfers_are_shown_with_who_has_them() {
    let folder = tempfile::tempdir().unwrap();
    let (app, line) = two(folder.path());
    line.add(transfer(1), waiting(4)).await.unwrap();
    done(&line, file(1, 0, FileState::Done)).await;
    let others = app.others().await.unwrap();
    let [other] = others.as_slice() else { panic!("{others:?}") };
    let counts = Counts { files: 4, files_done: 1, files_failed: 0, bytes: 40, bytes_done: 10 };
    assert_eq!(other.record, TransferRecord { counts, ..transfer(1) });
    assert_eq!((other.program, other.process_id, other.alive), (Program::CommandLine, std::process::id(), true));
    assert!(line.others().await.unwrap().is_empty());
    line.close(Closing::Keep).await.unwrap();
    let others = app.others().await.unwrap();
    assert_eq!(others.iter().map(|other| other.alive).collect::<Vec<_>>(), [false]);
    // Looking at what nobody has keeps nobody from taking it over.
    assert_eq!(app.adopt(None).await.unwrap().0, [TransferId(1)]);
    assert!(app.others().await.unwrap().is_empty());
}

#[tokio::test]
async fn uploads_of_every_process_are_known_to_be_ours() {
    let folder = tempfile::tempdir().unwrap();
    let (app, line) = two(folder.path());
    for (journal, id) in [(&app, 1), (&line, 2)] {
        journal.add(transfer(id), waiting(2)).await.unwrap();
        for change in begun(id, 1, "x") {
            done(journal, change).await;
        }
        done(journal, Change::PartSent { id: TransferId(id), index: 1, part: part(1) }).await;
    }
    let found = app.unfinished_uploads().await.unwrap();
    let known: Vec<_> = found.iter().map(|found| (found.item, found.store.as_str(), found.own)).collect();
    assert_eq!(known, [((TransferId(1), 1), STORE, true), ((TransferId(2), 1), STORE, false)]);
    let upload_id = Some(UploadId("upload-2-1".into()));
    assert_eq!(found[1].upload, UploadRecord { upload_id, ..upload("x") });
    line.close(Closing::Keep).await.unwrap();
    assert_eq!(app.unfinished_uploads().await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_another_process_has_yet_to_write_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let (app, line) = two(folder.path());
    let mut items = waiting(3);
    let mut beside = sent("kept", 1);
    beside.finding = Finding::Differs { newer: false };
    if let Action::Upload { key_beside, .. } = &mut beside.action {
        *key_beside = Some(key("2026/kept (2)"));
    }
    items.push((beside, FileState::Waiting));
    line.add(transfer(1), items).await.unwrap();
    let target = Path::new("/home/zoë/Downloads");
    let download = TransferRecord { destination: Destination::Folder(target.into()), ..transfer(2) };
    line.add(download, vec![(fetched("b", 9), FileState::Waiting)]).await.unwrap();
    done(&line, file(1, 0, FileState::Done)).await;

    let keys = ["2026/000000.jpg", "2026/000001.jpg", "2026/000009.jpg", "2026/kept", "2026/kept (2)"].map(key);
    let ask = |store: &'static str, bucket: BucketName| {
        let (app, keys) = (app.clone(), keys.to_vec());
        async move { app.busy(store, &bucket, keys).await.unwrap() }
    };
    assert_eq!(ask(STORE, bucket()).await, ["2026/000001.jpg", "2026/kept (2)"].map(key));
    assert!(ask("another store", bucket()).await.is_empty());
    assert!(ask(STORE, BucketName::new("another").unwrap()).await.is_empty());
    assert!(line.busy(STORE, &bucket(), keys.to_vec()).await.unwrap().is_empty(), "our own isn't another's");

    let path = |name: &str| LocalPath::new(vec!["deep".into(), name.into()]).unwrap();
    let paths = || vec![path("a"), path("b")];
    assert_eq!(app.busy_files(target, paths()).await.unwrap(), [path("b")]);
    assert!(app.busy_files(Path::new("/elsewhere"), paths()).await.unwrap().is_empty());

    let (id, state) = (TransferId(2), TransferState::Cancelled);
    done(&line, Change::Transfer { id, state, pause: None, error: None, ended: None }).await;
    assert!(app.busy_files(target, paths()).await.unwrap().is_empty());
    line.close(Closing::Keep).await.unwrap();
    assert!(ask(STORE, bucket()).await.is_empty(), "who is gone writes nothing");
}

#[tokio::test]
async fn what_is_asked_arrives_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let (app, line) = two(folder.path());
    line.add(transfer(1), waiting(1)).await.unwrap();
    line.add(transfer(2), waiting(1)).await.unwrap();
    assert_eq!(line.take_requests().await.unwrap(), []);
    let asked = [(1, Request::Pause), (2, Request::Cancel), (1, Request::Resume)];
    for (id, request) in asked {
        assert_eq!(app.request(TransferId(id), request).await.unwrap(), Requested::Handed);
    }
    // What somebody else left there does no harm.
    let inbox = with_ending(folder.path(), ".inbox").pop().unwrap();
    std::fs::write(inbox.join("0.request"), "{").unwrap();
    std::fs::write(inbox.join("1.new"), "half").unwrap();
    assert_eq!(app.take_requests().await.unwrap(), []);
    assert_eq!(line.take_requests().await.unwrap(), asked.map(|(id, request)| (TransferId(id), request)));
    assert_eq!(line.take_requests().await.unwrap(), []);
    assert!(matches!(app.request(TransferId(3), Request::Pause).await, Err(TransferError::UnknownTransfer)));
}
