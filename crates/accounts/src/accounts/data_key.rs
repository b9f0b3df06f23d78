//! [`Accounts::data_key`] and [`Accounts::replace_data_key`].

use satchel_secret::Secret;

use super::{Accounts, secrets_error};
use crate::files::FileLock;
use crate::secrets::data_key;
use crate::{AccountsError, SecretError};

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
        if let Some(kept) = data_key::read(&*self.secrets, handle).await.map_err(failed)? {
            return Ok(kept);
        }
        // Two programs may find at once that there is none: the second one takes what the first one made.
        let path = self.file.path().with_file_name("keys");
        let locked = tokio::task::spawn_blocking(move || FileLock::take(&path)).await;
        let lost = |detail: String| failed(SecretError::Failed { detail });
        let locked = locked.map_err(|error| lost(error.to_string()))?.map_err(|error| lost(error.to_string()))?;
        let _lock = locked.ok_or_else(|| lost("another Satchel makes one and doesn't come to an end".to_owned()))?;
        match data_key::read(&*self.secrets, handle).await.map_err(failed)? {
            Some(kept) => Ok(kept),
            None => data_key::make(&*self.secrets, handle).await.map_err(failed),
        }
    }

    /// Puts a new key, made by chance, in the place of the one under `handle`, whether there is one or not. When this
    /// answers, the old one is kept nowhere.
    ///
    /// # Errors
    /// [`AccountsError::Secrets`] where it can't be kept now: the old one is still the one.
    pub async fn replace_data_key(&self, handle: &str) -> Result<Secret<[u8; 32]>, AccountsError> {
        data_key::make(&*self.secrets, handle).await.map_err(failed)
    }
}

fn failed(source: SecretError) -> AccountsError {
    match source {
        SecretError::Damaged => AccountsError::SecretDamaged { name: NAME.to_owned() },
        source => secrets_error(NAME, source),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use zeroize::Zeroizing;

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

        let replaced = one.replace_data_key("marks").await.unwrap();
        assert_ne!(replaced.expose(), first.expose());
        assert_eq!(other.data_key("marks").await.unwrap().expose(), replaced.expose());
        let repaired = one.replace_data_key("damaged").await.unwrap();
        assert_eq!(one.data_key("damaged").await.unwrap().expose(), repaired.expose());
        for file in std::fs::read_dir(folder.path()).unwrap() {
            assert_eq!(file.unwrap().metadata().unwrap().len(), 0, "nothing of a key is in a file");
        }
    }
}
