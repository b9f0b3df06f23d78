//! The time of a file's last change in an object's metadata, in rclone's form: `mtime`, decimal seconds since 1970 with
//! a fraction. Source: rclone documentation, "Amazon S3: Modification times".

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The metadata's name.
pub(crate) const NAME: &str = "mtime";

/// How far two times may be apart and still be one: what file systems round away (NTFS has steps of 100 ns).
const STEP: Duration = Duration::from_micros(1);

pub(crate) fn write(time: SystemTime) -> String {
    let (sign, duration) = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => ("", after),
        Err(before) => ("-", before.duration()),
    };
    let text = format!("{sign}{}.{:09}", duration.as_secs(), duration.subsec_nanos());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The time of the file that an object was made of, as its metadata says.
pub fn read(metadata: &[(String, String)]) -> Option<SystemTime> {
    let (_, text) = metadata.iter().find(|(name, _)| name == NAME)?;
    let (negative, text) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || !seconds.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nanos: u32 = format!("{fraction:0<9.9}").parse().ok()?;
    let duration = Duration::new(seconds.parse().ok()?, nanos);
    if negative { UNIX_EPOCH.checked_sub(duration) } else { UNIX_EPOCH.checked_add(duration) }
}

pub(crate) fn same(a: SystemTime, b: SystemTime) -> bool {
    a.duration_since(b).unwrap_or_else(|error| error.duration()) < STEP
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &str) -> Option<SystemTime> {
        read(&[(NAME.to_owned(), text.to_owned())])
    }

    #[test]
    fn reads_what_rclone_writes() {
        let time = UNIX_EPOCH + Duration::new(1_354_040_105, 123_456_789);
        assert_eq!(read_text("1354040105.123456789"), Some(time));
        assert_eq!(read_text("1354040105"), Some(UNIX_EPOCH + Duration::from_secs(1_354_040_105)));
        assert_eq!(read_text("5.5"), Some(UNIX_EPOCH + Duration::from_millis(5500)));
        for wrong in ["", ".", "a", "1.x", "99999999999999999999", "+1"] {
            assert_eq!(read_text(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn comes_back(seconds in 0_u64..20_000_000_000, nanos in 0_u32..1_000_000_000, before in any::<bool>()) {
            let duration = Duration::new(seconds, nanos);
            let time = if before { UNIX_EPOCH - duration } else { UNIX_EPOCH + duration };
            prop_assert_eq!(read_text(&write(time)), Some(time));
        }
    }
}
