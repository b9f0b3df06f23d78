//! Storj accounts: an access grant, and the S3 credentials that were registered for it.

use satchel_secret::Secret;
use zeroize::Zeroizing;

use super::{Accounts, secret};
use crate::draft::{check_name, parse_endpoint};
use crate::{Account, AccountId, AccountKind, AccountsError, Addressing, StorjAccess, StorjDraft};

impl Accounts {
    /// Saves a Storj account: its grant and its secret key where secrets are kept, the rest in the file. Where the name
    /// is taken, the account is called "name (2)".
    ///
    /// # Errors
    /// As [`Accounts::add_s3`]; nothing is kept then.
    pub async fn add_storj(&self, draft: &StorjDraft) -> Result<Account, AccountsError> {
        let name = check_name(&draft.name)?;
        let endpoint = parse_endpoint(&draft.endpoint)?.url;
        let _changing = self.changing.lock().await;
        self.file.check_writable()?;
        let copy = |secret: &Secret<String>| Zeroizing::new(secret.expose().clone());
        let secret = self.keep_secret(&name, &secret::encode(&copy(&draft.secret_key), None)).await?;
        let grant = match self.keep_secret(&name, &copy(&draft.grant)).await {
            Ok(grant) => grant,
            Err(failure) => {
                self.forget_secret(&secret).await;
                return Err(failure);
            }
        };
        let account = async {
            let account = Account {
                id: Self::new_id(&name)?,
                name,
                kind: AccountKind::Storj,
                endpoint: Some(endpoint),
                region: None,
                addressing: Addressing::Path,
                access_key_id: Some(draft.access_key_id.clone()),
                profile: None,
                storj: Some(StorjAccess {
                    satellite: draft.satellite.clone(),
                    auth_service: draft.auth_service.trim_end_matches('/').to_owned(),
                    link_sharing: draft.link_sharing.trim_end_matches('/').to_owned(),
                    grant: grant.clone(),
                }),
                secret: Some(secret.clone()),
            };
            self.add(account).await
        };
        let added = account.await;
        if added.is_err() {
            self.forget_secret(&secret).await;
            self.forget_secret(&grant).await;
        }
        added
    }

    /// The access grant of a Storj account. A locked keyring asks the person for its password here.
    ///
    /// # Errors
    /// [`AccountsError::NoSuchAccount`]; [`AccountsError::SecretMissing`] where the grant is gone, also for an account
    /// of another kind, which has none; [`AccountsError::Secrets`] and [`AccountsError::SecretOutOfReach`] where it
    /// can't be had now.
    pub async fn grant(&self, id: &AccountId) -> Result<Secret<String>, AccountsError> {
        let account = self.get(id)?;
        let missing = || AccountsError::SecretMissing { name: account.name.clone() };
        let storj = account.storj.as_ref().ok_or_else(missing)?;
        let mut text = self.read_secret(&account, &storj.grant).await?.ok_or_else(missing)?;
        Ok(Secret::new(std::mem::take(&mut *text)))
    }
}
