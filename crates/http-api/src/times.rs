//! Times as HTTP writes them.

use std::time::{Duration, SystemTime};

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// Source: RFC 9110, section 5.6.7 (`IMF-fixdate`).
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// A time of the years that HTTP can write. Fractions of a second can't be written.
pub(crate) fn http_date(time: SystemTime) -> Option<String> {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).ok().map(|since| Duration::from_secs(since.as_secs()))?;
    OffsetDateTime::from(SystemTime::UNIX_EPOCH + seconds).format(HTTP_DATE).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_http_writes_them() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_777_999);
        assert_eq!(http_date(time).unwrap(), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
