//! Secrets in memory.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use zeroize::Zeroizing;

use super::{SecretError, SecretPlace, SecretStore};

/// Keeps secrets in memory and wipes them when it is dropped.
#[derive(Default)]
pub struct SessionSecrets {
    secrets: Mutex<HashMap<String, Zeroizing<String>>>,
}

impl SessionSecrets {
    fn secrets(&self) -> MutexGuard<'_, HashMap<String, Zeroizing<String>>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for SessionSecrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SessionSecrets").field("count", &self.secrets().len()).finish()
    }
}

#[async_trait]
impl SecretStore for SessionSecrets {
    async fn set(&self, handle: &str, secret: &Zeroizing<String>) -> Result<(), SecretError> {
        self.secrets().insert(handle.to_owned(), secret.clone());
        Ok(())
    }

    async fn get(&self, handle: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        Ok(self.secrets().get(handle).cloned())
    }

    async fn delete(&self, handle: &str) -> Result<(), SecretError> {
        self.secrets().remove(handle);
        Ok(())
    }

    fn place(&self) -> SecretPlace {
        SecretPlace::Session
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn keeps_gives_back_and_deletes_without_printing() {
        let store = SessionSecrets::default();
        store.set("a", &Zeroizing::new("sesame".into())).await.unwrap();
        assert!(!format!("{store:?}").contains("sesame"));
        assert_eq!(store.get("a").await.unwrap().unwrap().as_str(), "sesame");
        store.delete("a").await.unwrap();
        store.delete("a").await.unwrap();
        assert!(store.get("a").await.unwrap().is_none());
    }
}
