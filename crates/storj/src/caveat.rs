//! Caveats: the restrictions that an API key carries.
//!
//! Source: storj.io/common/macaroon, `types.proto` (message `Caveat`) and `apikey.go` (`Caveat.Allows`).

use crate::wire::{self, WireError, Writer};

/// Where a caveat lets one go: a bucket and the encrypted beginning of a path in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaveatPath {
    /// The bucket's name.
    pub bucket: Vec<u8>,
    /// The encrypted beginning; empty for the whole bucket.
    pub encrypted_prefix: Vec<u8>,
}

/// A point in time as protobuf writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timestamp {
    /// Seconds since 1970 UTC.
    pub seconds: i64,
    /// Nanoseconds on top, 0 to 999,999,999.
    pub nanoseconds: u32,
}

impl Timestamp {
    /// Go's zero time, midnight at the start of the year 1: there it means "not set".
    pub const ZERO: Self = Self { seconds: -62_135_596_800, nanoseconds: 0 };

    /// From milliseconds since 1970 UTC.
    pub fn from_milliseconds(milliseconds: i64) -> Self {
        let rest = u32::try_from(milliseconds.rem_euclid(1000)).unwrap_or(0);
        Self { seconds: milliseconds.div_euclid(1000), nanoseconds: rest * 1_000_000 }
    }

    /// In milliseconds since 1970 UTC, cut off towards the past; the nearest that fits where it is too far away.
    pub fn milliseconds(self) -> i64 {
        self.seconds.saturating_mul(1000).saturating_add(i64::from(self.nanoseconds / 1_000_000))
    }

    /// `time.Unix`: nanoseconds beyond a second go over into seconds.
    fn normalised(seconds: i64, nanoseconds: i32) -> Self {
        let over = i64::from(nanoseconds).div_euclid(1_000_000_000);
        let rest = u32::try_from(i64::from(nanoseconds).rem_euclid(1_000_000_000)).unwrap_or(0);
        Self { seconds: seconds.wrapping_add(over), nanoseconds: rest }
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.seconds, self.nanoseconds).cmp(&(other.seconds, other.nanoseconds))
    }
}

/// One restriction. Fields that a newer service knows and we don't stay in the key as they came, but aren't seen here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "the format has one truth value for each right")]
pub struct Caveat {
    /// No downloads, and no look at an object's metadata.
    pub disallow_reads: bool,
    /// No uploads and no new buckets.
    pub disallow_writes: bool,
    /// No listings.
    pub disallow_lists: bool,
    /// No deletions.
    pub disallow_deletes: bool,
    /// No object locks (the coarse right of older keys).
    pub disallow_locks: bool,
    /// No new retention periods.
    pub disallow_put_retention: bool,
    /// No look at retention periods.
    pub disallow_get_retention: bool,
    /// No new legal holds.
    pub disallow_put_legal_hold: bool,
    /// No look at legal holds.
    pub disallow_get_legal_hold: bool,
    /// No way around a governance retention.
    pub disallow_bypass_governance_retention: bool,
    /// No change of a bucket's lock settings.
    pub disallow_put_bucket_object_lock_configuration: bool,
    /// No look at a bucket's lock settings.
    pub disallow_get_bucket_object_lock_configuration: bool,
    /// No change of a bucket's notifications.
    pub disallow_put_bucket_notification_configuration: bool,
    /// No look at a bucket's notifications.
    pub disallow_get_bucket_notification_configuration: bool,
    /// Where one may go; everywhere where it is empty.
    pub allowed_paths: Vec<CaveatPath>,
    /// The last moment at which the key works.
    pub not_after: Option<Timestamp>,
    /// The first moment at which the key works.
    pub not_before: Option<Timestamp>,
    /// How long a new object may live, in nanoseconds.
    pub maximum_object_lifetime: Option<i64>,
    /// Random bytes, so that two equal restrictions are two keys, which can be revoked one by one.
    pub nonce: Vec<u8>,
}

impl Caveat {
    /// `ParseCaveat`.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let mut caveat = Self::default();
        wire::read(bytes, |reader, field| {
            if let Some(flag) = caveat.flag(field) {
                if let Some(value) = reader.varint(field) {
                    *flag = value == 1;
                }
                return true;
            }
            match field {
                10 => {
                    let mut path = CaveatPath::default();
                    let found = reader.message(field, |reader, field| match field {
                        1 => copy(&mut path.bucket, reader.bytes(field)),
                        2 => copy(&mut path.encrypted_prefix, reader.bytes(field)),
                        _ => false,
                    });
                    if found {
                        caveat.allowed_paths.push(path);
                    }
                }
                20 => caveat.not_after = Some(read_timestamp(reader, field)),
                21 => caveat.not_before = Some(read_timestamp(reader, field)),
                22 => {
                    let (seconds, nanoseconds) = read_seconds(reader, field);
                    caveat.maximum_object_lifetime = Some(duration(seconds, nanoseconds));
                }
                30 => return copy(&mut caveat.nonce, reader.bytes(field)),
                _ => return false,
            }
            true
        })?;
        Ok(caveat)
    }

    /// `picobuf.Marshal`: field by field in the order of their numbers.
    pub fn serialize(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        let mut own = self.clone();
        for field in 1..=15 {
            if field == 10 {
                self.write_paths(&mut writer);
            } else if let Some(flag) = own.flag(field) {
                writer.bool(field, *flag);
            }
        }
        for (field, time) in [(20, self.not_after), (21, self.not_before)] {
            if let Some(time) = time.filter(|time| *time != Timestamp::ZERO) {
                write_seconds(&mut writer, field, time.seconds, time.nanoseconds.cast_signed());
            }
        }
        if let Some(lifetime) = self.maximum_object_lifetime {
            let rest = i32::try_from(lifetime % 1_000_000_000).unwrap_or(0);
            write_seconds(&mut writer, 22, lifetime / 1_000_000_000, rest);
        }
        writer.bytes(30, &self.nonce);
        writer.finish()
    }

    fn write_paths(&self, writer: &mut Writer) {
        for path in &self.allowed_paths {
            let mut message = Writer::default();
            message.bytes(1, &path.bucket);
            message.bytes(2, &path.encrypted_prefix);
            writer.message(10, &message.finish());
        }
    }

    /// The flag with that field number.
    fn flag(&mut self, field: u32) -> Option<&mut bool> {
        Some(match field {
            1 => &mut self.disallow_reads,
            2 => &mut self.disallow_writes,
            3 => &mut self.disallow_lists,
            4 => &mut self.disallow_deletes,
            5 => &mut self.disallow_locks,
            6 => &mut self.disallow_put_retention,
            7 => &mut self.disallow_get_retention,
            8 => &mut self.disallow_put_legal_hold,
            9 => &mut self.disallow_get_legal_hold,
            11 => &mut self.disallow_bypass_governance_retention,
            12 => &mut self.disallow_put_bucket_object_lock_configuration,
            13 => &mut self.disallow_get_bucket_object_lock_configuration,
            14 => &mut self.disallow_put_bucket_notification_configuration,
            15 => &mut self.disallow_get_bucket_notification_configuration,
            _ => return None,
        })
    }
}

/// Answers that the field is known, whether or not it could be read.
pub(crate) fn copy(target: &mut Vec<u8>, bytes: Option<&[u8]>) -> bool {
    if let Some(bytes) = bytes {
        *target = bytes.to_vec();
    }
    true
}

#[allow(clippy::cast_possible_truncation, reason = "the official decoder keeps the low 32 bits too")]
fn read_seconds(reader: &mut wire::Reader<'_>, field: u32) -> (i64, i32) {
    let (mut seconds, mut nanoseconds) = (0, 0);
    reader.message(field, |reader, field| {
        match field {
            1 => seconds = reader.varint(field).map_or(seconds, u64::cast_signed),
            2 => nanoseconds = reader.varint(field).map_or(nanoseconds, |value| value as i32),
            _ => return false,
        }
        true
    });
    (seconds, nanoseconds)
}

fn read_timestamp(reader: &mut wire::Reader<'_>, field: u32) -> Timestamp {
    let (seconds, nanoseconds) = read_seconds(reader, field);
    Timestamp::normalised(seconds, nanoseconds)
}

fn write_seconds(writer: &mut Writer, field: u32, seconds: i64, nanoseconds: i32) {
    let mut message = Writer::default();
    message.varint(1, seconds);
    message.varint(2, i64::from(nanoseconds));
    writer.message(field, &message.finish());
}

/// A duration in nanoseconds; the longest one where it is longer still.
fn duration(seconds: i64, nanoseconds: i32) -> i64 {
    let exact = i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
    i64::try_from(exact).unwrap_or(if seconds < 0 { i64::MIN } else { i64::MAX })
}
