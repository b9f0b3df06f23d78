//! The settings file.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use satchel_accounts::files::{FileNotice, VersionedFile};
use satchel_operations_schema::types::{ErrorInfo, Language, Settings, Theme, WhenClosing};
use serde_json::{Map, Value};

use crate::errors;

/// The version of the settings file that this Satchel writes.
const VERSION: u32 = 1;

/// The settings and the file they are kept in.
pub struct SettingsFile {
    file: VersionedFile<Map<String, Value>>,
    current: Mutex<Settings>,
}

impl SettingsFile {
    /// Reads `settings.json` in `directory`; without a readable one the defaults count.
    pub fn open(directory: &Path) -> (Self, Option<FileNotice>) {
        let (file, saved, notice) = VersionedFile::open(directory.join("settings.json"), VERSION, false);
        (Self { file, current: Mutex::new(over_defaults(saved.unwrap_or_default())) }, notice)
    }

    /// The settings as they are.
    pub fn get(&self) -> Settings {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Saves the settings. They count from now on also where the file must not be written.
    pub fn set(&self, settings: &Settings) -> Result<(), ErrorInfo> {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = settings.clone();
        let Ok(Value::Object(fields)) = serde_json::to_value(settings) else {
            return Err(errors::other("the settings can't be written as JSON"));
        };
        self.file.save(&fields).map_err(|failure| errors::file(&failure))
    }
}

/// What was saved, over the defaults: an older Satchel saved fewer settings, and one whose value makes no sense costs
/// that setting and not all of them.
fn over_defaults(saved: Map<String, Value>) -> Settings {
    let mut settings = defaults();
    for (name, value) in saved {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(&settings) else { return settings };
        fields.insert(name, value);
        if let Ok(with) = serde_json::from_value(Value::Object(fields)) {
            settings = with;
        }
    }
    settings
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
        upload_limit: None,
        download_limit: None,
        concurrency: None,
        resume_transfers_at_start: true,
        when_closing: WhenClosing::Ask,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_older_file_keeps_what_it_says_and_gets_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        std::fs::write(&path, r#"{"version":1,"theme":"dark","side_width":300,"language":"xx"}"#).unwrap();
        let (settings, notice) = SettingsFile::open(folder.path());
        assert!(notice.is_none());
        let read = settings.get();
        assert_eq!((read.theme, read.side_width, read.language), (Theme::Dark, 300, Language::System));
        assert!(read.resume_transfers_at_start);
        settings.set(&Settings { upload_limit: Some(1_000_000), ..read }).unwrap();
        let saved: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!((&saved["version"], &saved["upload_limit"]), (&json!(1), &json!(1_000_000)));
        assert_eq!(SettingsFile::open(folder.path()).0.get().upload_limit, Some(1_000_000));
    }
}
