//! Keys of Satchel's own: what they seal or mark lies in files, and they lie where secrets are kept.

use satchel_secret::Secret;
use zeroize::Zeroizing;

use super::{Accounts, secrets_error};
use crate::{AccountsError, SecretError, files, random};

/// What the key's errors call it, where an account's would have its name.
const NAME: &str = "Satchel";

impl Accounts {
    /// A key of 256 bits, made by chance at the first call and kept under `handle` where secrets are kept. Every program
    /// of this person gets the same one; where secrets last for a session, so does the key. A locked keyring asks the
    /// person for its password here.
    ///
    /// # Errors
    /// [`AccountsError::Secrets`] where it can't be had or kept now, [`AccountsError::SecretDamaged`] where what is kept
    /// isn't one.
    pub async fn data_key(&self, handle: &str) -> Result<Secret<[u8; 32]>, AccountsError> {
        let failed = |source| secrets_error(NAME, source);
        if let Some(kept) = self.secrets.get(handle).await.map_err(failed)? {
            return decode(&kept);
        }
        // Two programs may find at once that there is none: the second one takes what the first one made.
        let path = self.file.path().with_file_name("keys.lock");
        let locked = tokio::task::spawn_blocking(move || files::lock(&path)).await;
        let lost = |detail: String| failed(SecretError::Failed { detail });
        let _lock = locked.map_err(|error| lost(error.to_string()))?.map_err(|error| lost(error.to_string()))?;
        if let Some(kept) = self.secrets.get(handle).await.map_err(failed)? {
            return decode(&kept);
        }
        let made = Zeroizing::new(random::hex(32).map_err(failed)?);
        self.secrets.set(handle, &made).await.map_err(failed)?;
        decode(&made)
    }
}

fn decode(text: &str) -> Result<Secret<[u8; 32]>, AccountsError> {
    let mut key = Zeroizing::new([0; 32]);
    hex::decode_to_slice(text, &mut *key).map_err(|_| AccountsError::SecretDamaged { name: NAME.to_owned() })?;
    Ok(Secret::new(*key))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{SecretStore, SessionSecrets};

    #[tokio::test]
    async fn every_program_gets_the_same_key_and_what_is_none_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let secrets: Arc<dyn SecretStore> = Arc::new(SessionSecrets::default());
        let open = || Accounts::open(folder.path(), secrets.clone()).0;
        let (one, other) = (open(), open());
        let (first, second) = tokio::join!(one.data_key("marks"), other.data_key("marks"));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.expose(), second.expose());
        assert_ne!(first.expose(), one.data_key("others").await.unwrap().expose());
        assert_ne!(first.expose(), &[0; 32]);

        secrets.set("damaged", &Zeroizing::new("00".to_owned())).await.unwrap();
        let failure = one.data_key("damaged").await.unwrap_err();
        assert!(matches!(failure, AccountsError::SecretDamaged { .. }), "{failure}");
        for file in std::fs::read_dir(folder.path()).unwrap() {
            assert_eq!(file.unwrap().metadata().unwrap().len(), 0, "nothing of a key is in a file");
        }
    }
}
