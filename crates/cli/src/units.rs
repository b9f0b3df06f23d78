//! Sizes, rates and ages, read and written as people do.

use std::time::{Duration, SystemTime};

use time::Date;
use time::macros::format_description;

use crate::clock;

const SIZES: &[(&str, u64)] = &[
    ("", 1),
    ("b", 1),
    ("k", 1 << 10),
    ("kib", 1 << 10),
    ("kb", 1_000),
    ("m", 1 << 20),
    ("mib", 1 << 20),
    ("mb", 1_000_000),
    ("g", 1 << 30),
    ("gib", 1 << 30),
    ("gb", 1_000_000_000),
    ("t", 1 << 40),
    ("tib", 1 << 40),
    ("tb", 1_000_000_000_000),
];

const AGES: &[(&str, u64)] = &[("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800)];

/// Reads `16MiB`, `16M` (the same), `16MB` (a little less), `1.5GiB`, or bytes.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let wrong = || format!("'{text}' is no size: write 16MiB, 1.5GB or a number of bytes");
    let (number, unit) = split(text).ok_or_else(wrong)?;
    let (_, factor) = SIZES.iter().find(|(name, _)| unit.eq_ignore_ascii_case(name)).ok_or_else(wrong)?;
    times(number, *factor).filter(|size| *size > 0).ok_or_else(wrong)
}

/// Reads a size a second: `2.5MB`, `2.5MB/s`.
pub fn parse_rate(text: &str) -> Result<u64, String> {
    let size = text.strip_suffix("/s").unwrap_or(text);
    parse_size(size).map_err(|_| format!("'{text}' is no rate: write 500KiB or 2.5MB, which is meant a second"))
}

/// Reads `90s`, `30m`, `12h`, `7d`, `2w`.
pub fn parse_age(text: &str) -> Result<Duration, String> {
    let wrong = || format!("'{text}' is no age: write 90s, 30m, 12h, 7d or 2w");
    let (number, unit) = split(text).ok_or_else(wrong)?;
    let (_, factor) = AGES.iter().find(|(name, _)| unit == *name).ok_or_else(wrong)?;
    times(number, *factor).map(Duration::from_secs).ok_or_else(wrong)
}

/// Reads a time as [`parse_age`] does, but none that is over as soon as it begins.
pub fn parse_wait(text: &str) -> Result<Duration, String> {
    let wrong = || format!("'{text}' is no time: write 90s, 30m, 12h, 7d or 2w");
    parse_age(text).ok().filter(|time| !time.is_zero()).ok_or_else(wrong)
}

/// A time that a person names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// So long from now.
    In(Duration),
    /// Milliseconds since 1970 UTC.
    At(i64),
    /// It never comes.
    Never,
}

impl Moment {
    /// Milliseconds since 1970 UTC, as seen from `now`; an error where that is too far away.
    pub fn at(self, now: SystemTime) -> Result<Option<i64>, ()> {
        match self {
            Self::In(time) => now.checked_add(time).map(|at| Some(clock::milliseconds(at))).ok_or(()),
            Self::At(at) => Ok(Some(at)),
            Self::Never => Ok(None),
        }
    }
}

/// Reads `12h`, `7d`, `2026-12-31` or `never`.
pub fn parse_moment(text: &str) -> Result<Moment, String> {
    if text == "never" {
        return Ok(Moment::Never);
    }
    if let Ok(date) = Date::parse(text, format_description!("[year]-[month]-[day]")) {
        return Ok(Moment::At(date.midnight().assume_utc().unix_timestamp() * 1000));
    }
    parse_age(text).map(Moment::In).map_err(|_| format!("'{text}' is no time: write 12h, 7d, 2026-12-31 or never"))
}

fn split(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (!number.is_empty()).then_some((number, unit.trim_start()))
}

/// A decimal number times a factor, rounded down, without the rounding of floating point.
fn times(number: &str, factor: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.len() > 9 || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let scale = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    let fraction: u128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let rest = u64::try_from(fraction * u128::from(factor) / scale).ok()?;
    whole.checked_mul(factor)?.checked_add(rest)
}

/// A size as people read it: `1.5 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: &[&str] = &["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    // Tenths of the unit, rounded to the nearest, so that 1023.99 KiB isn't shown as 1024.0.
    let mut unit = 0;
    let mut divisor = 1_u128 << 10;
    let tenths = loop {
        let tenths = (u128::from(bytes) * 10 + divisor / 2) / divisor;
        if tenths < 10_240 || unit + 1 == UNITS.len() {
            break tenths;
        }
        unit += 1;
        divisor <<= 10;
    };
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

/// A time that passed, in its largest unit: `3 d`.
pub fn age(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// `1 file`, `2 files`.
pub fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_time_from_now_a_day_or_never() {
        assert_eq!(parse_moment("7d"), Ok(Moment::In(Duration::from_hours(168))));
        assert_eq!(parse_moment("2026-12-31"), Ok(Moment::At(1_798_675_200_000)));
        assert_eq!(parse_moment("never"), Ok(Moment::Never));
        for wrong in ["", "soon", "2026-13-01", "2026-12-31T10:00", "31.12.2026"] {
            assert!(parse_moment(wrong).unwrap_err().contains("2026-12-31"), "{wrong}");
        }
        let now = std::time::UNIX_EPOCH + Duration::from_secs(1);
        assert_eq!(Moment::In(Duration::from_secs(2)).at(now), Ok(Some(3_000)));
        assert_eq!(Moment::In(Duration::from_secs(u64::MAX)).at(now), Err(()));
    }

    #[test]
    fn sizes_are_read() {
        for (text, bytes) in [
            ("1", 1),
            ("16MiB", 16 << 20),
            ("16M", 16 << 20),
            ("16 mib", 16 << 20),
            ("16MB", 16_000_000),
            ("1.5GiB", 3 << 29),
            ("0.5k", 512),
            (".5k", 512),
        ] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        for text in ["", "MiB", "-1", "1e3", "0", "1.2.3", ".", "16XB", "99999999999TiB", "18446744073709551616"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
        assert_eq!(parse_rate("2MB/s"), Ok(2_000_000));
        assert!(parse_rate("fast").unwrap_err().contains("a second"));
    }

    #[test]
    fn ages_are_read() {
        assert_eq!(parse_age("7d"), Ok(Duration::from_hours(168)));
        assert_eq!(parse_age("0.5h"), Ok(Duration::from_mins(30)));
        for text in ["7", "d", "7D", "7 days"] {
            assert!(parse_age(text).is_err(), "{text}");
        }
        assert_eq!((parse_age("0s"), parse_wait("1.5m")), (Ok(Duration::ZERO), Ok(Duration::from_secs(90))));
        assert!(parse_wait("0s").is_err() && parse_wait("9").is_err());
    }

    #[test]
    fn sizes_are_written() {
        for (bytes, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1.0 KiB"),
            (1536, "1.5 KiB"),
            ((1 << 20) - 1, "1.0 MiB"),
            (u64::MAX, "16.0 EiB"),
        ] {
            assert_eq!(size(bytes), text, "{bytes}");
        }
        assert_eq!((age(Duration::from_secs(59)), age(Duration::from_hours(49))), ("59 s".into(), "2 d".into()));
        assert_eq!((count(1, "file"), count(0, "file")), ("1 file".into(), "0 files".into()));
    }
}
