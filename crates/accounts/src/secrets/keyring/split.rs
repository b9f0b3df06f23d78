//! Secrets larger than an entry of the keyring (Windows holds 2,560 bytes) are split over several.
//!
//! A small secret is its entry's whole content. Of a large one, the entry has a head, `satchel-split:COUNT`, and the
//! parts are in `HANDLE#1`, `HANDLE#2` and so on. A secret that looks like a head is split as well, so that the two
//! can't be mixed up.

use zeroize::Zeroizing;

use super::KeyringBackend;
use crate::SecretError;

const HEAD: &[u8] = b"satchel-split:";

/// Keeps a secret. One that fits replaces another that fits in one step. The head is written after its parts, so that
/// a new secret never counts parts that aren't there; replacing a split one isn't one step, so callers take a new
/// handle for that.
pub(super) fn set(backend: &mut dyn KeyringBackend, handle: &str, secret: &[u8]) -> Result<(), SecretError> {
    let before = backend.get(handle)?.map_or(0, |entry| parts_of(&entry).unwrap_or(None).unwrap_or(0));
    let mut count = 0;
    if secret.len() <= backend.largest() && !secret.starts_with(HEAD) {
        backend.set(handle, secret)?;
    } else {
        for part in secret.chunks(backend.largest()) {
            count += 1;
            backend.set(&part_name(handle, count), part)?;
        }
        backend.set(handle, &[HEAD, count.to_string().as_bytes()].concat())?;
    }
    for surplus in count + 1..=before {
        backend.delete(&part_name(handle, surplus))?;
    }
    Ok(())
}

/// Gives a secret back.
pub(super) fn get(backend: &mut dyn KeyringBackend, handle: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
    let Some(entry) = backend.get(handle)? else { return Ok(None) };
    let secret = match parts_of(&entry)? {
        None => entry,
        Some(count) => {
            let mut whole = Zeroizing::new(Vec::with_capacity(count * backend.largest().min(1 << 16)));
            for number in 1..=count {
                let part = backend.get(&part_name(handle, number))?.ok_or(SecretError::Damaged)?;
                whole.extend_from_slice(&part);
            }
            whole
        }
    };
    let text = std::str::from_utf8(&secret).map_err(|_| SecretError::Damaged)?;
    Ok(Some(Zeroizing::new(text.to_owned())))
}

/// Deletes a secret with all its parts; the head last, so that an interrupted deletion can be done again.
pub(super) fn delete(backend: &mut dyn KeyringBackend, handle: &str) -> Result<(), SecretError> {
    let Some(entry) = backend.get(handle)? else { return Ok(()) };
    // A damaged head names no parts; what can be deleted is.
    let count = parts_of(&entry).unwrap_or(None).unwrap_or(0);
    for number in 1..=count {
        backend.delete(&part_name(handle, number))?;
    }
    backend.delete(handle)
}

fn parts_of(entry: &[u8]) -> Result<Option<usize>, SecretError> {
    let Some(count) = entry.strip_prefix(HEAD) else { return Ok(None) };
    let count = std::str::from_utf8(count).ok().and_then(|count| count.parse().ok());
    // 1,000 parts are more than any secret has; a larger count is not ours.
    count.filter(|count| (1..=1_000).contains(count)).map(Some).ok_or(SecretError::Damaged)
}

fn part_name(handle: &str, number: usize) -> String {
    format!("{handle}#{number}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::Fake;
    use super::*;

    proptest! {
        #[test]
        fn secrets_of_any_length_come_back_and_leave_nothing(
            first in "(satchel-split:)?.{0,80}", second in "(satchel-split:)?.{0,80}", largest in 24_usize..60,
        ) {
            let mut fake = Fake::holding_at_most(largest);
            for secret in [&first, &second] {
                set(&mut fake, "h", secret.as_bytes()).unwrap();
                let back = get(&mut fake, "h").unwrap().unwrap();
                prop_assert_eq!(back.as_str(), secret.as_str());
            }
            delete(&mut fake, "h").unwrap();
            prop_assert_eq!(fake.entries(), []);
        }
    }

    #[test]
    fn a_secret_of_windows_size_and_more_is_split() {
        let mut fake = Fake::holding_at_most(2_560);
        let secret = "s".repeat(6_000);
        set(&mut fake, "h", secret.as_bytes()).unwrap();
        assert_eq!(
            fake.entries().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["h", "h#1", "h#2", "h#3"]
        );
        assert_eq!(get(&mut fake, "h").unwrap().unwrap().as_str(), secret);
        fake.delete("h#2").unwrap();
        assert!(matches!(get(&mut fake, "h"), Err(SecretError::Damaged)));
    }
}
