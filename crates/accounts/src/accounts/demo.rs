//! The account of the embedded store behind Try it now.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;

use url::Url;
use zeroize::Zeroizing;

use super::{Accounts, find_mut, secrets_error, unique_name};
use crate::account::SecretReference;
use crate::{Account, AccountId, AccountKind, AccountsError, Addressing, FileError, SecretPlace, files, random};

/// The name that the embedded store's account begins with. The person may change it.
pub const DEMO_NAME: &str = "Try it now";

/// What the embedded store is started with: made by chance for each install.
#[derive(Clone)]
pub struct DemoCredentials {
    /// The access key's ID.
    pub access_key_id: String,
    /// The secret key.
    pub secret_key: Zeroizing<String>,
}

impl fmt::Debug for DemoCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DemoCredentials").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

impl Accounts {
    /// The credentials to start the embedded store with, made at the first call and kept where secrets are kept, and
    /// its folder, made for its owner only. Where the secret is gone or out of reach another one is made: the embedded
    /// store takes whatever it is started with, so nothing is lost. (Kept in the keyring, the old one comes back with
    /// the keyring.) The account appears in [`Accounts::list`] once [`Accounts::set_demo_endpoint`] was called.
    ///
    /// # Errors
    /// [`AccountsError::Secrets`] where the keyring is locked or fails, and those of saving.
    pub async fn ensure_demo(&self, directory: &Path) -> Result<DemoCredentials, AccountsError> {
        let failed = |source| AccountsError::File(FileError::Write { path: directory.to_owned(), source });
        files::make_folder(directory).map_err(failed)?;
        let _changing = self.changing.lock().await;
        let (account, reference, access_key_id) = match self.demo_account() {
            Some(known) => known,
            None => self.add_demo_account().await?,
        };
        let kept = match self.read_secret(&account, &reference).await {
            Err(AccountsError::SecretOutOfReach { .. }) => None,
            other => other?,
        };
        if let Some(secret_key) = kept {
            return Ok(DemoCredentials { access_key_id, secret_key });
        }
        let failed = |source| secrets_error(&account.name, source);
        let secret_key = Zeroizing::new(random::hex(20).map_err(failed)?);
        self.secrets.set(&reference.handle, &secret_key).await.map_err(failed)?;
        if reference.place != self.secrets.place() && self.secrets.place() == SecretPlace::Keyring {
            let kept = SecretReference { place: SecretPlace::Keyring, ..reference };
            let id = account.id;
            self.change(|content| {
                find_mut(content, &id)?.secret = Some(kept);
                Ok(())
            })
            .await?;
        }
        Ok(DemoCredentials { access_key_id, secret_key })
    }

    /// Saves where the embedded store listens now, in its one account.
    ///
    /// # Errors
    /// [`AccountsError::DemoNotRunning`] before [`Accounts::ensure_demo`], and those of saving.
    pub async fn set_demo_endpoint(&self, address: SocketAddr) -> Result<Account, AccountsError> {
        let _changing = self.changing.lock().await;
        let endpoint = Url::parse(&format!("http://{address}")).map_err(|_| AccountsError::DemoNotRunning)?;
        self.change(|content| {
            let account = content.accounts.iter_mut().find(|account| account.kind == AccountKind::Demo);
            let account = account.ok_or(AccountsError::DemoNotRunning)?;
            account.endpoint = Some(endpoint);
            Ok(account.clone())
        })
        .await
    }

    fn demo_account(&self) -> Option<(Account, SecretReference, String)> {
        let content = self.content();
        let account = content.accounts.iter().find(|account| account.kind == AccountKind::Demo)?;
        Some((account.clone(), account.secret.clone()?, account.access_key_id.clone()?))
    }

    async fn add_demo_account(&self) -> Result<(Account, SecretReference, String), AccountsError> {
        let failed = |source| secrets_error(DEMO_NAME, source);
        let access_key_id = format!("demo-{}", random::hex(8).map_err(failed)?);
        let handle = format!("demo-{}", random::hex(12).map_err(failed)?);
        let reference = SecretReference { handle, place: self.secrets.place() };
        let account = Account {
            id: AccountId::random().map_err(failed)?,
            name: unique_name(&self.content(), DEMO_NAME, None),
            kind: AccountKind::Demo,
            endpoint: None,
            region: Some("us-east-1".to_owned()),
            addressing: Addressing::Path,
            access_key_id: Some(access_key_id.clone()),
            profile: None,
            storj: None,
            secret: Some(reference.clone()),
        };
        let account = self.add(account).await?;
        Ok((account, reference, access_key_id))
    }
}
