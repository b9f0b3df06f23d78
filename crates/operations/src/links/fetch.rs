//! Fetching a link as anyone would, and what the answer means.

use std::time::Duration;

use satchel_objects::s3;
use satchel_operations_schema::types::{ErrorInfo, LinkOpens, LinkScope, LinkState};
use satchel_secret::Secret;

use super::now;
use super::record::{Link, Opener};
use crate::errors;

/// How long an answer may take. Link sharing asks the auth service, the satellite and storage nodes in between.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What is fetched to see how a link is.
struct Sample {
    address: Secret<String>,
    /// It names what can't be there: to hear that it is missing takes a link that works.
    absent: bool,
}

/// How a link is found now.
pub async fn state(link: &Link) -> Result<LinkState, ErrorInfo> {
    let Sample { address, absent } = sample(link)?;
    let status = s3::visit(address.expose(), TIMEOUT).await;
    let status = status.map_err(|failure| errors::links::unreachable(&failure))?;
    meaning(link, absent, status, now())
}

/// The bytes where there are any: a page would be made even of what can't be read. A folder's page is its list; where
/// there is no right to list, something below it is asked for.
fn sample(link: &Link) -> Result<Sample, ErrorInfo> {
    let here = |address| Sample { address, absent: false };
    let Opener::Storj(registered) = &link.opener else { return link.text().map(here) };
    match link.scope {
        LinkScope::Object => link.text_for(LinkOpens::File).map(here),
        LinkScope::Prefix | LinkScope::Bucket if link.terms.list => link.text_for(LinkOpens::Page).map(here),
        LinkScope::Prefix | LinkScope::Bucket => {
            let mut random = [0; 8];
            getrandom::fill(&mut random).map_err(|failure| errors::other(failure.to_string()))?;
            let key = format!("{}.satchel-{:016x}", link.key, u64::from_be_bytes(random));
            let address = registered.link(&link.bucket, &key, LinkOpens::File)?;
            Ok(Sample { address, absent: true })
        }
    }
}

/// What a status says, together with what is known here. What works is said to, whatever is known.
///
/// Source: storj.io/edge, `pkg/linksharing/sharing` (`handler.go`), and S3's error responses.
fn meaning(link: &Link, absent: bool, status: u16, now: i64) -> Result<LinkState, ErrorInfo> {
    match status {
        // An empty object has no first byte.
        200..=299 | 416 => Ok(LinkState::Live),
        404 if absent => Ok(LinkState::Live),
        404 => Ok(LinkState::Missing),
        429 | 500..=599 => Err(errors::links::answered(status)),
        _ if link.revoked.is_some() => Ok(LinkState::Revoked),
        _ if link.terms.not_after.is_some_and(|end| end <= now) => Ok(LinkState::Expired),
        _ if link.terms.not_before.is_some_and(|begin| begin > now) => Ok(LinkState::NotYet),
        _ => Ok(LinkState::Refused),
    }
}

#[cfg(test)]
mod tests {
    use satchel_operations_schema::types::LinkTerms;

    use super::*;
    use crate::links::record::Sealed;

    const NOW: i64 = 1_000_000;

    fn link(revoked: Option<i64>, not_before: Option<i64>, not_after: Option<i64>) -> Link {
        Link {
            id: "1".into(),
            account: "a".into(),
            account_name: "A".into(),
            bucket: "b".into(),
            key: "k".into(),
            scope: LinkScope::Object,
            terms: LinkTerms { opens: LinkOpens::File, list: true, not_before, not_after },
            made: 0,
            revoked,
            local_only: false,
            opener: Opener::Presigned { url: Sealed(Secret::from("https://store.example/b/k?x=y")) },
        }
    }

    #[test]
    fn a_status_means_what_is_known_of_the_link() {
        let (fresh, revoked) = (link(None, None, None), link(Some(1), None, Some(1)));
        let (ended, later) = (link(None, None, Some(NOW)), link(None, Some(NOW + 1), Some(NOW + 2)));
        for (link, status, state) in [
            (&fresh, 200, LinkState::Live),
            (&fresh, 206, LinkState::Live),
            (&fresh, 416, LinkState::Live),
            (&fresh, 404, LinkState::Missing),
            (&fresh, 401, LinkState::Refused),
            (&fresh, 403, LinkState::Refused),
            (&fresh, 301, LinkState::Refused),
            (&revoked, 403, LinkState::Revoked),
            (&revoked, 206, LinkState::Live),
            (&ended, 401, LinkState::Expired),
            (&ended, 403, LinkState::Expired),
            (&ended, 200, LinkState::Live),
            (&later, 403, LinkState::NotYet),
        ] {
            assert_eq!(meaning(link, false, status, NOW).unwrap(), state, "{status}");
        }
        assert_eq!(meaning(&fresh, true, 404, NOW).unwrap(), LinkState::Live);
        for status in [429, 500, 503] {
            assert!(meaning(&revoked, false, status, NOW).unwrap_err().retryable, "{status}");
        }
    }

    #[test]
    fn what_is_shown_of_a_link_does_not_open_it() {
        assert_eq!(link(None, None, None).described().shown, "store.example/b/k?…");
    }
}
