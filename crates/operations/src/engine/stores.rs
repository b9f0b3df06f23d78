//! The stores of accounts, for the operations and for transfers that go on after a restart.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use satchel_accounts::{Account, AccountId, AccountKind, Accounts};
use satchel_objects::ObjectStore;
use satchel_operations_schema::types::{EngineEvent, ErrorInfo};
use satchel_transfer::{Stores, TransferError};

use super::demo::Demo;
use super::notices;
use crate::errors;
use crate::host::Host;

/// Opens stores by account, and says once for each that the clock is off.
pub struct AccountStores {
    host: Arc<dyn Host>,
    accounts: Arc<Accounts>,
    demo: Arc<Demo>,
    skew_said: Mutex<Vec<AccountId>>,
}

impl AccountStores {
    /// Stores of these accounts.
    pub fn new(host: Arc<dyn Host>, accounts: Arc<Accounts>, demo: Arc<Demo>) -> Self {
        Self { host, accounts, demo, skew_said: Mutex::default() }
    }

    /// The store of an account. The practice store is started where it doesn't run.
    pub async fn open(&self, account: &str) -> Result<Arc<dyn ObjectStore>, ErrorInfo> {
        let id = AccountId::new(account);
        let info = self.accounts.get(&id).map_err(|failure| errors::accounts(&failure))?;
        if info.kind == AccountKind::Demo {
            self.demo.open(&self.accounts).await?;
        }
        let store = self.accounts.store(&id).await.map_err(|failure| errors::accounts(&failure))?;
        self.say_skew_once(&info, store.as_ref());
        Ok(store)
    }

    fn say_skew_once(&self, account: &Account, store: &dyn ObjectStore) {
        let Some((_, skew)) = store.clock_skew() else { return };
        let mut said = self.skew_said.lock().unwrap_or_else(PoisonError::into_inner);
        if !said.contains(&account.id) {
            said.push(account.id.clone());
            self.host.emit(EngineEvent::Notice(notices::clock_off(&account.name, skew)));
        }
    }
}

#[async_trait]
impl Stores for AccountStores {
    async fn store(&self, account: &str) -> Result<Arc<dyn ObjectStore>, TransferError> {
        // The message of an error at the door never holds a secret.
        self.open(account).await.map_err(|info| TransferError::NoStore { reason: info.message })
    }
}
