//! From a name, or the environment, to a store.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;

use satchel_accounts::files::FileNotice;
use satchel_accounts::{Account, AccountKind, Accounts, SecretsChoice, open_secrets, parse_endpoint, profile_endpoint};
use satchel_objects::ObjectStore;
use satchel_objects::s3::{Addressing, Credentials, S3Config, S3Store};
use satchel_operations::passphrases::Passphrases;
use satchel_operations_schema::types::ErrorCode;

use crate::arguments::Global;
use crate::failure::{Result, Stop, failed, usage};
use crate::output::say;

/// The identifier of the desktop app, whose data folder the command line shares.
const IDENTIFIER: &str = "app.satchel.desktop";

/// What stands before a store's name where the environment decided, and no saved account.
pub const ENVIRONMENT: &str = "environment:";

/// A store, and by which name transfers remember it.
#[derive(Clone, Debug)]
pub struct Session {
    /// The store.
    pub store: Arc<dyn ObjectStore>,
    /// The account's ID, or what stands for the environment.
    pub account: String,
    /// The guard of a Storj account's passphrase.
    pub guard: Option<Arc<Passphrases>>,
}

/// The store of the account that was named, else the environment's. Nothing is sent yet.
pub async fn open(global: &Global) -> Result<Session> {
    let Some(name) = &global.account else { return from_environment().await };
    let accounts = accounts(global).await?;
    let account = find(&accounts, name)?;
    let store = accounts.store(&account.id).await?;
    let guard = match account.kind {
        AccountKind::Storj => Some(Arc::new(Passphrases::new(&data_directory()?, Arc::new(accounts)))),
        _ => None,
    };
    Ok(Session { store, account: account.id.to_string(), guard })
}

/// What the AWS tools would use. Amazon wants the bucket in the host's name; other servers may have no name for each.
async fn from_environment() -> Result<Session> {
    let endpoint = match configured_endpoint().await? {
        None => None,
        Some(text) => {
            let endpoint = parse_endpoint(&text);
            Some(endpoint.map_err(|error| usage(format!("AWS_ENDPOINT_URL {}", error.problem)))?.url)
        }
    };
    let addressing = if endpoint.is_some() { Addressing::Path } else { Addressing::VirtualHosted };
    let config = S3Config { endpoint, region: None, addressing, credentials: Credentials::Environment, storj: false };
    let store: Arc<dyn ObjectStore> = Arc::new(S3Store::new(config).await?);
    // The keys may be renewed between two runs: what counts is that it is the same store.
    let account = format!("{ENVIRONMENT}{}", store.identity());
    Ok(Session { store, account, guard: None })
}

/// Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
async fn configured_endpoint() -> Result<Option<String>> {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    if variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_some_and(|ignore| ignore.eq_ignore_ascii_case("true")) {
        return Ok(None);
    }
    if let Some(endpoint) = variable("AWS_ENDPOINT_URL_S3").or_else(|| variable("AWS_ENDPOINT_URL")) {
        return Ok(Some(endpoint));
    }
    profile_endpoint().await.map_err(failed)
}

/// The saved accounts. What is wrong with their file is said, and they are empty then.
pub async fn accounts(global: &Global) -> Result<Accounts> {
    let choice = SecretsChoice::from_environment().map_err(usage)?;
    let (secrets, notice) = open_secrets(choice).await;
    if let Some(notice) = notice
        && !global.quiet
    {
        say(&format!("satchel: the keyring can't be used: {}", notice.detail));
    }
    let (accounts, notices) = Accounts::open(&data_directory()?, secrets);
    for notice in notices {
        say(&format!("satchel: {}", described(&notice)));
    }
    Ok(accounts)
}

/// The account of a name or an ID.
pub fn find(accounts: &Accounts, name: &str) -> Result<Account> {
    let mut list = accounts.list();
    let at = list.iter().position(|account| account.name == name || account.id.as_str() == name);
    let missing = || {
        let sentence = format!("there is no account {name}; `satchel account list` shows them");
        Stop::from(satchel_operations::errors::error(ErrorCode::NoSuchAccount, &[("name", name)], sentence, false))
    };
    at.map(|at| list.swap_remove(at)).ok_or_else(missing)
}

/// Where Satchel keeps its own files: the same folder as the desktop app's.
pub fn data_directory() -> Result<PathBuf> {
    if let Some(directory) = env::var_os("SATCHEL_DATA_DIR").filter(|directory| !directory.is_empty()) {
        return Ok(PathBuf::from(directory));
    }
    let folder = dirs::data_local_dir().ok_or_else(|| failed("there is no home folder: set SATCHEL_DATA_DIR"))?;
    Ok(folder.join(IDENTIFIER))
}

fn described(notice: &FileNotice) -> String {
    match notice {
        FileNotice::SetAside { path, kept, detail } => {
            format!("{} couldn't be understood ({detail}); it was kept as {}", path.display(), kept.display())
        }
        FileNotice::Newer { path, .. } => {
            format!("{} was written by a newer Satchel and is left alone", path.display())
        }
        FileNotice::Unreadable { path, detail } => format!("{} can't be read: {detail}", path.display()),
    }
}
