//! What a link may be made for.

use std::time::Duration;

use satchel_objects::PresignedUrl;
use satchel_operations_schema::types::{ErrorInfo, LinkDefaults, LinkKind, LinkOpens, LinkScope, LinkTerms};

use crate::errors::links as errors;

/// How long links last where nobody says otherwise.
const LIFETIME: Duration = Duration::from_hours(24 * 7);

/// How links of a kind are made where nobody says otherwise.
pub fn first_defaults(kind: LinkKind) -> LinkDefaults {
    let lifetime = Some(milliseconds(LIFETIME));
    match kind {
        LinkKind::Storj => LinkDefaults { opens: LinkOpens::Page, list: true, lifetime },
        LinkKind::Presigned => LinkDefaults { opens: LinkOpens::File, list: false, lifetime },
    }
}

/// How long a link of a kind can last at most, in ms.
pub fn longest(kind: LinkKind) -> Option<u64> {
    (kind == LinkKind::Presigned).then(|| milliseconds(PresignedUrl::LONGEST))
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Whether defaults can be.
pub fn check_defaults(kind: LinkKind, defaults: &LinkDefaults) -> Result<(), ErrorInfo> {
    if defaults.lifetime == Some(0) {
        return Err(errors::cannot_share("ended"));
    }
    if kind == LinkKind::Presigned && defaults.opens == LinkOpens::Archive {
        return Err(errors::cannot_share("archive_of_file"));
    }
    match (longest(kind), defaults.lifetime) {
        (Some(_), None) => Err(errors::cannot_share("ends_too_late")),
        (Some(longest), Some(lifetime)) if lifetime > longest => Err(errors::cannot_share("ends_too_late")),
        _ => Ok(()),
    }
}

/// The terms of a link to something of this scope by these defaults. What can't be opened as they say is opened as its
/// kind can be.
pub fn by_defaults(defaults: &LinkDefaults, kind: LinkKind, scope: LinkScope, now: i64) -> LinkTerms {
    let opens = match (defaults.opens, scope) {
        (LinkOpens::Archive, LinkScope::Object) if kind == LinkKind::Presigned => LinkOpens::File,
        (LinkOpens::Archive, LinkScope::Object) | (LinkOpens::File, LinkScope::Prefix | LinkScope::Bucket) => {
            LinkOpens::Page
        }
        (opens, _) => opens,
    };
    let end = |lifetime: u64| now.saturating_add(i64::try_from(lifetime).unwrap_or(i64::MAX));
    LinkTerms { opens, list: defaults.list, not_before: None, not_after: defaults.lifetime.map(end) }
}

/// The terms as they will hold, if a link of that kind can be made for them.
pub fn checked(kind: LinkKind, scope: LinkScope, terms: &LinkTerms, now: i64) -> Result<LinkTerms, ErrorInfo> {
    if let (Some(begin), Some(end)) = (terms.not_before, terms.not_after)
        && begin >= end
    {
        return Err(errors::time_range());
    }
    if terms.not_after.is_some_and(|end| end <= now) {
        return Err(errors::cannot_share("ended"));
    }
    match (kind, scope, terms.opens) {
        (LinkKind::Presigned, LinkScope::Prefix, _) | (_, LinkScope::Prefix, LinkOpens::File) => {
            return Err(errors::cannot_share("folder"));
        }
        (LinkKind::Presigned, LinkScope::Bucket, _) | (_, LinkScope::Bucket, LinkOpens::File) => {
            return Err(errors::cannot_share("bucket"));
        }
        (_, LinkScope::Object, LinkOpens::Archive) => return Err(errors::cannot_share("archive_of_file")),
        _ => {}
    }
    if kind == LinkKind::Storj {
        // One object's page asks for nothing that a list would show, and the documented link has the right; a zip file
        // is made from a list.
        let list = terms.list || scope == LinkScope::Object || terms.opens == LinkOpens::Archive;
        return Ok(LinkTerms { list, ..terms.clone() });
    }
    if terms.not_before.is_some_and(|begin| begin > now) {
        return Err(errors::cannot_share("starts_later"));
    }
    let last = longest(kind).map_or(i64::MAX, |longest| now.saturating_add(i64::try_from(longest).unwrap_or(i64::MAX)));
    if terms.not_after.is_none_or(|end| end > last) {
        return Err(errors::cannot_share("ends_too_late"));
    }
    Ok(LinkTerms { list: false, not_before: None, ..terms.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;
    const DAY: i64 = 86_400_000;

    fn terms(opens: LinkOpens, not_before: Option<i64>, not_after: Option<i64>) -> LinkTerms {
        LinkTerms { opens, list: false, not_before, not_after }
    }

    fn problem(kind: LinkKind, scope: LinkScope, wanted: &LinkTerms) -> String {
        match checked(kind, scope, wanted, NOW) {
            Ok(_) => String::new(),
            Err(info) => info.params.get("problem").cloned().unwrap_or_else(|| info.code.wire_name().to_owned()),
        }
    }

    #[test]
    fn what_a_presigned_link_cannot_be_is_said() {
        use {LinkKind::Presigned, LinkOpens as Opens, LinkScope as Scope};
        for (scope, opens, begin, end, expected) in [
            (Scope::Object, Opens::File, None, Some(NOW + 7 * DAY), ""),
            (Scope::Object, Opens::Page, Some(NOW - DAY), Some(NOW + 1), ""),
            (Scope::Prefix, Opens::Page, None, Some(NOW + DAY), "folder"),
            (Scope::Bucket, Opens::Page, None, Some(NOW + DAY), "bucket"),
            (Scope::Object, Opens::Archive, None, Some(NOW + DAY), "archive_of_file"),
            (Scope::Object, Opens::File, Some(NOW + 1), Some(NOW + DAY), "starts_later"),
            (Scope::Object, Opens::File, None, Some(NOW + 7 * DAY + 1), "ends_too_late"),
            (Scope::Object, Opens::File, None, None, "ends_too_late"),
            (Scope::Object, Opens::File, None, Some(NOW), "ended"),
            (Scope::Object, Opens::File, Some(NOW + DAY), Some(NOW + 1), "invalid_time_range"),
        ] {
            let found = problem(Presigned, scope, &terms(opens, begin, end));
            assert_eq!(found, expected, "{scope:?} {opens:?} {begin:?} {end:?}");
        }
    }

    #[test]
    fn a_storj_link_can_be_of_anything_from_any_time_until_any_time() {
        use {LinkKind::Storj, LinkOpens as Opens, LinkScope as Scope};
        for (scope, opens, begin, end, expected) in [
            (Scope::Object, Opens::Page, None, None, ""),
            (Scope::Prefix, Opens::Archive, Some(NOW + DAY), Some(NOW + 900 * DAY), ""),
            (Scope::Bucket, Opens::Page, None, None, ""),
            (Scope::Object, Opens::Archive, None, None, "archive_of_file"),
            (Scope::Prefix, Opens::File, None, None, "folder"),
            (Scope::Bucket, Opens::File, None, None, "bucket"),
            (Scope::Object, Opens::Page, None, Some(NOW - 1), "ended"),
            (Scope::Object, Opens::Page, Some(NOW + 2), Some(NOW + 2), "invalid_time_range"),
        ] {
            assert_eq!(problem(Storj, scope, &terms(opens, begin, end)), expected, "{scope:?} {opens:?}");
        }
        let listed = |scope, opens| checked(Storj, scope, &terms(opens, None, None), NOW).unwrap().list;
        assert!(listed(Scope::Object, Opens::Page) && listed(Scope::Prefix, Opens::Archive));
        assert!(!listed(Scope::Prefix, Opens::Page));
    }

    #[test]
    fn defaults_fit_whatever_is_shared() {
        for kind in [LinkKind::Storj, LinkKind::Presigned] {
            for opens in [LinkOpens::Page, LinkOpens::File, LinkOpens::Archive] {
                for scope in [LinkScope::Object, LinkScope::Prefix, LinkScope::Bucket] {
                    let defaults = LinkDefaults { opens, list: true, lifetime: Some(1) };
                    let found = problem(kind, scope, &by_defaults(&defaults, kind, scope, NOW));
                    let possible = kind == LinkKind::Storj || scope == LinkScope::Object;
                    assert_eq!(found.is_empty(), possible, "{kind:?} {opens:?} {scope:?}: {found}");
                }
            }
        }
    }

    #[test]
    fn defaults_that_cannot_be_are_refused() {
        let week = milliseconds(LIFETIME);
        for (kind, opens, lifetime, works) in [
            (LinkKind::Storj, LinkOpens::Archive, None, true),
            (LinkKind::Storj, LinkOpens::Page, Some(0), false),
            (LinkKind::Presigned, LinkOpens::Page, Some(week), true),
            (LinkKind::Presigned, LinkOpens::File, Some(week + 1), false),
            (LinkKind::Presigned, LinkOpens::File, None, false),
            (LinkKind::Presigned, LinkOpens::Archive, Some(1), false),
        ] {
            let found = check_defaults(kind, &LinkDefaults { opens, list: true, lifetime });
            assert_eq!(found.is_ok(), works, "{kind:?} {opens:?} {lifetime:?}");
        }
    }
}
