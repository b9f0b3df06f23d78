//! Times, in UTC: the same on every machine.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 UTC, as `--json` has them.
pub fn milliseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, i64::wrapping_neg),
    }
}

/// How long ago it was by this computer's clock; nothing where it is in the future.
pub fn age_of(time: SystemTime) -> Duration {
    SystemTime::now().duration_since(time).unwrap_or_default()
}

/// How many bytes [`write`] writes.
pub const LENGTH: usize = 20;

/// `2026-11-22 18:30:05Z`, without an allocation: a listing has a million of them. A year that doesn't have four digits
/// shows as `????`.
pub fn write(time: SystemTime) -> [u8; LENGTH] {
    let seconds = milliseconds(time).div_euclid(1000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let mut text = *b"0000-00-00 00:00:00Z";
    if (0..10_000).contains(&year) {
        put(&mut text[0..4], year);
    } else {
        text[0..4].copy_from_slice(b"????");
    }
    put(&mut text[5..7], month);
    put(&mut text[8..10], day);
    put(&mut text[11..13], second / 3_600);
    put(&mut text[14..16], second / 60 % 60);
    put(&mut text[17..19], second % 60);
    text
}

fn put(digits: &mut [u8], mut number: i64) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
    }
}

/// Year, month and day of a number of days since 1970. Source: Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", `civil_from_days`.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00:00Z"),
            (951_782_399, "2000-02-28 23:59:59Z"),
            (951_782_400, "2000-02-29 00:00:00Z"),
            (1_795_373_405, "2026-11-22 18:50:05Z"),
            (253_402_300_799, "9999-12-31 23:59:59Z"),
            (253_402_300_800, "????-01-01 00:00:00Z"),
        ] {
            assert_eq!(std::str::from_utf8(&write(UNIX_EPOCH + Duration::from_secs(seconds))), Ok(text));
        }
        assert_eq!(&write(UNIX_EPOCH - Duration::from_secs(1)), b"1969-12-31 23:59:59Z");
        assert_eq!(milliseconds(UNIX_EPOCH - Duration::from_millis(5)), -5);
    }
}
