//! The settings file.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use satchel_accounts::files::{FileNotice, VersionedFile};
use satchel_operations_schema::types::{ErrorInfo, Language, Settings, Theme};

use crate::errors;

/// The version of the settings file that this Satchel writes.
const VERSION: u32 = 1;

/// The settings and the file they are kept in.
pub struct SettingsFile {
    file: VersionedFile<Settings>,
    current: Mutex<Settings>,
}

impl SettingsFile {
    /// Reads `settings.json` in `directory`; without a readable one the defaults count.
    pub fn open(directory: &Path) -> (Self, Option<FileNotice>) {
        let (file, settings, notice) = VersionedFile::open(directory.join("settings.json"), VERSION, false);
        (Self { file, current: Mutex::new(settings.unwrap_or_else(defaults)) }, notice)
    }

    /// The settings as they are.
    pub fn get(&self) -> Settings {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Saves the settings. They count from now on also where the file must not be written.
    pub fn set(&self, settings: &Settings) -> Result<(), ErrorInfo> {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = settings.clone();
        self.file.save(settings).map_err(|failure| errors::file(&failure))
    }
}

fn defaults() -> Settings {
    Settings {
        theme: Theme::System,
        language: Language::System,
        side_width: 236,
        inspector_width: 296,
        transfers_height: 172,
        inspector_open: true,
        transfers_open: true,
    }
}
