//! Where secrets live: [`SecretStore`], the system's keyring, and memory for this session.

pub(crate) mod data_key;
mod keyring;
mod session;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

#[cfg(test)]
pub(crate) use self::keyring::testing;
pub use self::keyring::{KeyringBackend, KeyringSecrets, SystemKeyring};
pub use session::SessionSecrets;

/// The name that Satchel's entries have in the keyring (the Secret Service's `service`, Windows' target).
pub const SERVICE: &str = "Satchel";

/// How long the keyring may take to show that it works.
pub const PROBE_TIMEOUT: Duration = Duration::from_secs(2);

/// How long one call may take. A locked keyring asks the person for a password, which takes a person's time.
pub const CALL_TIMEOUT: Duration = Duration::from_mins(2);

/// The environment variable that chooses the place of secrets: `keyring` or `session`.
pub const CHOICE_VARIABLE: &str = "SATCHEL_SECRETS";

/// A place for secrets, each under a handle that isn't secret.
#[async_trait]
pub trait SecretStore: Send + Sync + fmt::Debug {
    /// Keeps a secret, replacing the one that the handle had.
    async fn set(&self, handle: &str, secret: &Zeroizing<String>) -> Result<(), SecretError>;
    /// Gives a secret back; `None` where the place was looked through and has none of that handle.
    async fn get(&self, handle: &str) -> Result<Option<Zeroizing<String>>, SecretError>;
    /// Deletes a secret. A missing one is no error.
    async fn delete(&self, handle: &str) -> Result<(), SecretError>;
    /// Which place it is.
    fn place(&self) -> SecretPlace;
}

/// Where a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretPlace {
    /// In the system's keyring.
    Keyring,
    /// In memory, until Satchel is closed.
    Session,
}

/// Why a place of secrets failed. None of these means that a secret was deleted.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is no keyring on this system, or it can't be reached now.
    #[error("there is no keyring that can be used: {detail}")]
    NoKeyring {
        /// Why, in the system's words.
        detail: String,
    },
    /// The keyring is there and locked, and it wasn't unlocked.
    #[error("the keyring is locked")]
    Locked,
    /// The keyring didn't answer in time, now or on an earlier call that still hangs.
    #[error("the keyring doesn't answer")]
    Hangs,
    /// The keyring has only a part of a secret that was split over several entries.
    #[error("the keyring has only a part of the secret")]
    Damaged,
    /// The keyring failed otherwise.
    #[error("the keyring failed: {detail}")]
    Failed {
        /// Why, in the system's words.
        detail: String,
    },
}

/// Where the person wants secrets to be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecretsChoice {
    /// In the system's keyring, and in memory where there is none.
    #[default]
    Keyring,
    /// In memory, until Satchel is closed.
    Session,
}

/// A value of `SATCHEL_SECRETS` that isn't one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("SATCHEL_SECRETS can be \"keyring\" or \"session\", not {value:?}")]
pub struct SecretsChoiceError {
    /// What was given.
    pub value: String,
}

impl SecretsChoice {
    /// Reads `SATCHEL_SECRETS`; the keyring where it is not set or empty.
    ///
    /// # Errors
    /// [`SecretsChoiceError`] for anything but `keyring` and `session`.
    pub fn from_environment() -> Result<Self, SecretsChoiceError> {
        match std::env::var_os(CHOICE_VARIABLE) {
            None => Ok(Self::default()),
            Some(value) if value.is_empty() => Ok(Self::default()),
            Some(value) => value.to_string_lossy().parse(),
        }
    }
}

impl std::str::FromStr for SecretsChoice {
    type Err = SecretsChoiceError;

    fn from_str(value: &str) -> Result<Self, Self::Err> {
        match value {
            "keyring" => Ok(Self::Keyring),
            "session" => Ok(Self::Session),
            _ => Err(SecretsChoiceError { value: value.to_owned() }),
        }
    }
}

/// Secrets were to be kept in the keyring and can't be: they last until Satchel is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretsNotice {
    /// Why, as a plain sentence.
    pub detail: String,
}

/// Opens the chosen place. Where the keyring is missing, or doesn't answer within [`PROBE_TIMEOUT`], secrets are kept
/// in memory and the notice says why. A keyring that is there but locked is used: the system asks for its password
/// when a secret is needed. Calling it again looks for the keyring again.
pub async fn open_secrets(choice: SecretsChoice) -> (Arc<dyn SecretStore>, Option<SecretsNotice>) {
    match choice {
        SecretsChoice::Session => (Arc::new(SessionSecrets::default()), None),
        SecretsChoice::Keyring => {
            open_keyring_or_session(KeyringSecrets::new(Box::<SystemKeyring>::default()), PROBE_TIMEOUT).await
        }
    }
}

async fn open_keyring_or_session(
    keyring: Result<KeyringSecrets, SecretError>,
    timeout: Duration,
) -> (Arc<dyn SecretStore>, Option<SecretsNotice>) {
    let opened = match keyring {
        Ok(keyring) => keyring.probe(timeout).await.map(|()| keyring),
        Err(error) => Err(error),
    };
    match opened {
        Ok(keyring) => (Arc::new(keyring), None),
        Err(error) => {
            tracing::warn!(%error, "secrets are kept for this session only");
            (Arc::new(SessionSecrets::default()), Some(SecretsNotice { detail: error.to_string() }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{Fake, Hanging};
    use super::*;

    #[test]
    fn an_unknown_choice_is_refused_by_name() {
        assert_eq!("keyring".parse(), Ok(SecretsChoice::Keyring));
        assert_eq!("session".parse(), Ok(SecretsChoice::Session));
        for value in ["vault", "Keyring", "none"] {
            let error = value.parse::<SecretsChoice>().unwrap_err();
            assert!(error.to_string().contains(value), "{error}");
        }
    }

    #[tokio::test]
    async fn a_keyring_that_works_is_used() {
        let fake = Fake::default();
        let (store, notice) = open_keyring_or_session(KeyringSecrets::new(Box::new(fake.clone())), PROBE_TIMEOUT).await;
        assert_eq!((store.place(), notice), (SecretPlace::Keyring, None));
        store.set("a", &Zeroizing::new("sesame".into())).await.unwrap();
        assert_eq!(fake.entries(), [("a".to_owned(), b"sesame".to_vec())]);
    }

    #[tokio::test]
    async fn a_hanging_keyring_falls_back_to_this_session() {
        // The backend never answers, so that this test ends at all only through the timeout.
        let hanging = KeyringSecrets::new(Box::new(Hanging::default()));
        let (store, notice) = open_keyring_or_session(hanging, Duration::from_millis(50)).await;
        assert_eq!(store.place(), SecretPlace::Session);
        assert!(notice.unwrap().detail.contains("doesn't answer"));
        store.set("a", &Zeroizing::new("sesame".into())).await.unwrap();
        assert_eq!(store.get("a").await.unwrap().as_deref().map(String::as_str), Some("sesame"));
    }

    #[tokio::test]
    async fn a_missing_keyring_falls_back_and_says_why() {
        let fake = Fake::default();
        fake.fail_with(|| SecretError::NoKeyring { detail: "no bus".into() });
        let (store, notice) = open_keyring_or_session(KeyringSecrets::new(Box::new(fake.clone())), PROBE_TIMEOUT).await;
        assert_eq!(store.place(), SecretPlace::Session);
        assert!(notice.unwrap().detail.contains("no bus"));
    }
}
