//! What the engine asks of the program it lives in.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use satchel_operations_schema::types::{EngineEvent, MenuBar, ShownStatus, Theme, WhenClosing};

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
    /// Asks where a file is to be written, and suggests a name.
    async fn pick_new_file(&self, name: &str) -> Option<PathBuf>;
    /// Puts a text on the clipboard, where it is at once.
    async fn copy_text(&self, text: String) -> Result<(), HostError>;
    /// Draws what isn't the page's light or dark: window frame, menus, native dialogs.
    fn show_theme(&self, theme: Theme);
    /// Shows this menu bar.
    fn set_menu_bar(&self, menu_bar: MenuBar) -> Result<(), HostError>;
    /// Shows how things stand in the tray and on the taskbar, where the system has them.
    fn show_status(&self, status: ShownStatus) -> Result<(), HostError>;
    /// Draws the person's eye to the window where it isn't in front.
    fn ask_for_attention(&self) -> Result<(), HostError>;
    /// Does with the closed window what the person said.
    async fn close_window(&self, answer: WhenClosing) -> Result<(), HostError>;
    /// Shows a folder in the system's file manager.
    fn show_folder(&self, folder: &Path) -> Result<(), HostError>;
    /// Opens a file with the system's program for it. It is one that was fetched, and never one that could run.
    fn open_file(&self, file: &Path) -> Result<(), HostError> {
        Err(HostError(format!("{} can't be opened from here", file.display())))
    }
    /// Tells the window something.
    fn emit(&self, event: EngineEvent);
    /// The system's language, as a BCP 47 tag.
    fn locale(&self) -> String;
}
