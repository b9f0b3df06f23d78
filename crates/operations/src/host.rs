//! What the engine asks of the program it lives in.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use satchel_operations_schema::types::{EngineEvent, MenuBar};

/// Why a host couldn't do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct HostError(pub String);

/// The program around the engine: the desktop shell, or a test. Dialogs answer `None` when the person closed them.
#[async_trait]
pub trait Host: Send + Sync + 'static {
    /// Asks for files.
    async fn pick_files(&self) -> Option<Vec<PathBuf>>;
    /// Asks for folders to upload.
    async fn pick_folders(&self) -> Option<Vec<PathBuf>>;
    /// Asks for a folder to write to.
    async fn pick_target_folder(&self) -> Option<PathBuf>;
    /// Puts a text on the clipboard, where it is at once.
    async fn copy_text(&self, text: String) -> Result<(), HostError>;
    /// Shows this menu bar.
    fn set_menu_bar(&self, menu_bar: MenuBar) -> Result<(), HostError>;
    /// Shows a folder in the system's file manager.
    fn show_folder(&self, folder: &Path) -> Result<(), HostError>;
    /// Tells the window something.
    fn emit(&self, event: EngineEvent);
    /// The system's language, as a BCP 47 tag.
    fn locale(&self) -> String;
}
