//! Which version a journal's file has, without opening it: a newer one must stay as it is, byte for byte, and SQLite
//! would at least make files beside it.
//!
//! Source: SQLite, "Database File Format": the database header, and the write-ahead log.

use std::fs::File;
use std::io;
use std::path::Path;

use super::schema::{APPLICATION, VERSION};
use crate::hash::read_exact_at;

/// What a file is by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Header {
    /// A journal that this program can use, after a migration where it is older.
    Usable,
    /// A journal of a newer program.
    Newer,
    /// No journal, or one that can't be recognised any more.
    Unknown,
}

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Where `PRAGMA user_version` lies in the first page.
const USER_VERSION: usize = 60;
/// Where `PRAGMA application_id` lies in the first page.
const APPLICATION_ID: usize = 68;
const HEADER: usize = 100;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Looks at a file that no connection of this process has open: closing it would take SQLite's own locks away.
pub(super) fn look(path: &Path) -> io::Result<Header> {
    let mut first = [0; HEADER];
    match read_exact_at(&File::open(path)?, &mut first, 0) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Header::Unknown),
        other => other?,
    }
    if !first.starts_with(MAGIC) || number(&first, APPLICATION_ID) != APPLICATION {
        return Ok(Header::Unknown);
    }
    let newest = in_log(&super::files::beside(path, "-wal"))?.max(number(&first, USER_VERSION));
    Ok(if newest > VERSION { Header::Newer } else { Header::Usable })
}

/// The highest version in a first page that still lies in the log. A page that was never committed counts too: then a
/// newer program was interrupted, and the journal is for that one to put right.
fn in_log(path: &Path) -> io::Result<u32> {
    let log = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        other => other?,
    };
    let mut header = [0; LOG_HEADER];
    if !there(read_exact_at(&log, &mut header, 0))? {
        return Ok(0);
    }
    let page_size = match number(&header, 8) {
        1 => 65_536,
        size => u64::from(size),
    };
    if page_size < 512 {
        return Ok(0);
    }
    let (mut newest, mut offset) = (0, LOG_HEADER as u64);
    let mut frame = [0; FRAME_HEADER + HEADER];
    // What follows the last frame of this round of the log has other salts.
    while there(read_exact_at(&log, &mut frame, offset))? && frame[8..16] == header[16..24] {
        if number(&frame, 0) == 1 && number(&frame, FRAME_HEADER + APPLICATION_ID) == APPLICATION {
            newest = newest.max(number(&frame, FRAME_HEADER + USER_VERSION));
        }
        offset += FRAME_HEADER as u64 + page_size;
    }
    Ok(newest)
}

fn there(read: io::Result<()>) -> io::Result<bool> {
    match read {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn number(bytes: &[u8], offset: usize) -> u32 {
    bytes.get(offset..offset + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_be_bytes)
}
