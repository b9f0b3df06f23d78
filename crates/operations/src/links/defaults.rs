//! How each account's links are made where nobody says otherwise. Not secret, so a plain file.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use satchel_accounts::files::{FileNotice, VersionedFile};
use satchel_operations_schema::types::{ErrorInfo, LinkDefaults};
use serde::{Deserialize, Serialize};

use crate::errors;

const VERSION: u32 = 1;

/// The defaults, and the file they are kept in.
pub struct DefaultsFile {
    file: VersionedFile<Content>,
    current: Mutex<Content>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Content {
    accounts: BTreeMap<String, LinkDefaults>,
}

impl DefaultsFile {
    /// Reads `link-defaults.json` in `directory`.
    pub fn open(directory: &Path) -> (Self, Option<FileNotice>) {
        let (file, saved, notice) = VersionedFile::open(directory.join("link-defaults.json"), VERSION, false);
        (Self { file, current: Mutex::new(saved.unwrap_or_default()) }, notice)
    }

    /// What was set for an account.
    pub fn get(&self, account: &str) -> Option<LinkDefaults> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).accounts.get(account).cloned()
    }

    /// Sets an account's, or forgets them.
    pub fn set(&self, account: &str, defaults: Option<LinkDefaults>) -> Result<(), ErrorInfo> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = current.clone();
        let differs = match defaults {
            Some(defaults) => {
                changed.accounts.insert(account.to_owned(), defaults);
                true
            }
            None => changed.accounts.remove(account).is_some(),
        };
        if differs {
            self.file.save(&changed).map_err(|failure| errors::file(&failure))?;
            *current = changed;
        }
        Ok(())
    }
}
