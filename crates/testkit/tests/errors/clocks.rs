//! Clocks that differ, and links that end.

use crate::support::*;

/// Refuses every request that isn't signed by the server's clock, which is 20 minutes ahead.
fn ahead(request: &Request) -> Reply {
    let server = SystemTime::now() + Duration::from_mins(20);
    let seconds = i64::try_from(server.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let date = http_date(seconds);
    let dated = [("Date", &*date), XML];
    let signed = parse_amz_date(request.header("x-amz-date"));
    if (seconds - signed).abs() <= 15 * 60 {
        let body = if request.method == "GET" { NO_BUCKETS } else { "" };
        return Reply::new(200, &dated, body);
    }
    if request.method == "HEAD" {
        return Reply::new(403, &dated, "");
    }
    let body = "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message></Error>";
    Reply::new(403, &dated, body)
}

#[tokio::test]
async fn a_clock_20_minutes_off_works_and_is_said() {
    let (_server, store) = fake(ahead).await;
    assert_eq!(store.clock_skew(), None);
    store.list_buckets().await.unwrap();
    let (is_ahead, by) = store.clock_skew().unwrap();
    assert!(is_ahead && by > Duration::from_mins(19) && by < Duration::from_mins(21), "{by:?}");
    // The first call may also be one that is never repeated by the SDK, or whose refusal has no code.
    let (_server, store) = fake(ahead).await;
    store.create_bucket(&bucket()).await.unwrap();
    let (_server, store) = fake(ahead).await;
    store.head_bucket(&bucket()).await.unwrap();
}

#[tokio::test]
async fn a_link_is_made_by_the_servers_clock() {
    let (_server, store) = fake(ahead).await;
    store.list_buckets().await.unwrap();
    let link = store.presign_get(&bucket(), &key(), Duration::from_mins(10), Some("a.txt")).await.unwrap();
    let date = link.url.split("X-Amz-Date=").nth(1).unwrap();
    let signed = parse_amz_date(&date[..16]);
    let ours = i64::try_from(SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
    assert!((signed - ours - 1200).abs() < 60, "{signed} {ours}");
}

#[tokio::test]
async fn a_link_ends_with_its_credentials() {
    let end = SystemTime::now() + Duration::from_mins(30);
    let with = |end| S3Config {
        credentials: Credentials::Keys {
            access_key_id: "A".into(),
            secret_key: Zeroizing::new("S".into()),
            session_token: Some(Zeroizing::new("T".into())),
            expires: Some(end),
        },
        ..servers::config("http://127.0.0.1:9")
    };
    let week = Duration::from_hours(24 * 7);
    let link = S3Store::new(with(end)).await.unwrap().presign_get(&bucket(), &key(), week, None).await.unwrap();
    assert!(link.expires <= end && link.expires + Duration::from_secs(5) > end);
    let ended = SystemTime::now() - Duration::from_secs(1);
    let error = S3Store::new(with(ended)).await.unwrap().presign_get(&bucket(), &key(), week, None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::CredentialsExpired);
}

/// The seconds of `20261122T170000Z`.
fn parse_amz_date(text: &str) -> i64 {
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<i64>().ok()).unwrap_or(0);
    let (year, month, day) = (number(0..4), number(4..6), number(6..8));
    days(year, month, day) * 86_400 + number(9..11) * 3600 + number(11..13) * 60 + number(13..15)
}

/// Days since 1970 of a date. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn http_date(seconds: i64) -> String {
    let day = seconds.div_euclid(86_400);
    let (mut year, mut month) = (1970, 1);
    while days(year + 1, 1, 1) <= day {
        year += 1;
    }
    while month < 12 && days(year, month + 1, 1) <= day {
        month += 1;
    }
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let week = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let rest = seconds.rem_euclid(86_400);
    format!(
        "{}, {:02} {} {year} {:02}:{:02}:{:02} GMT",
        week[usize::try_from(day.rem_euclid(7)).unwrap()],
        day - days(year, month, 1) + 1,
        names[usize::try_from(month - 1).unwrap()],
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}
