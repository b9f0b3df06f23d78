//! Older journals are brought forward, newer ones are left as they are.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::*;
use crate::journal::header::{self, Header};
use crate::journal::schema::{APPLICATION, STEPS, VERSION};

/// Every file of a folder, but the locks, which hold nothing.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let names =
        names(folder).into_iter().filter(|name| Path::new(name).extension().is_none_or(|ending| ending != "lock"));
    names.map(|name| (name.clone(), std::fs::read(folder.join(name)).unwrap())).collect()
}

/// A journal that a newer program left; with `in_log`, killed before its log was written back.
async fn newer(folder: &Path, in_log: bool) {
    let made = tempfile::tempdir().unwrap();
    let journal = open(made.path(), false).journal;
    journal.add(transfer(1), waiting(3)).await.unwrap();
    journal.close(Closing::Keep).await.unwrap();
    let path = with_ending(made.path(), ".journal").pop().unwrap();
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    connection.execute_batch("CREATE TABLE more (what TEXT)").unwrap();
    connection.pragma_update(None, "user_version", VERSION + 1).unwrap();
    let to = folder.join("newer.journal");
    if in_log {
        std::fs::write(files::beside(&to, "-wal"), std::fs::read(files::beside(&path, "-wal")).unwrap()).unwrap();
    } else {
        connection.close().unwrap();
    }
    std::fs::write(&to, std::fs::read(&path).unwrap()).unwrap();
}

#[tokio::test]
async fn a_newer_journal_is_left_as_it_is_byte_for_byte() {
    for in_log in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        newer(folder.path(), in_log).await;
        let path = folder.path().join("newer.journal");
        assert_eq!(header::look(&path).unwrap(), Header::Newer, "in the log: {in_log}");
        let before = bytes(folder.path());
        assert_eq!(before.len(), 1 + usize::from(in_log));

        let opened = open(folder.path(), true);
        assert_eq!(opened.adopted, []);
        let notice = JournalNotice::Newer { path };
        assert_eq!(opened.notices, std::slice::from_ref(&notice));
        assert!(opened.journal.others().await.unwrap().is_empty());
        assert!(opened.journal.unfinished_uploads().await.unwrap().is_empty());
        assert!(opened.journal.busy(STORE, &bucket(), vec![key("2026/000001.jpg")]).await.unwrap().is_empty());
        assert_eq!(opened.journal.adopt(None).await.unwrap(), (Vec::new(), vec![notice.clone()]));
        // Of what is found at each look there is one word.
        assert_eq!(opened.journal.take_notices(), [notice]);
        opened.journal.close(Closing::RemoveIfEmpty).await.unwrap();
        assert_eq!(bytes(folder.path()), before);
    }
}

#[tokio::test]
async fn an_older_journal_is_brought_to_this_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("older.journal");
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "application_id", APPLICATION).unwrap();
    connection.execute_batch("VACUUM").unwrap();
    connection.close().unwrap();
    assert_eq!(header::look(&path).unwrap(), Header::Usable);
    let opened = open(folder.path(), true);
    assert_eq!(opened.notices, []);
    opened.journal.add(transfer(1), waiting(1)).await.unwrap();
    opened.journal.close(Closing::Keep).await.unwrap();
    assert_eq!(open(folder.path(), true).adopted, [TransferId(1)]);
    assert_eq!(with_ending(folder.path(), ".journal"), [path]);
}

#[tokio::test]
async fn a_migration_keeps_what_is_there_and_is_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = open(folder.path(), false).journal;
    journal.add(transfer(1), waiting(2)).await.unwrap();
    journal.close(Closing::Keep).await.unwrap();
    let path = with_ending(folder.path(), ".journal").pop().unwrap();
    let mut connection = Connection::open(&path).unwrap();
    let version =
        |connection: &Connection| -> u32 { connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap() };
    let wider = "ALTER TABLE transfers ADD COLUMN more TEXT NOT NULL DEFAULT 'none'";
    let steps = |last| STEPS.into_iter().chain([wider, last]).collect::<Vec<_>>();
    schema::migrate(&mut connection, &steps("CREATE TABLE wrong (")).unwrap_err();
    assert_eq!(version(&connection), VERSION);
    assert!(connection.prepare("SELECT more FROM transfers").is_err());

    schema::migrate(&mut connection, &steps("CREATE TABLE right (what TEXT)")).unwrap();
    assert_eq!(version(&connection), VERSION + 2);
    let more: String = connection.query_row("SELECT more FROM transfers WHERE id = 1", [], |row| row.get(0)).unwrap();
    assert_eq!(more, "none");
    schema::migrate(&mut connection, &steps("CREATE TABLE right (what TEXT)")).unwrap();
}
