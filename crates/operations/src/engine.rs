//! The engine: what lives as long as the program.

use std::path::PathBuf;
use std::sync::Arc;

use satchel_accounts::{AccountId, Accounts, SecretsChoice, StorjDraft};
use satchel_objects::{BucketName, ListEntry, ObjectStore};
use satchel_operations_schema::types::{
    AccountInfo, AccountKind, ErrorInfo, LeftoverUpload, Notice, PickedFiles, StartedTransfer, Theme, WhenClosing,
};
use satchel_secret::Secret;
use satchel_transfer::{Destination, OnConflict, Place, Plan};
use satchel_view::View;
use tokio::sync::Notify;

use crate::access::{AccessServices, NativeSatellites, Satellites};
use crate::bodies::app;
use crate::editing::Editing;
use crate::errors;
use crate::handles::Handles;
use crate::host::Host;
use crate::links::Links;
use crate::local_api::{LocalApi, LocalApiServer};
use crate::passphrases::{Passphrases, Spot, Watch, Watching};
use crate::settings::SettingsFile;

mod demo;
mod notices;
mod stores;
mod transfers;

use demo::Demo;
pub(crate) use stores::AccountStores;

/// How many names of dropped files a title may need.
const NAMES_SHOWN: usize = 3;
/// More secrets than a person makes in one sitting; the oldest is wiped for a new one.
const MOST_SECRETS: usize = 128;

/// Where an engine keeps its things.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// The folder for accounts, settings and the practice store.
    pub data_directory: PathBuf,
    /// Where secrets are kept.
    pub secrets: SecretsChoice,
}

impl EngineOptions {
    /// The given folder, and what the environment says of secrets (`SATCHEL_SECRETS`).
    pub fn from_environment(data_directory: PathBuf) -> Result<Self, OpenError> {
        Ok(Self { data_directory, secrets: SecretsChoice::from_environment()? })
    }
}

/// Why an engine couldn't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// `SATCHEL_SECRETS` names no place.
    #[error(transparent)]
    Secrets(#[from] satchel_accounts::SecretsChoiceError),
    /// The data folder can't be made.
    #[error("the folder {} can't be used: {source}", path.display())]
    DataDirectory {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The journal of transfers can't even be kept in memory.
    #[error(transparent)]
    Journal(#[from] Box<satchel_transfer::TransferError>),
}

/// Accounts, views, plans and transfers, over a host.
pub struct Engine {
    pub(crate) host: Arc<dyn Host>,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) settings: SettingsFile,
    pub(crate) views: Handles<Arc<OpenedView>>,
    pub(crate) selections: Handles<Arc<Selection>>,
    pub(crate) plans: Handles<KeptPlan>,
    pub(crate) files: Handles<Arc<[PathBuf]>>,
    /// Leftover uploads as they were listed, for the pages after the first.
    pub(crate) leftovers: Handles<Arc<[LeftoverUpload]>>,
    /// Secrets that the window knows by their handles only.
    pub(crate) secrets: Handles<Secret<String>>,
    /// Storj accounts that were registered and tried, and aren't saved yet.
    pub(crate) prepared: Handles<Arc<StorjDraft>>,
    pub(crate) access: AccessServices,
    pub(crate) links: Links,
    pub(crate) local_api: LocalApi,
    pub(crate) transfers: satchel_transfer::Engine,
    pub(crate) editing: Editing,
    pub(crate) passphrases: Arc<Passphrases>,
    pub(crate) stop_planning: Notify,
    notices: Vec<Notice>,
    demo: Arc<Demo>,
    stores: Arc<AccountStores>,
}

/// A view and the place it shows.
pub(crate) struct OpenedView {
    pub account: String,
    pub bucket: BucketName,
    pub prefix: String,
    pub view: View,
    pub passphrase: Watch,
    #[expect(dead_code, reason = "it is kept, and ends with the view")]
    pub watching: Option<Watching>,
}

/// What was selected when it was taken.
pub(crate) struct Selection {
    pub account: String,
    pub bucket: BucketName,
    pub prefix: String,
    pub items: Vec<ListEntry>,
}

/// A plan that waits for its start.
pub(crate) struct KeptPlan {
    pub account: String,
    pub plan: Plan,
}

impl Engine {
    /// Opens accounts and settings. What is wrong with their files is a notice, not a failure: the app starts.
    pub async fn open(options: EngineOptions, host: Arc<dyn Host>) -> Result<Self, OpenError> {
        let EngineOptions { data_directory, secrets } = options;
        std::fs::create_dir_all(&data_directory)
            .map_err(|source| OpenError::DataDirectory { path: data_directory.clone(), source })?;
        let mut notices = Vec::new();
        let (secrets, no_keyring) = satchel_accounts::open_secrets(secrets).await;
        notices.extend(no_keyring.map(|notice| notices::no_keyring(&notice)));
        let (accounts, found) = Accounts::open(&data_directory, secrets);
        notices.extend(found.iter().map(notices::accounts_file));
        let (settings, found) = SettingsFile::open(&data_directory);
        notices.extend(found.iter().map(notices::settings_file));
        let (links, found) = Links::open(&data_directory, &accounts);
        notices.extend(found.iter().map(notices::settings_file));

        let (accounts, demo) = (Arc::new(accounts), Arc::new(Demo::new(data_directory.join("demo"))));
        let (local_api, found) = LocalApi::open(&data_directory, host.clone(), accounts.clone());
        notices.extend(found.iter().map(notices::settings_file));
        let stores = Arc::new(AccountStores::new(host.clone(), accounts.clone(), demo.clone()));
        let passphrases = Arc::new(Passphrases::new(&data_directory, accounts.clone()));
        let told = transfers::Told { host: host.clone(), stores: stores.clone(), passphrases: passphrases.clone() };
        let (transfers, found) =
            transfers::open(&data_directory, &settings.get(), stores.clone(), told).await.map_err(Box::new)?;
        notices.extend(found);
        let editing = Editing::new(data_directory.join("editing"), transfers.clone(), stores.clone(), host.clone());
        Ok(Self {
            editing,
            passphrases,
            host,
            accounts,
            settings,
            views: Handles::new("view", 32),
            selections: Handles::new("selection", 64),
            plans: Handles::new("plan", 16),
            files: Handles::new("files", 64),
            secrets: Handles::new("secret", MOST_SECRETS),
            prepared: Handles::new("prepared", 8),
            access: AccessServices::new(Arc::new(NativeSatellites)),
            links,
            local_api,
            transfers,
            stop_planning: Notify::new(),
            notices,
            leftovers: Handles::new("leftovers", 4),
            demo,
            stores,
        })
    }

    /// The same engine, with satellites that can be spoken to.
    #[must_use]
    pub fn with_satellites(self, satellites: Arc<dyn Satellites>) -> Self {
        Self { access: AccessServices::new(satellites), ..self }
    }

    /// The same engine, with a server for the local API. It listens where [`Engine::start_local_api`] or the person
    /// says so.
    #[must_use]
    pub fn with_local_api(self, server: Arc<dyn LocalApiServer>) -> Self {
        Self { local_api: self.local_api.with_server(server), ..self }
    }

    /// Starts the local API where the person left it switched on.
    pub async fn start_local_api(&self) {
        self.local_api.start_as_saved().await;
    }

    /// What is worth saying at the start.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.notices.clone()
    }

    /// Keeps local paths, which came from a drop or a dialog, and names them by a handle.
    pub fn take_files(&self, paths: Vec<PathBuf>) -> PickedFiles {
        let name = |path: &PathBuf| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        PickedFiles {
            count: u32::try_from(paths.len()).unwrap_or(u32::MAX),
            names: paths.iter().take(NAMES_SHOWN).map(name).collect(),
            files: self.files.keep(paths.into()),
        }
    }

    /// The store of an account. The practice store is started where it doesn't run.
    pub(crate) async fn store(&self, account: &str) -> Result<Arc<dyn ObjectStore>, ErrorInfo> {
        self.stores.open(account).await
    }

    /// Starts the practice store and answers its account.
    pub(crate) async fn open_demo(&self) -> Result<AccountInfo, ErrorInfo> {
        self.demo.open(&self.accounts).await
    }

    /// Removes an account and its secret. The practice store is stopped with its account; its data stay.
    pub(crate) async fn remove_account(&self, account: &str) -> Result<(), ErrorInfo> {
        let info = self.account(account)?;
        let removed = self.accounts.remove(&AccountId::new(account)).await;
        removed.map_err(|failure| errors::accounts(&failure))?;
        if info.account_kind == AccountKind::Demo {
            self.demo.stop().await;
        }
        if let Err(failure) = self.links.forget_defaults(account) {
            tracing::warn!(message = failure.message, "the defaults of a removed account's links stay behind");
        }
        Ok(())
    }

    /// An account.
    pub(crate) fn account(&self, account: &str) -> Result<AccountInfo, ErrorInfo> {
        let found = self.accounts.get(&AccountId::new(account)).map_err(|failure| errors::accounts(&failure))?;
        Ok(app::described_account(&found, &self.accounts))
    }

    /// Before something is written to a place: refuses where it was filled with another passphrase.
    pub(crate) async fn before_write(&self, store: &Arc<dyn ObjectStore>, place: &Place) -> Result<(), ErrorInfo> {
        let Place { account, bucket, prefix } = place;
        self.passphrases.before_write(&Spot { store, account, bucket, prefix }).await
    }

    /// Starts a plan. When this returns, it is in the journal.
    pub(crate) async fn start(
        &self,
        store: Arc<dyn ObjectStore>,
        plan: Plan,
        on_conflict: OnConflict,
    ) -> Result<StartedTransfer, ErrorInfo> {
        if let Destination::Place(place) = &plan.destination {
            self.passphrases.writes(place);
        }
        let started = self.transfers.start(store, plan, on_conflict).await;
        started.map(|id| StartedTransfer { transfer: id.to_string() }).map_err(|failure| errors::transfer(&failure))
    }

    /// Whether a transfer of this process runs or waits for its turn.
    pub fn has_work(&self) -> bool {
        let busy = [satchel_transfer::TransferState::Waiting, satchel_transfer::TransferState::Running];
        self.transfers.list().iter().any(|transfer| busy.contains(&transfer.state))
    }

    /// Light or dark, as the person set it.
    pub fn theme(&self) -> Theme {
        self.settings.get().theme
    }

    /// What closing the window does while transfers run, as the person set it.
    pub fn when_closing(&self) -> WhenClosing {
        self.settings.get().when_closing
    }

    /// Stops every transfer so that it can go on next time, and waits until the journal has it. The local API stops,
    /// too.
    pub async fn close(&self) {
        let (closed, ()) = tokio::join!(self.transfers.close(false), self.local_api.close());
        if let Err(failure) = closed {
            tracing::warn!("the journal of transfers couldn't be closed: {failure}");
        }
    }
}
