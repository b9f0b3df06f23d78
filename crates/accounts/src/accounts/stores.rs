//! The stores of the accounts, made when they are first used and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use satchel_objects::ObjectStore;
use satchel_objects::s3::{Credentials, S3Config};

use super::{Accounts, find, secret, secrets_error};
use crate::account::SecretReference;
use crate::connection::open;
use crate::{Account, AccountId, AccountKind, AccountsError, SecretError, SecretPlace};

/// Each with the account it was made of: a store is good as long as its account is the same.
#[derive(Debug, Default)]
pub(super) struct Stores(Mutex<Made>);

type Made = HashMap<AccountId, (Account, Arc<dyn ObjectStore>)>;

impl Stores {
    fn lock(&self) -> MutexGuard<'_, Made> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, account: &Account) -> Option<Arc<dyn ObjectStore>> {
        let stores = self.lock();
        let (made_of, store) = stores.get(&account.id)?;
        reaches_the_same(made_of, account).then(|| Arc::clone(store))
    }

    /// Drops the stores of accounts that were removed or changed.
    pub(super) fn keep_only(&self, accounts: &[Account]) {
        self.lock().retain(|_, (made_of, _)| accounts.iter().any(|account| reaches_the_same(made_of, account)));
    }
}

/// Whether two states of an account differ in nothing but the name.
fn reaches_the_same(one: &Account, other: &Account) -> bool {
    let other = Account { name: one.name.clone(), ..other.clone() };
    *one == other
}

impl Accounts {
    /// The account's store, made on first use and kept as long as the account stays as it is. A locked keyring asks
    /// the person for its password here.
    ///
    /// # Errors
    /// [`AccountsError::SecretMissing`] where the secret has to be typed again, [`AccountsError::Secrets`] and
    /// [`AccountsError::SecretOutOfReach`] where it can't be had now, [`AccountsError::DemoNotRunning`],
    /// [`AccountsError::NoSuchAccount`], [`AccountsError::Store`].
    pub async fn store(&self, id: &AccountId) -> Result<Arc<dyn ObjectStore>, AccountsError> {
        let account = self.get(id)?;
        if let Some(store) = self.stores.get(&account) {
            return Ok(store);
        }
        let credentials = self.credentials(&account).await?;
        if account.kind == AccountKind::Demo && account.endpoint.is_none() {
            return Err(AccountsError::DemoNotRunning);
        }
        let config = S3Config {
            endpoint: account.endpoint.clone(),
            region: account.region.clone(),
            addressing: account.addressing.into(),
            credentials,
            storj: account.kind == AccountKind::Storj,
        };
        let store = open(config).await?;
        // It took a while: the account may be another by now, and its store must not come back then.
        let content = self.content();
        if reaches_the_same(&account, find(&content, id)?) {
            let mut stores = self.stores.lock();
            if let Some((made_of, made_before)) = stores.get(id)
                && reaches_the_same(made_of, &account)
            {
                return Ok(Arc::clone(made_before));
            }
            stores.insert(id.clone(), (account, Arc::clone(&store)));
        }
        Ok(store)
    }

    async fn credentials(&self, account: &Account) -> Result<Credentials, AccountsError> {
        if let Some(profile) = &account.profile {
            return Ok(Credentials::Profile(profile.clone()));
        }
        let name = || account.name.clone();
        let missing = || AccountsError::SecretMissing { name: name() };
        let (Some(access_key_id), Some(reference)) = (account.access_key_id.clone(), &account.secret) else {
            return Err(missing());
        };
        let text = self.read_secret(account, reference).await?.ok_or_else(missing)?;
        let decoded = secret::decode(text).ok_or_else(|| AccountsError::SecretDamaged { name: name() })?;
        let secret::Secret { secret_key, session_token } = decoded;
        Ok(Credentials::Keys { access_key_id, secret_key, session_token, expires: None })
    }

    /// Reads an account's secret; `None` where it is gone for good.
    pub(super) async fn read_secret(
        &self,
        account: &Account,
        reference: &SecretReference,
    ) -> Result<Option<zeroize::Zeroizing<String>>, AccountsError> {
        match self.secrets.get(&reference.handle).await {
            Ok(Some(text)) => Ok(Some(text)),
            // In this session secrets are in memory: that says nothing of what the keyring has.
            Ok(None) if reference.place == SecretPlace::Keyring && self.secrets.place() != SecretPlace::Keyring => {
                Err(AccountsError::SecretOutOfReach { name: account.name.clone() })
            }
            Ok(None) => Ok(None),
            Err(SecretError::Damaged) => Err(AccountsError::SecretDamaged { name: account.name.clone() }),
            Err(source) => Err(secrets_error(&account.name, source)),
        }
    }
}
