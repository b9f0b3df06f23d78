//! What an access may do, in words.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel_operations_schema::types::{AccessFinding, AccessPlace, AccessPrefix, AccessSubject};
use serde::Serialize;

use crate::clock;
use crate::failure::Result;
use crate::output::Output;

#[derive(Serialize)]
struct Found<'a> {
    event: &'static str,
    #[serde(flatten)]
    finding: &'a AccessFinding,
}

/// Writes a finding: a line for each thing that is known.
pub fn tell(finding: &AccessFinding, output: &mut Output) -> Result<()> {
    if output.json {
        return output.object(&Found { event: "finding", finding });
    }
    row("what", &subject(&finding.subject), output)?;
    if let Some(rights) = &finding.rights {
        let names: Vec<&str> = rights.iter().map(|right| right.wire_name()).collect();
        row("may", &if names.is_empty() { "nothing".to_owned() } else { plain(&names.join(", ")) }, output)?;
    }
    match finding.whole_project {
        Some(true) => row("where", "the whole project", output)?,
        Some(false) if finding.places.is_empty() => row("where", "nowhere", output)?,
        _ => {}
    }
    for place in &finding.places {
        row("where", &self::place(place), output)?;
    }
    if let Some(validity) = &finding.validity {
        let from = validity.from.map_or_else(String::new, |from| format!("from {} ", time(from)));
        let until = validity.until.map_or_else(|| "for ever".to_owned(), |until| format!("until {}", time(until)));
        row("when", &format!("{from}{until}"), output)?;
    }
    if let Some(satellite) = &finding.satellite {
        row("satellite", &satellite.address, output)?;
    }
    for found in &finding.risks {
        row(found.severity.wire_name(), &plain(found.risk.wire_name()), output)?;
    }
    Ok(())
}

fn row(what: &str, text: &str, output: &mut Output) -> Result<()> {
    output.bytes(format!("{what:<10} ").as_bytes())?;
    output.name(text)?;
    output.bytes(b"\n")
}

fn plain(name: &str) -> String {
    name.replace('_', " ")
}

fn time(milliseconds: i64) -> String {
    let since = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
    let time = UNIX_EPOCH.checked_add(since).unwrap_or_else(SystemTime::now);
    String::from_utf8_lossy(&clock::write(time)).into_owned()
}

fn subject(subject: &AccessSubject) -> String {
    match subject {
        AccessSubject::ApiKey(key) => format!("API key, restricted {} times", key.restrictions),
        AccessSubject::AccessGrant(grant) => format!("access grant, restricted {} times", grant.restrictions),
        AccessSubject::S3Credentials(credentials) => {
            let missing = if credentials.has_secret_key { "" } else { ", without their secret key" };
            format!("S3 credentials {}{missing}", credentials.access_key_id)
        }
        AccessSubject::ShareLink(link) => format!("share link to s3://{}/{}", link.bucket, link.key),
    }
}

fn place(place: &AccessPlace) -> String {
    match &place.prefix {
        AccessPrefix::WholeBucket(_) => format!("s3://{}", place.bucket),
        AccessPrefix::Path(path) => format!("s3://{}/{}", place.bucket, path.path),
        AccessPrefix::Encrypted(encrypted) => {
            format!("s3://{}/… (encrypted, {} folders deep)", place.bucket, encrypted.depth)
        }
    }
}
