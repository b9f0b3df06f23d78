//! Journals whose owner is gone become ours: their lock is taken, their rows are copied in one transaction, and then
//! their files are removed. A crash in between is harmless: what was copied is in the table `adopted`, so that nobody
//! copies it again, over what became of it meanwhile.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql, TransactionBehavior, params};

use super::files::{self, Home, Lock};
use super::header::{self, Header};
use super::rows::item_row;
use super::{JournalError, JournalErrorKind, JournalNotice, foreign, inbox, schema};
use crate::{Program, TransferId};

/// A journal that is ours now, and can be read and written.
pub(super) struct Orphan {
    pub(super) home: Home,
    pub(super) lock: Lock,
    pub(super) connection: Connection,
}

/// What came of taking over.
#[derive(Default)]
pub(super) struct Adoption {
    pub(super) transfers: Vec<TransferId>,
    pub(super) notices: Vec<JournalNotice>,
}

/// Takes the lock of every journal in a folder that nobody has, and brings it to this version. What was copied by
/// somebody already is removed, what can't be read is set aside, what is newer is left alone. With `only`, the journals
/// of other programs are left alone too; one that doesn't say whose it is counts as anybody's.
pub(super) fn orphans(
    folder: &Path,
    only: Option<Program>,
    notices: &mut Vec<JournalNotice>,
) -> Result<Vec<Orphan>, JournalError> {
    let failed = |error: io::Error| JournalError::io(folder, &error);
    let Some(locked) = files::while_looking(folder, || lock_all(folder, only)).map_err(failed)? else {
        let detail = "another process looks at the journals and doesn't come to an end".to_owned();
        notices.push(JournalNotice::NotAdopted { path: folder.to_owned(), detail });
        return Ok(Vec::new());
    };
    let mut orphans: Vec<Orphan> =
        locked?.into_iter().filter_map(|(home, lock)| prepare(home, lock, notices)).collect();
    if orphans.is_empty() {
        return Ok(orphans);
    }
    let mut copied: HashSet<String> = HashSet::new();
    for orphan in &orphans {
        copied.extend(marks(&orphan.connection).map_err(|error| JournalError::sqlite(orphan.home.journal(), &error))?);
    }
    foreign::each(folder, None, notices, |other, reading| {
        if other.alive {
            copied.extend(marks(reading.connection)?);
        }
        Ok(())
    })?;
    let mut rest = Vec::new();
    for orphan in orphans.drain(..) {
        if copied.contains(&orphan.home.id) {
            drop(orphan.connection);
            remove_files(&orphan.home, orphan.lock, &mut Vec::new());
        } else {
            rest.push(orphan);
        }
    }
    Ok(rest)
}

fn lock_all(folder: &Path, only: Option<Program>) -> Result<Vec<(Home, Lock)>, JournalError> {
    let mut locked = Vec::new();
    for home in files::journals(folder)? {
        let program = home.owner().map(|owner| owner.program);
        if only.is_some_and(|only| program.is_some_and(|program| program != only)) {
            continue;
        }
        let lock = home.lock().map_err(|error| JournalError::io(home.journal(), &error))?;
        let Some(lock) = lock else { continue };
        // It may have been removed since the folder was read: then only the lock's file was made again.
        if home.journal().try_exists().unwrap_or(false) {
            locked.push((home, lock));
        } else if let Err(error) = home.remove() {
            tracing::debug!(%error, "the lock of a removed journal is left");
        }
    }
    Ok(locked)
}

fn prepare(home: Home, lock: Lock, notices: &mut Vec<JournalNotice>) -> Option<Orphan> {
    let path = home.journal();
    let header = {
        let _alone = foreign::alone();
        header::look(&path)
    };
    let opened = match header {
        Ok(Header::Newer) => {
            notices.push(JournalNotice::Newer { path });
            return None;
        }
        Ok(Header::Unknown) => Err("it isn't a journal".to_owned()),
        Err(error) => {
            notices.push(JournalNotice::NotAdopted { path, detail: error.to_string() });
            return None;
        }
        Ok(Header::Usable) => match open(&path) {
            Ok(opened) => opened,
            Err(error) => {
                let error = JournalError::sqlite(&path, &error);
                if error.kind != JournalErrorKind::Corrupt {
                    notices.push(JournalNotice::NotAdopted { path, detail: error.detail });
                    return None;
                }
                Err(error.detail)
            }
        },
    };
    match opened {
        Ok(connection) => Some(Orphan { home, lock, connection }),
        Err(detail) => {
            notices.push(match home.set_aside() {
                Ok(path) => JournalNotice::Corrupt { path, detail },
                Err(error) => JournalNotice::NotAdopted { path, detail: format!("{detail}; {error}") },
            });
            None
        }
    }
}

/// Opens a journal and looks through it; the inner error says what is damaged.
fn open(path: &Path) -> rusqlite::Result<Result<Connection, String>> {
    let connection = schema::open(path)?;
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(if verdict == "ok" { Ok(connection) } else { Err(verdict) })
}

/// The journals that were copied into this one.
fn marks(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection.prepare("SELECT journal FROM adopted")?.query_map([], |row| row.get(0))?.collect()
}

/// Copies the orphans' rows, each one's in one transaction, and removes their files. Locks of files that couldn't be
/// removed go to `kept`.
pub(super) fn copy_all(
    connection: &mut Connection,
    own: &Home,
    orphans: Vec<Orphan>,
    kept: &mut Vec<Lock>,
    adoption: &mut Adoption,
) {
    for Orphan { home, lock, connection: theirs } in orphans {
        // The last connection to a journal writes its log back.
        drop(theirs);
        let path = home.journal();
        match copy(connection, &home) {
            Ok(transfers) => {
                adoption.transfers.extend(transfers);
                if let Err(error) = inbox::hand_over(&home, own) {
                    tracing::warn!(%error, "requests to a process that is gone are lost");
                }
                remove_files(&home, lock, kept);
            }
            Err(error) => adoption.notices.push(JournalNotice::NotAdopted { path, detail: error.to_string() }),
        }
    }
}

fn remove_files(home: &Home, lock: Lock, kept: &mut Vec<Lock>) {
    if let Err(error) = home.remove() {
        tracing::warn!(journal = %home.journal().display(), %error, "an adopted journal's files are left");
        kept.push(lock);
    }
}

/// Columns that are copied as they are.
const TRANSFERS: &str = "id, kind, state, pause, position, started, ended, folders, on_conflict, store, bucket, folder, \
     command, place, destination, names, sources, error";

fn copy(connection: &mut Connection, orphan: &Home) -> rusqlite::Result<Vec<TransferId>> {
    let path = orphan.journal();
    connection.execute("ATTACH DATABASE ? AS orphan", [Name(&path)])?;
    let copied = copy_attached(connection, &orphan.id);
    connection.execute_batch("DETACH DATABASE orphan")?;
    copied
}

fn copy_attached(connection: &mut Connection, orphan: &str) -> rusqlite::Result<Vec<TransferId>> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Whatever is here is at least as new as what is there.
    let missing: Vec<(i64, i64)> = change
        .prepare("SELECT slot, id FROM orphan.transfers AS there WHERE id NOT IN (SELECT id FROM main.transfers)")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (slot, id) in &missing {
        change.execute(
            &format!("INSERT INTO main.transfers ({TRANSFERS}) SELECT {TRANSFERS} FROM orphan.transfers WHERE id = ?"),
            [id],
        )?;
        copy_transfer(&change, *slot, change.last_insert_rowid())?;
    }
    change.execute_batch(
        "INSERT INTO main.quarantine (source, slot, number, set_aside, reason, content)
         SELECT source, NULL, number, set_aside, reason, content FROM orphan.quarantine
         WHERE slot IS NULL OR slot NOT IN (SELECT slot FROM orphan.transfers);
         INSERT OR IGNORE INTO main.adopted SELECT journal FROM orphan.adopted",
    )?;
    change.execute("INSERT OR IGNORE INTO main.adopted VALUES (?)", [orphan])?;
    change.commit()?;
    Ok(missing.into_iter().map(|(_, id)| TransferId(id.cast_unsigned())).collect())
}

/// Copies what belongs to a transfer: its rows have other numbers here.
fn copy_transfer(change: &Connection, theirs: i64, ours: i64) -> rusqlite::Result<()> {
    let moved = item_row(ours - theirs, 0);
    let of_theirs = params![moved, item_row(theirs, 0), item_row(theirs + 1, 0)];
    change
        .prepare_cached(
            "INSERT INTO main.items (id, slot, number, state, size, marker, copied, target, note, action, error)
             SELECT id + ?1, ?4, number, state, size, marker, copied, target, note, action, error
             FROM orphan.items WHERE id >= ?2 AND id < ?3",
        )?
        .execute(params![moved, item_row(theirs, 0), item_row(theirs + 1, 0), ours])?;
    for (table, columns) in [
        ("uploads", "bucket, key, intended, upload_id, part_size, hash, identity, if_absent"),
        ("parts", "number, size, etag, hash"),
        ("downloads", "etag, size, part_name"),
        ("ranges", "start, length, crc32c, crc64nvme"),
    ] {
        let sql = format!(
            "INSERT INTO main.{table} (item, {columns})
             SELECT item + ?1, {columns} FROM orphan.{table} WHERE item >= ?2 AND item < ?3"
        );
        change.prepare_cached(&sql)?.execute(of_theirs)?;
    }
    change.execute(
        "INSERT INTO main.quarantine (source, slot, number, set_aside, reason, content)
         SELECT source, ?, number, set_aside, reason, content FROM orphan.quarantine WHERE slot = ?",
        [ours, theirs],
    )?;
    Ok(())
}

/// Forgets that journals were copied whose files are gone.
pub(super) fn forget_marks(connection: &Connection, folder: &Path) -> rusqlite::Result<()> {
    for id in marks(connection)? {
        let home = Home { folder: folder.to_owned(), id };
        if !home.journal().try_exists().unwrap_or(true) {
            connection.execute("DELETE FROM adopted WHERE journal = ?", [home.id])?;
        }
    }
    Ok(())
}

/// Copies, and is killed before it removes.
#[cfg(test)]
pub(super) fn copy_only(connection: &mut Connection, orphan: &Home) -> rusqlite::Result<Vec<TransferId>> {
    copy(connection, orphan)
}

/// A file's name for SQLite: on Unix it needn't be text.
struct Name<'a>(&'a Path);

impl ToSql for Name<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        #[cfg(unix)]
        let name = ToSqlOutput::Borrowed(ValueRef::Text(std::os::unix::ffi::OsStrExt::as_bytes(self.0.as_os_str())));
        #[cfg(not(unix))]
        let name = ToSqlOutput::from(self.0.to_string_lossy().into_owned());
        Ok(name)
    }
}
