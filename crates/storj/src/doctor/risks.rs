//! What is risky about a key or a grant.

use std::cmp::Reverse;

use super::{Finding, Places, Right, Risk, Subject, ValidityState};

/// The worst first. `readable` says whether every restriction could be read.
pub(super) fn of(finding: &Finding, readable: bool) -> Vec<Risk> {
    let mut risks: Vec<Risk> =
        all(finding, readable).into_iter().filter(|(_, applies)| *applies).map(|(risk, _)| risk).collect();
    risks.sort_by_key(|risk| Reverse(risk.severity()));
    risks
}

fn all(finding: &Finding, readable: bool) -> [(Risk, bool); 14] {
    let restrictions = match finding.subject {
        Subject::ApiKey { restrictions } | Subject::AccessGrant { restrictions } => restrictions,
        Subject::S3Credentials { .. } | Subject::ShareLink { .. } => 0,
    };
    let state = finding.validity.map(|validity| validity.state);
    let nowhere = matches!(&finding.places, Some(Places::Some { places }) if places.is_empty());
    let powerless = finding.rights.as_ref().is_some_and(Vec::is_empty);
    let can_lock = [Right::Lock, Right::PutRetention, Right::PutLegalHold, Right::PutBucketLock];
    let unproven = finding.satellite.as_ref().is_some_and(|satellite| satellite.node_id.is_none());
    // What follows only matters where something is allowed at all.
    let usable = readable && !nowhere && !powerless;
    [
        (Risk::UnreadableRestriction, !readable),
        (Risk::AllowsNothing, readable && (nowhere || powerless || state == Some(ValidityState::Never))),
        (Risk::Expired, state == Some(ValidityState::Expired)),
        (Risk::Unrestricted, restrictions == 0),
        (Risk::CanBypassRetention, usable && restrictions > 0 && finding.may(Right::BypassGovernanceRetention)),
        (Risk::WholeProject, usable && finding.places == Some(Places::WholeProject)),
        (Risk::NoExpiry, usable && finding.validity.is_some_and(|validity| validity.until.is_none())),
        (Risk::CanDelete, usable && finding.may(Right::Delete)),
        (Risk::MissingKeys, usable && keys_are_missing(finding)),
        (Risk::SatelliteUnproven, unproven),
        (Risk::CanWrite, usable && finding.may(Right::Write)),
        (Risk::CanLock, usable && restrictions > 0 && can_lock.into_iter().any(|right| finding.may(right))),
        (Risk::NamesVisible, finding.keys.is_some_and(|keys| !keys.names_encrypted)),
        (Risk::NotYetValid, state == Some(ValidityState::NotYet)),
    ]
}

/// Whether a grant may reach a place that it has no key for.
fn keys_are_missing(finding: &Finding) -> bool {
    let Some(keys) = finding.keys else { return false };
    match &finding.places {
        Some(Places::WholeProject) => !keys.default_key,
        Some(Places::Some { places }) => places.iter().any(|place| !place.has_key),
        None => false,
    }
}
