//! What a key or a grant says.

use super::{Finding, Keys, Place, PlacePrefix, Places, Right, Satellite, Subject, Validity, ValidityState, risks};
use crate::api_key::ApiKey;
use crate::caveat::{Caveat, CaveatPath, Timestamp};
use crate::cipher::Cipher;
use crate::grant::{AccessGrant, limited_places};
use crate::node_url::NodeUrl;
use crate::path::{components, decrypt_path};
use crate::store::EncryptionStore;

pub(super) fn read_key(key: &ApiKey, now: Timestamp) -> Finding {
    let restrictions = key.caveat_bytes().len();
    let caveats = key.caveats().ok();
    let mut finding = read(Subject::ApiKey { restrictions }, caveats.as_deref(), None, now);
    finding.risks = risks::of(&finding, caveats.is_some());
    finding
}

pub(super) fn read_grant(grant: &AccessGrant, now: Timestamp) -> Finding {
    let restrictions = grant.api_key().caveat_bytes().len();
    let caveats = grant.api_key().caveats().ok();
    let store = grant.store();
    let mut finding = read(Subject::AccessGrant { restrictions }, caveats.as_deref(), Some(store), now);
    finding.satellite = Some(Satellite {
        address: String::from_utf8_lossy(grant.satellite()).into_owned(),
        node_id: NodeUrl::parse_satellite(grant.satellite()).ok().map(|url| url.id.to_string()),
    });
    let without_names = |cipher: Cipher| cipher == Cipher::NULL;
    finding.keys = Some(Keys {
        default_key: store.default_key.is_some(),
        places: store.entries().count(),
        names_encrypted: !without_names(store.default_cipher)
            && !store.entries().any(|(_, entry)| without_names(entry.cipher)),
    });
    finding.risks = risks::of(&finding, caveats.is_some());
    finding
}

/// `caveats` is `None` where one of them can't be read: then nothing is allowed.
fn read(subject: Subject, caveats: Option<&[Caveat]>, store: Option<&EncryptionStore>, now: Timestamp) -> Finding {
    let known = caveats.unwrap_or_default();
    let allowed = |right: &Right| caveats.is_some() && known.iter().all(|caveat| allows(caveat, *right));
    let lifetime = known.iter().filter_map(|caveat| caveat.maximum_object_lifetime).min();
    Finding {
        subject,
        rights: Some(Right::ALL.into_iter().filter(allowed).collect()),
        places: Some(read_places(known, store)),
        validity: Some(read_validity(known, now)),
        maximum_object_lifetime: lifetime.map(|nanoseconds| nanoseconds / 1_000_000),
        satellite: None,
        keys: None,
        risks: Vec::new(),
    }
}

/// `Caveat.Allows` of storj.io/common/macaroon, right by right. Who may set a retention may read it: there, both must
/// be forbidden for reading to be.
fn allows(caveat: &Caveat, right: Right) -> bool {
    !match right {
        Right::Read => caveat.disallow_reads,
        Right::Write => caveat.disallow_writes,
        Right::List => caveat.disallow_lists,
        Right::Delete => caveat.disallow_deletes,
        Right::Lock => caveat.disallow_locks,
        Right::PutRetention => caveat.disallow_put_retention,
        Right::GetRetention => caveat.disallow_put_retention && caveat.disallow_get_retention,
        Right::PutLegalHold => caveat.disallow_put_legal_hold,
        Right::GetLegalHold => caveat.disallow_get_legal_hold,
        Right::BypassGovernanceRetention => caveat.disallow_bypass_governance_retention,
        Right::PutBucketLock => caveat.disallow_put_bucket_object_lock_configuration,
        Right::GetBucketLock => caveat.disallow_get_bucket_object_lock_configuration,
        Right::PutBucketNotifications => caveat.disallow_put_bucket_notification_configuration,
        Right::GetBucketNotifications => caveat.disallow_get_bucket_notification_configuration,
    }
}

fn read_validity(caveats: &[Caveat], now: Timestamp) -> Validity {
    let from = caveats.iter().filter_map(|caveat| caveat.not_before).max();
    let until = caveats.iter().filter_map(|caveat| caveat.not_after).min();
    let state = if from.zip(until).is_some_and(|(from, until)| until < from) {
        ValidityState::Never
    } else if until.is_some_and(|until| now > until) {
        ValidityState::Expired
    } else if from.is_some_and(|from| now < from) {
        ValidityState::NotYet
    } else {
        ValidityState::Valid
    };
    Validity { from: from.map(Timestamp::milliseconds), until: until.map(Timestamp::milliseconds), state }
}

fn read_places(caveats: &[Caveat], store: Option<&EncryptionStore>) -> Places {
    let Some(mut allowed) = limited_places(caveats) else { return Places::WholeProject };
    // In order, what covers others comes right before them.
    allowed.sort_by(|one, other| (&one.bucket, &one.encrypted_prefix).cmp(&(&other.bucket, &other.encrypted_prefix)));
    allowed.dedup_by(|later, earlier| {
        later.bucket == earlier.bucket && later.encrypted_prefix.starts_with(&earlier.encrypted_prefix)
    });
    Places::Some { places: allowed.iter().map(|place| read_place(place, store)).collect() }
}

fn read_place(place: &CaveatPath, store: Option<&EncryptionStore>) -> Place {
    let CaveatPath { bucket, encrypted_prefix } = place;
    let has_key = store.is_some_and(|store| store.look_up_encrypted(bucket, encrypted_prefix).is_some());
    let path = store.and_then(|store| decrypt_path(bucket, encrypted_prefix, store).ok());
    let prefix = match path {
        _ if encrypted_prefix.is_empty() => PlacePrefix::WholeBucket,
        Some(path) => PlacePrefix::Path { path: String::from_utf8_lossy(&path).into_owned() },
        None => PlacePrefix::Encrypted { depth: components(encrypted_prefix).len() },
    };
    Place { bucket: String::from_utf8_lossy(bucket).into_owned(), prefix, has_key }
}
