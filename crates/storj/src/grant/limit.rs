//! Which keys a grant may keep: those of places that its API key reaches.
//!
//! Source: `EncryptionAccess.LimitTo` and `collapsePrefixes` of storj.io/common/grant, `access.go`.

use crate::api_key::ApiKey;
use crate::caveat::{Caveat, CaveatPath};
use crate::path::{decrypt_path, derive_key_of_path};
use crate::store::{EncryptionStore, StoreEntry};

/// The places that every restriction allows; `None` where none speaks of places.
pub(crate) fn limited_places(caveats: &[Caveat]) -> Option<Vec<CaveatPath>> {
    let groups: Vec<&[CaveatPath]> =
        caveats.iter().map(|caveat| caveat.allowed_paths.as_slice()).filter(|group| !group.is_empty()).collect();
    if groups.is_empty() {
        return None;
    }
    let within = |place: &CaveatPath, other: &CaveatPath| {
        place.bucket == other.bucket && place.encrypted_prefix.starts_with(&other.encrypted_prefix)
    };
    let allowed = |place: &&CaveatPath| groups.iter().all(|group| group.iter().any(|other| within(place, other)));
    Some(groups.iter().copied().flatten().filter(allowed).cloned().collect())
}

/// The store without what the key has no use for. A key with a restriction that can't be read leaves nothing.
pub(super) fn limit(store: EncryptionStore, api_key: &ApiKey) -> EncryptionStore {
    let Ok(caveats) = api_key.caveats() else { return EncryptionStore::default() };
    let Some(places) = limited_places(&caveats) else { return store };
    let mut limited = EncryptionStore::default();
    limited.default_cipher = store.default_cipher;
    for CaveatPath { bucket, encrypted_prefix } in places {
        if let Some(entry) = entry(&store, &bucket, encrypted_prefix) {
            // A place that contradicts another one can't be used anyway.
            let _ = limited.add(&bucket, entry);
        }
    }
    limited
}

/// The key of that place, where the store has one.
fn entry(store: &EncryptionStore, bucket: &[u8], encrypted: Vec<u8>) -> Option<StoreEntry> {
    let unencrypted = decrypt_path(bucket, &encrypted, store).ok()?;
    let key = derive_key_of_path(bucket, &unencrypted, store).ok()?;
    let cipher = store.look_up_encrypted(bucket, &encrypted)?.0.cipher;
    Some(StoreEntry { unencrypted, encrypted, key, cipher })
}
