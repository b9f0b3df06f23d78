//! What the doctor found, in the list's words.

use satchel_operations_schema::types::{
    AccessFinding, AccessKeys, AccessPlace, AccessPrefix, AccessRight, AccessRisk, AccessSatellite, AccessSubject,
    AccessValidity, CredentialsSubject, EncryptedPlace, FoundRisk, LinkForm, LinkSubject, PathPlace, RestrictedSubject,
    RiskSeverity, ValidityState, WholeBucketPlace,
};
use satchel_storj::doctor;

/// How many characters are shown of a text's beginning and end.
const SHOWN: (usize, usize) = (6, 4);
/// Of a text shorter than this, what is shown would be too large a part.
const SHORTEST: usize = 40;

/// A finding about `text`, of which it shows a few characters.
pub fn described(found: &doctor::Finding, text: &str) -> AccessFinding {
    let (whole_project, places) = match &found.places {
        None => (None, Vec::new()),
        Some(doctor::Places::WholeProject) => (Some(true), Vec::new()),
        Some(doctor::Places::Some { places }) => (Some(false), places.iter().map(place).collect()),
    };
    AccessFinding {
        subject: subject(&found.subject),
        shown: shown(text.trim()),
        rights: found.rights.as_ref().map(|rights| rights.iter().map(|known| right(*known)).collect()),
        whole_project,
        places,
        validity: found.validity.map(|validity| AccessValidity {
            from: validity.from,
            until: validity.until,
            state: match validity.state {
                doctor::ValidityState::Valid => ValidityState::Valid,
                doctor::ValidityState::NotYet => ValidityState::NotYet,
                doctor::ValidityState::Expired => ValidityState::Expired,
                doctor::ValidityState::Never => ValidityState::Never,
            },
        }),
        maximum_object_lifetime: found.maximum_object_lifetime,
        satellite: found.satellite.as_ref().map(|satellite| AccessSatellite {
            address: satellite.address.clone(),
            node_id: satellite.node_id.clone(),
        }),
        keys: found.keys.map(|keys| AccessKeys {
            default_key: keys.default_key,
            places: count(keys.places),
            names_encrypted: keys.names_encrypted,
        }),
        risks: found.risks.iter().map(|known| risk(*known)).collect(),
    }
}

/// The first and last few characters, to know a text again by: ten of more than ninety in a key or a grant.
fn shown(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() < SHORTEST {
        return "…".to_owned();
    }
    let (first, last) = SHOWN;
    let begin: String = characters[..first].iter().collect();
    let end: String = characters[characters.len() - last..].iter().collect();
    format!("{begin}…{end}")
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn subject(subject: &doctor::Subject) -> AccessSubject {
    match subject {
        doctor::Subject::ApiKey { restrictions } => {
            AccessSubject::ApiKey(RestrictedSubject { restrictions: count(*restrictions) })
        }
        doctor::Subject::AccessGrant { restrictions } => {
            AccessSubject::AccessGrant(RestrictedSubject { restrictions: count(*restrictions) })
        }
        doctor::Subject::S3Credentials { access_key_id, has_secret_key, endpoint } => {
            AccessSubject::S3Credentials(CredentialsSubject {
                access_key_id: access_key_id.clone(),
                has_secret_key: *has_secret_key,
                endpoint: endpoint.clone(),
            })
        }
        doctor::Subject::ShareLink { base_url, form, access_key_id, bucket, key } => {
            AccessSubject::ShareLink(LinkSubject {
                base_url: base_url.clone(),
                // Link sharing leads on from a bare link to the page.
                form: match form {
                    satchel_storj::share_url::LinkForm::Page | satchel_storj::share_url::LinkForm::Bare => {
                        LinkForm::Page
                    }
                    satchel_storj::share_url::LinkForm::Raw => LinkForm::Raw,
                },
                access_key_id: access_key_id.clone(),
                bucket: bucket.clone(),
                key: key.clone(),
            })
        }
    }
}

fn place(place: &doctor::Place) -> AccessPlace {
    AccessPlace {
        bucket: place.bucket.clone(),
        prefix: match &place.prefix {
            doctor::PlacePrefix::WholeBucket => AccessPrefix::WholeBucket(WholeBucketPlace {}),
            doctor::PlacePrefix::Path { path } => AccessPrefix::Path(PathPlace { path: path.clone() }),
            doctor::PlacePrefix::Encrypted { depth } => {
                AccessPrefix::Encrypted(EncryptedPlace { depth: count(*depth) })
            }
        },
        has_key: place.has_key,
    }
}

fn right(right: doctor::Right) -> AccessRight {
    use doctor::Right as R;
    match right {
        R::Read => AccessRight::Read,
        R::Write => AccessRight::Write,
        R::List => AccessRight::List,
        R::Delete => AccessRight::Delete,
        R::Lock => AccessRight::Lock,
        R::PutRetention => AccessRight::PutRetention,
        R::GetRetention => AccessRight::GetRetention,
        R::PutLegalHold => AccessRight::PutLegalHold,
        R::GetLegalHold => AccessRight::GetLegalHold,
        R::BypassGovernanceRetention => AccessRight::BypassGovernanceRetention,
        R::PutBucketLock => AccessRight::PutBucketLock,
        R::GetBucketLock => AccessRight::GetBucketLock,
        R::PutBucketNotifications => AccessRight::PutBucketNotifications,
        R::GetBucketNotifications => AccessRight::GetBucketNotifications,
    }
}

fn risk(risk: doctor::Risk) -> FoundRisk {
    use doctor::Risk as R;
    let severity = match risk.severity() {
        doctor::Severity::Notice => RiskSeverity::Notice,
        doctor::Severity::Warning => RiskSeverity::Warning,
        doctor::Severity::Danger => RiskSeverity::Danger,
    };
    let risk = match risk {
        R::Unrestricted => AccessRisk::Unrestricted,
        R::WholeProject => AccessRisk::WholeProject,
        R::NoExpiry => AccessRisk::NoExpiry,
        R::CanDelete => AccessRisk::CanDelete,
        R::CanWrite => AccessRisk::CanWrite,
        R::CanBypassRetention => AccessRisk::CanBypassRetention,
        R::CanLock => AccessRisk::CanLock,
        R::NamesVisible => AccessRisk::NamesVisible,
        R::SatelliteUnproven => AccessRisk::SatelliteUnproven,
        R::UnreadableRestriction => AccessRisk::UnreadableRestriction,
        R::Expired => AccessRisk::Expired,
        R::NotYetValid => AccessRisk::NotYetValid,
        R::AllowsNothing => AccessRisk::AllowsNothing,
        R::MissingKeys => AccessRisk::MissingKeys,
        R::OpenToAnyone => AccessRisk::OpenToAnyone,
        R::LinkHoldsKeys => AccessRisk::LinkHoldsKeys,
        R::SecretKeyMissing => AccessRisk::SecretKeyMissing,
    };
    FoundRisk { risk, severity }
}
