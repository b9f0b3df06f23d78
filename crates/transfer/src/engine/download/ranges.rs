//! Which bytes of a file are there, and the checksums of all of them from those of its ranges.

use crc_fast::{CrcAlgorithm, checksum_combine};
use satchel_objects::Checksum;

use crate::journal::RangeRecord;

/// The ranges that are written, by offset, none over another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ranges(Vec<RangeRecord>);

impl Ranges {
    /// Of what was recorded, what can be: within the size, and not over another.
    pub(super) fn of(mut recorded: Vec<RangeRecord>, size: u64) -> Self {
        recorded.sort_by_key(|range| range.offset);
        let mut end = 0;
        recorded.retain(|range| {
            let fits = range.length > 0
                && range.offset >= end
                && range.offset.checked_add(range.length).is_some_and(|end| end <= size);
            if fits {
                end = range.offset + range.length;
            }
            fits
        });
        Self(recorded)
    }

    pub(super) fn add(&mut self, range: RangeRecord) {
        let at = self.0.partition_point(|other| other.offset < range.offset);
        self.0.insert(at, range);
    }

    pub(super) fn as_slice(&self) -> &[RangeRecord] {
        &self.0
    }

    /// How many bytes are there.
    pub(super) fn bytes(&self) -> u64 {
        self.0.iter().map(|range| range.length).sum()
    }

    /// What is missing of `size` bytes: offsets and lengths, each within one of the steps of `step` bytes.
    pub(super) fn missing(&self, size: u64, step: u64) -> Vec<(u64, u64)> {
        let step = step.max(1);
        let mut missing = Vec::new();
        let mut gap = |mut from: u64, to: u64| {
            while from < to {
                let end = to.min((from / step + 1) * step);
                missing.push((from, end - from));
                from = end;
            }
        };
        let mut at = 0;
        for range in &self.0 {
            gap(at, range.offset);
            at = range.offset + range.length;
        }
        gap(at, size);
        missing
    }

    /// The CRC-32C of `size` bytes, where all of them are there.
    pub(super) fn crc32c(&self, size: u64) -> Option<u32> {
        let whole = self.combined(CrcAlgorithm::Crc32Iscsi, size, |range| Some(u64::from(range.crc32c)))?;
        u32::try_from(whole).ok()
    }

    /// The checksum of `size` bytes of the same kind as another one, where all of them are there and each range has it.
    pub(super) fn like(&self, other: Checksum, size: u64) -> Option<Checksum> {
        match other {
            Checksum::Crc32c(_) => self.crc32c(size).map(Checksum::Crc32c),
            Checksum::Crc64Nvme(_) => {
                self.combined(CrcAlgorithm::Crc64Nvme, size, |range| range.crc64nvme).map(Checksum::Crc64Nvme)
            }
        }
    }

    fn combined(
        &self,
        algorithm: CrcAlgorithm,
        size: u64,
        crc_of: impl Fn(&RangeRecord) -> Option<u64>,
    ) -> Option<u64> {
        let mut at = 0;
        let mut whole = 0;
        for range in &self.0 {
            if range.offset != at {
                return None;
            }
            whole = checksum_combine(algorithm, whole, crc_of(range)?, range.length);
            at += range.length;
        }
        (at == size).then_some(whole)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(bytes: &[u8], offset: usize, length: usize) -> RangeRecord {
        let section = &bytes[offset..offset + length];
        RangeRecord {
            offset: offset as u64,
            length: length as u64,
            crc32c: u32::try_from(crc_fast::checksum(CrcAlgorithm::Crc32Iscsi, section)).unwrap(),
            crc64nvme: Some(crc_fast::checksum(CrcAlgorithm::Crc64Nvme, section)),
        }
    }

    proptest! {
        #[test]
        fn what_is_missing_completes_what_is_there(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            recorded in prop::collection::vec((0..300_usize, 0..100_usize), 0..8),
            step in 1_u64..200,
        ) {
            let size = bytes.len() as u64;
            let recorded: Vec<RangeRecord> = recorded
                .into_iter()
                .map(|(offset, length)| match bytes.get(offset..offset + length) {
                    Some(_) => range(&bytes, offset, length),
                    None => RangeRecord { offset: offset as u64, length: length as u64, crc32c: 0, crc64nvme: None },
                })
                .collect();
            let mut ranges = Ranges::of(recorded, size);
            let before = ranges.bytes();
            let missing = ranges.missing(size, step);
            prop_assert_eq!(before + missing.iter().map(|(_, length)| length).sum::<u64>(), size);
            prop_assert_eq!(ranges.crc32c(size).is_some(), missing.is_empty());
            for (offset, length) in missing {
                prop_assert!(length <= step && offset / step == (offset + length - 1) / step);
                ranges.add(range(&bytes, usize::try_from(offset).unwrap(), usize::try_from(length).unwrap()));
            }
            let whole = crc_fast::checksum(CrcAlgorithm::Crc32Iscsi, &bytes);
            let whole = if bytes.is_empty() { 0 } else { whole };
            prop_assert_eq!(ranges.crc32c(size).map(u64::from), Some(whole));
            let whole = crc_fast::checksum(CrcAlgorithm::Crc64Nvme, &bytes);
            let whole = if bytes.is_empty() { 0 } else { whole };
            let all_known = ranges.as_slice().iter().all(|range| range.crc64nvme.is_some());
            let combined = all_known.then_some(Checksum::Crc64Nvme(whole));
            prop_assert_eq!(ranges.like(Checksum::Crc64Nvme(1), size), combined);
            prop_assert_eq!(ranges.missing(size, step), vec![]);
        }
    }
}
