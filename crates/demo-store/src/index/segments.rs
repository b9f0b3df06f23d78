//! Segments: which stretches of which blobs an owner (an object or a part) is made of. Owners can share blobs, so that
//! a copy copies rows, not bytes.

use rusqlite::Connection;

use super::Change;
use crate::blobs::{BlobId, Segment};
use crate::errors::Result;

/// An owner's segments, in order.
pub(crate) fn of(index: &Connection, owner: i64) -> Result<Vec<Segment>> {
    let mut statement =
        index.prepare_cached("SELECT blob, start, length FROM segments WHERE owner = ? ORDER BY position")?;
    let rows = statement.query_map([owner], |row| {
        Ok(Segment {
            blob: BlobId(row.get(0)?),
            offset: super::unsigned(row.get(1)?),
            length: super::unsigned(row.get(2)?),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Gives segments to a new owner.
pub(crate) fn add(change: &mut Change<'_>, segments: &[Segment]) -> Result<i64> {
    let owner = super::random_owner()?;
    let mut statement = change
        .index()
        .prepare_cached("INSERT INTO segments (owner, position, blob, start, length) VALUES (?, ?, ?, ?, ?)")?;
    for (position, segment) in (0_i64..).zip(segments) {
        let (start, length) = (super::signed(segment.offset), super::signed(segment.length));
        statement.execute((owner, position, segment.blob.0, start, length))?;
    }
    Ok(owner)
}

/// Takes an owner's segments away. Blobs that nobody else uses become garbage.
pub(crate) fn remove(change: &mut Change<'_>, owner: i64) -> Result<()> {
    let segments = of(change.index(), owner)?;
    change.index().prepare_cached("DELETE FROM segments WHERE owner = ?")?.execute([owner])?;
    for segment in segments {
        if !is_used(change.index(), segment.blob)? && !change.garbage.contains(&segment.blob) {
            change.garbage.push(segment.blob);
        }
    }
    Ok(())
}

/// Whether anybody uses a blob.
pub(crate) fn is_used(index: &Connection, blob: BlobId) -> Result<bool> {
    let mut statement = index.prepare_cached("SELECT EXISTS (SELECT 1 FROM segments WHERE blob = ?)")?;
    Ok(statement.query_row([blob.0], |row| row.get(0))?)
}

/// The stretch of `length` bytes from `offset` on, in whole or partial segments.
pub(crate) fn slice(segments: &[Segment], offset: u64, length: u64) -> Vec<Segment> {
    let mut skip = offset;
    let mut left = length;
    let mut slices = Vec::new();
    for segment in segments {
        if left == 0 {
            break;
        }
        if skip >= segment.length {
            skip -= segment.length;
            continue;
        }
        let taken = left.min(segment.length - skip);
        slices.push(Segment { blob: segment.blob, offset: segment.offset + skip, length: taken });
        skip = 0;
        left -= taken;
    }
    slices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_covers_exactly_what_was_asked_for() {
        let segment = |number, offset, length| Segment { blob: BlobId([number; 16]), offset, length };
        let whole = [segment(1, 0, 10), segment(2, 5, 10), segment(3, 0, 10)];
        assert_eq!(slice(&whole, 0, 30), whole);
        assert_eq!(slice(&whole, 8, 4), [segment(1, 8, 2), segment(2, 5, 2)]);
        assert_eq!(slice(&whole, 10, 10), [segment(2, 5, 10)]);
        assert_eq!(slice(&whole, 29, 1), [segment(3, 9, 1)]);
        assert_eq!(slice(&whole, 30, 0), []);
    }
}
