//! The journals of other processes, which we only read.

use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::files::{self, Home};
use super::header::{self, Header};
use super::read::Reading;
use super::{JournalError, JournalErrorKind, JournalNotice, schema};

/// Where SQLite uses POSIX locks, a file of its own that is closed takes the locks of the whole process with it. So
/// that this never happens to a journal that another thread is reading, one thread at a time reads what isn't ours.
static ALONE: Mutex<()> = Mutex::new(());

pub(super) fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A journal of another process.
pub(super) struct Foreign {
    pub(super) home: Home,
    /// Whether its owner still runs, or another one is taking over.
    pub(super) alive: bool,
}

/// Looks at every journal in a folder but `own`. One that vanishes meanwhile was adopted, and is passed over; of one
/// that is newer or damaged there is a notice.
pub(super) fn each(
    folder: &Path,
    own: Option<&Home>,
    notices: &mut Vec<JournalNotice>,
    mut look: impl FnMut(&Foreign, &Reading<'_>) -> rusqlite::Result<()>,
) -> Result<(), JournalError> {
    for home in files::journals(folder)? {
        if own.is_some_and(|own| own.id == home.id) {
            continue;
        }
        let _alone = alone();
        let path = home.journal();
        let alive = match home.is_owned() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            other => other.map_err(|error| JournalError::io(&path, &error))?,
        };
        match read(&Foreign { home, alive }, &mut look) {
            Ok(None) => {}
            Ok(Some(notice)) => notices.push(notice),
            Err(_) if !path.try_exists().unwrap_or(true) => {}
            Err(error) if error.kind == JournalErrorKind::Corrupt => {
                notices.push(JournalNotice::NotAdopted { path, detail: error.detail });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn read(
    foreign: &Foreign,
    look: &mut impl FnMut(&Foreign, &Reading<'_>) -> rusqlite::Result<()>,
) -> Result<Option<JournalNotice>, JournalError> {
    let path = foreign.home.journal();
    let failed = |error: rusqlite::Error| JournalError::sqlite(&path, &error);
    let newer = || Ok(Some(JournalNotice::Newer { path: path.clone() }));
    // What nobody has open must not even be opened if it is newer.
    if !foreign.alive {
        match header::look(&path).map_err(|error| JournalError::io(&path, &error))? {
            Header::Usable => {}
            Header::Newer => return newer(),
            Header::Unknown => {
                let detail = "it isn't a journal".to_owned();
                return Ok(Some(JournalNotice::NotAdopted { path, detail }));
            }
        }
    }
    let mut connection = schema::open_to_read(&path).map_err(failed)?;
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
    if version > schema::VERSION {
        return newer();
    }
    // An older one that somebody still runs has tables that we don't know: its owner shows them.
    if version < schema::VERSION {
        return Ok(None);
    }
    let snapshot = connection.transaction().map_err(failed)?;
    let reading = Reading::new(&snapshot);
    look(foreign, &reading).map_err(failed)?;
    for bad in reading.into_bad() {
        tracing::debug!(journal = %path.display(), ?bad, "another process's row makes no sense");
    }
    Ok(None)
}
