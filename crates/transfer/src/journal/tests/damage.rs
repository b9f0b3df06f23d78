//! What can't be read is set aside, with a word, and the rest goes on.

use rusqlite::Connection;

use super::*;

async fn left_behind(folder: &Path, ids: &[u64]) -> PathBuf {
    let before = with_ending(folder, ".journal");
    let journal = open(folder, false).journal;
    for id in ids {
        journal.add(transfer(*id), waiting(6)).await.unwrap();
        for index in [0, 1] {
            for change in begun(*id, index, "x") {
                done(&journal, change).await;
            }
            for number in [1, 2] {
                done(&journal, Change::PartSent { id: TransferId(*id), index, part: part(number) }).await;
            }
        }
    }
    journal.close(Closing::Keep).await.unwrap();
    with_ending(folder, ".journal").into_iter().find(|path| !before.contains(path)).unwrap()
}

/// What a stray bit, a bad tool or a bug may leave.
fn damage(path: &Path, sql: &str) {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap();
}

fn quarantined(notice: &JournalNotice) -> (&'static str, Option<u64>, Option<u32>) {
    match notice {
        JournalNotice::Quarantined { table, transfer, index, reason } => {
            assert!(!reason.is_empty());
            (table, transfer.map(|id| id.0), *index)
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_damaged_row_is_set_aside_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = left_behind(folder.path(), &[1, 2]).await;
    damage(
        &path,
        "UPDATE transfers SET place = '{\"account\":' WHERE id = 2;
         UPDATE items SET state = 'wating' WHERE id = 1 << 32 | 2;
         UPDATE items SET action = 'x' || action WHERE id = 1 << 32 | 3;
         UPDATE items SET size = -5 WHERE id = 1 << 32 | 4;
         UPDATE uploads SET hash = 'crc1' WHERE item = 1 << 32 | 1;
         UPDATE parts SET number = 70000 WHERE item = 1 << 32 AND number = 2",
    );
    let opened = open(folder.path(), true);
    let journal = opened.journal;
    assert_eq!(opened.adopted, [TransferId(1)]);
    let mut at_once: Vec<_> = opened.notices.iter().map(quarantined).collect();
    at_once.sort_unstable();
    assert_eq!(at_once, [("items", Some(1), Some(2)), ("transfers", Some(2), None), ("uploads", Some(1), Some(1))]);
    // The rest is found where it is read.
    let seen: Vec<u32> =
        journal.waiting(TransferId(1), None, 99).await.unwrap().iter().map(|item| item.index).collect();
    assert_eq!(seen, [0, 1, 5]);
    assert_eq!(journal.upload(TransferId(1), 0).await.unwrap().unwrap().parts, [part(1)]);
    journal.flush().await.unwrap();
    let mut later: Vec<_> = journal.take_notices().iter().map(quarantined).collect();
    later.sort_unstable();
    assert_eq!(later, [("items", Some(1), Some(3)), ("items", Some(1), Some(4)), ("parts", Some(1), Some(0))]);
    // Everything is told once, and windows have no gaps.
    let (total, items) = journal.items(TransferId(1), Filter::All, 1, 9).await.unwrap();
    assert_eq!((total, items.iter().map(|item| item.index).collect::<Vec<_>>()), (3, vec![1, 5]));
    assert_eq!(journal.transfers().await.unwrap()[0].counts.files, 3);
    assert_eq!(journal.upload(TransferId(1), 1).await.unwrap(), None);
    journal.flush().await.unwrap();
    assert_eq!(journal.take_notices(), []);
    // And nothing of it is lost.
    journal.close(Closing::Keep).await.unwrap();
    let connection = Connection::open(&path).unwrap();
    let content: String = connection
        .query_row("SELECT content FROM quarantine WHERE source = 'transfers'", [], |row| row.get(0))
        .unwrap();
    let content: std::collections::BTreeMap<String, String> = serde_json::from_str(&content).unwrap();
    assert_eq!(content["place"], "'{\"account\":'");
    assert_eq!(content["id"], "2");
}

#[tokio::test]
async fn a_journal_in_memory_sets_aside_too() {
    let journal = Journal::in_memory().unwrap();
    journal.add(transfer(1), waiting(2)).await.unwrap();
    let sql = "UPDATE items SET error = '{' WHERE number = 0";
    journal.0.work(move |writer| writer.connection.execute_batch(sql).unwrap()).await.unwrap();
    assert_eq!(journal.waiting(TransferId(1), None, 9).await.unwrap().len(), 1);
    assert_eq!(journal.take_notices().iter().map(quarantined).collect::<Vec<_>>(), [("items", Some(1), Some(0))]);
}

#[tokio::test]
async fn a_damaged_file_is_renamed_and_the_others_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let damaged = left_behind(folder.path(), &[1]).await;
    let letter = folder.path().join("letter.journal");
    std::fs::write(&letter, "this is a letter").unwrap();
    left_behind(folder.path(), &[2]).await;
    let mut bytes = std::fs::read(&damaged).unwrap();
    let middle = bytes.len() / 2;
    bytes[4096..middle].fill(0xa5);
    std::fs::write(&damaged, &bytes).unwrap();

    let opened = open(folder.path(), true);
    assert_eq!(opened.adopted, [TransferId(2)]);
    let aside = files::beside(&damaged, ".corrupt-1");
    let mut told: Vec<&Path> = opened
        .notices
        .iter()
        .map(|notice| match notice {
            JournalNotice::Corrupt { path, detail } if !detail.is_empty() => path.as_path(),
            other => panic!("{other:?}"),
        })
        .collect();
    told.sort();
    let mut expected = [aside.clone(), files::beside(&letter, ".corrupt-1")];
    expected.sort();
    assert_eq!(told, expected);
    assert_eq!(std::fs::read(&aside).unwrap(), bytes);
    assert_eq!(open(folder.path(), true).notices, []);
}
