//! [`Accounts`]: the saved accounts, their file, and the stores made of them.

mod data_key;
mod demo;
mod secret;
mod stores;
mod storj;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use demo::{DEMO_NAME, DemoCredentials};
use stores::Stores;

use crate::account::SecretReference;
use crate::draft::{CheckedProfile, CheckedS3, DraftError, DraftField, DraftProblem, check_name};
use crate::{
    Account, AccountId, AccountKind, AccountsError, FileNotice, ProfileDraft, S3Draft, SealedFile, SecretError,
    SecretPlace, SecretStore, VersionedFile, list_aws_profiles,
};

/// The version of `accounts.json` that this Satchel writes, and the newest that it reads. 2 came with Storj accounts; a
/// file of version 1 is one of version 2 without any.
const VERSION: u32 = 2;

/// Something to say of `accounts.json`, which was opened all the same.
pub type AccountsNotice = FileNotice;

/// The saved accounts. Every change is on the disk before its call answers; a change that can't be saved doesn't
/// happen. Changes are made one after the other.
#[derive(Debug)]
pub struct Accounts {
    file: Arc<VersionedFile<Content>>,
    secrets: Arc<dyn SecretStore>,
    content: Mutex<Content>,
    stores: Stores,
    changing: tokio::sync::Mutex<()>,
}

/// What `accounts.json` holds, besides its version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Content {
    accounts: Vec<Account>,
}

impl Accounts {
    /// Opens `accounts.json` in the data folder. A corrupt file is kept aside as `accounts.corrupt-MILLISECONDS.json`
    /// and a newer one left alone: the list is empty then, and the notice says so.
    pub fn open(directory: &Path, secrets: Arc<dyn SecretStore>) -> (Self, Vec<AccountsNotice>) {
        let (file, content, notice) = VersionedFile::open(directory.join("accounts.json"), VERSION, true);
        let accounts = Self {
            file: Arc::new(file),
            secrets,
            content: Mutex::new(content.unwrap_or_default()),
            stores: Stores::default(),
            changing: tokio::sync::Mutex::default(),
        };
        (accounts, notice.into_iter().collect())
    }

    /// The accounts, in the order they were added. The embedded store's is among them once it has run.
    pub fn list(&self) -> Vec<Account> {
        let usable = |account: &&Account| account.kind != AccountKind::Demo || account.endpoint.is_some();
        self.content().accounts.iter().filter(usable).cloned().collect()
    }

    /// One account.
    ///
    /// # Errors
    /// [`AccountsError::NoSuchAccount`].
    pub fn get(&self, id: &AccountId) -> Result<Account, AccountsError> {
        find(&self.content(), id).cloned()
    }

    /// Where secrets are put in this session.
    pub fn secret_place(&self) -> SecretPlace {
        self.secrets.place()
    }

    /// A file beside `accounts.json` that is sealed with the key in the keyring. `purpose` says what it holds: what was
    /// sealed for one purpose opens for no other.
    pub fn sealed_file<T: Default>(&self, name: &str, purpose: &'static str, version: u32) -> SealedFile<T> {
        SealedFile::new(self.file.path().with_file_name(name), purpose, version, Arc::clone(&self.secrets))
    }

    /// Saves an S3-compatible store: its secret where secrets are kept, the rest in the file. Where the name is taken,
    /// the account is called "name (2)".
    ///
    /// # Errors
    /// [`AccountsError::Draft`] names a wrong field; [`AccountsError::Secrets`], [`AccountsError::NewerFile`] and
    /// [`AccountsError::File`] say why nothing was saved.
    pub async fn add_s3(&self, draft: &S3Draft) -> Result<Account, AccountsError> {
        let CheckedS3 { name, endpoint, region, addressing, access_key_id, secret_key, session_token } =
            draft.check()?;
        let _changing = self.changing.lock().await;
        self.file.check_writable()?;
        let secret = self.keep_secret(&name, &secret::encode(&secret_key, session_token.as_ref())).await?;
        let account = Account {
            id: Self::new_id(&name)?,
            name,
            kind: AccountKind::S3,
            endpoint,
            region,
            addressing,
            access_key_id: Some(access_key_id),
            profile: None,
            storj: None,
            secret: Some(secret.clone()),
        };
        let added = self.add(account).await;
        if added.is_err() {
            self.forget_secret(&secret).await;
        }
        added
    }

    /// Saves a profile of the AWS configuration as an account. Its secrets stay in that configuration.
    ///
    /// # Errors
    /// As [`Accounts::add_s3`]; a profile that doesn't exist is [`DraftProblem::UnknownProfile`].
    pub async fn add_profile(&self, draft: &ProfileDraft) -> Result<Account, AccountsError> {
        let CheckedProfile { name, profile, endpoint, region, addressing } = draft.check()?;
        // A configuration that can't be read will say so when the account is used.
        if let Ok(profiles) = list_aws_profiles().await
            && !profiles.iter().any(|known| known.name == profile)
        {
            return Err(DraftError { field: DraftField::Profile, problem: DraftProblem::UnknownProfile }.into());
        }
        let _changing = self.changing.lock().await;
        let account = Account {
            id: Self::new_id(&name)?,
            name,
            kind: AccountKind::AwsProfile,
            endpoint,
            region,
            addressing,
            access_key_id: None,
            profile: Some(profile),
            storj: None,
            secret: None,
        };
        self.add(account).await
    }

    /// Gives an account another name; "name (2)" where another account has that one.
    ///
    /// # Errors
    /// [`AccountsError::NoSuchAccount`], [`AccountsError::Draft`], and those of saving.
    pub async fn rename(&self, id: &AccountId, name: &str) -> Result<Account, AccountsError> {
        let name = check_name(name)?;
        let _changing = self.changing.lock().await;
        self.change(|content| {
            let name = unique_name(content, &name, Some(id));
            let account = find_mut(content, id)?;
            account.name = name;
            Ok(account.clone())
        })
        .await
    }

    /// Puts another secret in the place of an account's, for a key that was renewed or a secret that is gone.
    ///
    /// # Errors
    /// As [`Accounts::add_s3`]; the account keeps its old secret then. An account of another kind than S3 has none to
    /// replace: [`DraftError`] for the field [`DraftField::SecretKey`].
    pub async fn replace_secret(
        &self,
        id: &AccountId,
        secret_key: &Zeroizing<String>,
        session_token: Option<&Zeroizing<String>>,
    ) -> Result<Account, AccountsError> {
        let _changing = self.changing.lock().await;
        self.file.check_writable()?;
        let account = self.get(id)?;
        if account.kind != AccountKind::S3 || secret_key.trim().is_empty() {
            return Err(DraftError { field: DraftField::SecretKey, problem: DraftProblem::Empty }.into());
        }
        // Under a new handle: until the file names it, the old secret is the account's.
        let trimmed = Zeroizing::new(secret_key.trim().to_owned());
        let fresh = self.keep_secret(&account.name, &secret::encode(&trimmed, session_token)).await?;
        let changed = self
            .change(|content| {
                let account = find_mut(content, id)?;
                account.secret = Some(fresh.clone());
                Ok(account.clone())
            })
            .await;
        match (&changed, &account.secret) {
            (Ok(_), Some(old)) => self.forget_secret(old).await,
            (Ok(_), None) => {}
            (Err(_), _) => self.forget_secret(&fresh).await,
        }
        changed
    }

    /// Removes an account and its secrets from this computer. Its objects stay where they are.
    ///
    /// # Errors
    /// [`AccountsError::Secrets`] and [`AccountsError::SecretOutOfReach`] where the secret can't be deleted: the
    /// account is still there then. Else [`AccountsError::NoSuchAccount`] and those of saving.
    pub async fn remove(&self, id: &AccountId) -> Result<(), AccountsError> {
        let _changing = self.changing.lock().await;
        self.file.check_writable()?;
        let account = self.get(id)?;
        for secret in account.secrets() {
            // A secret of an earlier session is gone by itself; one in the keyring would be left behind.
            if secret.place == SecretPlace::Keyring && self.secrets.place() != SecretPlace::Keyring {
                return Err(AccountsError::SecretOutOfReach { name: account.name.clone() });
            }
        }
        for secret in account.secrets() {
            self.secrets.delete(&secret.handle).await.map_err(|source| secrets_error(&account.name, source))?;
        }
        self.change(|content| {
            content.accounts.retain(|account| &account.id != id);
            Ok(())
        })
        .await
    }

    async fn add(&self, mut account: Account) -> Result<Account, AccountsError> {
        self.change(|content| {
            account.name = unique_name(content, &account.name, None);
            content.accounts.push(account.clone());
            Ok(account)
        })
        .await
    }

    /// Changes the content on the disk, and only then in memory. The caller holds `changing`.
    async fn change<T>(
        &self,
        change: impl FnOnce(&mut Content) -> Result<T, AccountsError>,
    ) -> Result<T, AccountsError> {
        let mut content = self.content().clone();
        let answer = change(&mut content)?;
        let file = Arc::clone(&self.file);
        let saving = tokio::task::spawn_blocking(move || file.save(&content).map(|()| content));
        let content = saving.await.map_err(|error| self.thread_lost(&error))??;
        self.stores.keep_only(&content.accounts);
        *self.content() = content;
        Ok(answer)
    }

    fn thread_lost(&self, error: &tokio::task::JoinError) -> AccountsError {
        let source = std::io::Error::other(error.to_string());
        AccountsError::File(crate::FileError::Write { path: self.file.path().to_owned(), source })
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new_id(name: &str) -> Result<AccountId, AccountsError> {
        AccountId::random().map_err(|source| secrets_error(name, source))
    }

    /// Keeps a secret under a new handle.
    async fn keep_secret(&self, name: &str, secret: &Zeroizing<String>) -> Result<SecretReference, AccountsError> {
        let failed = |source| secrets_error(name, source);
        let handle = format!("account-{}", crate::random::hex(12).map_err(failed)?);
        self.secrets.set(&handle, secret).await.map_err(failed)?;
        Ok(SecretReference { handle, place: self.secrets.place() })
    }

    /// Deletes a secret that no account uses. If that fails it stays behind, unused, and the log says so.
    async fn forget_secret(&self, secret: &SecretReference) {
        if let Err(error) = self.secrets.delete(&secret.handle).await {
            tracing::warn!(handle = secret.handle, %error, "an unused secret stays in the keyring");
        }
    }
}

fn secrets_error(name: &str, source: SecretError) -> AccountsError {
    AccountsError::Secrets { name: name.to_owned(), source }
}

fn find<'a>(content: &'a Content, id: &AccountId) -> Result<&'a Account, AccountsError> {
    let found = content.accounts.iter().find(|account| &account.id == id);
    found.ok_or_else(|| AccountsError::NoSuchAccount(id.clone()))
}

fn find_mut<'a>(content: &'a mut Content, id: &AccountId) -> Result<&'a mut Account, AccountsError> {
    let found = content.accounts.iter_mut().find(|account| &account.id == id);
    found.ok_or_else(|| AccountsError::NoSuchAccount(id.clone()))
}

/// The name, or the first of "name (2)", "name (3)" … that no other account has.
fn unique_name(content: &Content, name: &str, own: Option<&AccountId>) -> String {
    let taken = |name: &str| content.accounts.iter().any(|account| Some(&account.id) != own && account.name == name);
    if !taken(name) {
        return name.to_owned();
    }
    // There are fewer accounts than numbers, so that one of these is free.
    let candidates = (2..content.accounts.len() + 3).map(|number| format!("{name} ({number})"));
    candidates.into_iter().find(|candidate| !taken(candidate)).unwrap_or_else(|| name.to_owned())
}
