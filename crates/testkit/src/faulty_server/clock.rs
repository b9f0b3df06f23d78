//! A server whose clock is off: it refuses what isn't signed by its own time. The server behind has the right time, so
//! that what is let through is signed anew for it.

use bytes::Bytes;
use sha2::{Digest, Sha256};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::rule::Fault;
use super::wire::Head;
use crate::servers::SECRET_KEY;

/// `x-amz-date`.
const AMZ_DATE: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
/// What S3 puts up with.
const TOLERANCE: Duration = Duration::minutes(15);

/// How far the server's clock is ahead, where a fault says that it is off.
pub(super) fn offset(fault: Option<&Fault>) -> Duration {
    let seconds = |time: &std::time::Duration| Duration::seconds(i64::try_from(time.as_secs()).unwrap_or(i64::MAX));
    match fault {
        Some(Fault::ClockAhead(time)) => seconds(time),
        Some(Fault::ClockBehind(time)) => -seconds(time),
        _ => Duration::ZERO,
    }
}

/// Whether a request is signed by a clock that is off by no more than S3 puts up with.
pub(super) fn is_in_time(head: &Head, now: OffsetDateTime) -> bool {
    let date = head.value("x-amz-date").and_then(|text| PrimitiveDateTime::parse(text, AMZ_DATE).ok());
    date.is_some_and(|date| (now - date.assume_utc()).abs() <= TOLERANCE)
}

/// The head, signed at this time with the key of every server here; `None` where it isn't signed in its headers.
pub(super) fn sign_anew(head: &Head, now: OffsetDateTime) -> Option<Bytes> {
    let date = now.format(AMZ_DATE).ok()?;
    let credentials = head.value("authorization")?.strip_prefix("AWS4-HMAC-SHA256 ")?;
    let part = |name: &str| credentials.split(',').find_map(|part| part.trim().strip_prefix(name));
    let (credential, signed) = (part("Credential=")?, part("SignedHeaders=")?);
    let mut scope = credential.split('/');
    let (access_key, _, region, service) = (scope.next()?, scope.next()?, scope.next()?, scope.next()?);
    let scope = format!("{}/{region}/{service}/aws4_request", &date[..8]);

    let (method, target) = head.request_line();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut pairs: Vec<String> = query.split('&').filter(|pair| !pair.is_empty()).map(with_equals).collect();
    pairs.sort();
    let mut canonical = format!("{method}\n{path}\n{}\n", pairs.join("&"));
    for name in signed.split(';') {
        let value = if name == "x-amz-date" { date.as_str() } else { head.value(name).unwrap_or_default() };
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        canonical.extend([name, ":", &value, "\n"]);
    }
    canonical.extend(["\n", signed, "\n", head.value("x-amz-content-sha256").unwrap_or("UNSIGNED-PAYLOAD")]);

    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex::encode(Sha256::digest(&canonical)));
    let mut key = hmac(format!("AWS4{SECRET_KEY}").as_bytes(), &date.as_bytes()[..8]);
    for text in [region, service, "aws4_request"] {
        key = hmac(&key, text.as_bytes());
    }
    let signature = hex::encode(hmac(&key, to_sign.as_bytes()));
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={signed}, Signature={signature}");
    Some(head.with(&[("x-amz-date", date), ("authorization", authorization)]))
}

fn with_equals(pair: &str) -> String {
    if pair.contains('=') { pair.to_owned() } else { format!("{pair}=") }
}

/// HMAC-SHA256 (RFC 2104).
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        let code = hmac(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(hex::encode(code), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_clock_may_be_off_by_a_quarter_of_an_hour() {
        let head = Head::parse("GET / HTTP/1.1\r\nx-amz-date: 20260102T030405Z\r\n\r\n".into()).unwrap();
        let date = time::macros::datetime!(2026-01-02 03:04:05 UTC);
        assert!(is_in_time(&head, date) && is_in_time(&head, date + TOLERANCE) && is_in_time(&head, date - TOLERANCE));
        assert!(!is_in_time(&head, date + TOLERANCE + Duration::SECOND));
    }
}
