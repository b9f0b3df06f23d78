//! The practice store behind "Try it now": started when it is first needed, and it lives as long as the engine.

use std::path::PathBuf;
use std::time::Duration;

use satchel_accounts::Accounts;
use satchel_demo_store::{DemoConfig, DemoError, DemoServer};
use satchel_operations_schema::types::{AccountInfo, ErrorInfo};
use tokio::sync::Mutex;

use crate::bodies::app::described_account;
use crate::errors;

/// How often a folder that is in use is asked for, and how long the pause is.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

/// The practice store, or none yet.
pub struct Demo {
    directory: PathBuf,
    running: Mutex<Option<(DemoServer, AccountInfo)>>,
}

impl Demo {
    /// A store whose data are in `directory`, not started.
    pub fn new(directory: PathBuf) -> Self {
        Self { directory, running: Mutex::new(None) }
    }

    /// Starts it where it doesn't run, and answers its account. The port it had last is taken again where it is free,
    /// so that links stay good over a restart.
    pub async fn open(&self, accounts: &Accounts) -> Result<AccountInfo, ErrorInfo> {
        let mut running = self.running.lock().await;
        if let Some((_, account)) = &*running {
            // Its name may have changed meanwhile; it may have been removed, and is wanted again.
            let known = accounts.list().into_iter().find(|found| found.id.as_str() == account.account);
            if let Some(known) = known {
                return Ok(described_account(&known, accounts));
            }
            // Its credentials went with the account: a new one gets new ones, and a new start.
            if let Some((server, _)) = running.take() {
                server.shutdown().await;
            }
        }
        let credentials = accounts.ensure_demo(&self.directory).await.map_err(|failure| errors::accounts(&failure))?;
        let config = || DemoConfig {
            directory: self.directory.clone(),
            preferred_port: None,
            access_key_id: credentials.access_key_id.clone(),
            secret_key: credentials.secret_key.clone(),
        };
        let server = start(config).await.map_err(|failure| errors::demo(&failure))?;
        let account = accounts
            .set_demo_endpoint(server.address())
            .await
            .map(|account| described_account(&account, accounts))
            .map_err(|failure| errors::accounts(&failure))?;
        *running = Some((server, account.clone()));
        Ok(account)
    }

    /// Stops it, where it runs. Its data stay.
    pub async fn stop(&self) {
        if let Some((server, _)) = self.running.lock().await.take() {
            server.shutdown().await;
        }
    }
}

/// Starts a server. One that is just ending has its folder a moment longer: transfers that go on right after a restart
/// wait for it.
async fn start(config: impl Fn() -> DemoConfig) -> Result<DemoServer, DemoError> {
    for _ in 0..TRIES {
        match DemoServer::start(config()).await {
            Err(DemoError::AlreadyRunning { .. }) => tokio::time::sleep(PAUSE).await,
            started => return started,
        }
    }
    DemoServer::start(config()).await
}
