//! The engine's host: this program, its window and its system.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use async_trait::async_trait;
use satchel_operations::{Host, HostError};
use satchel_operations_schema::types::{EngineEvent, MenuBar, ShownStatus, Theme, WhenClosing};
use tauri::AppHandle;
use tauri::ipc::Channel;

use crate::clipboard::Clipboard;
use crate::menu_bar::ShownMenuBar;
use crate::tray::Tray;
use crate::{closing, dialogs, show_folder, taskbar, theme};

/// The desktop, as the engine sees it.
pub struct DesktopHost {
    app: AppHandle,
    clipboard: Clipboard,
    menu_bar: ShownMenuBar,
    tray: Tray,
    events: Mutex<Option<Channel<EngineEvent>>>,
}

impl DesktopHost {
    /// A host whose window isn't there yet.
    pub fn new(app: AppHandle) -> Self {
        Self {
            app,
            clipboard: Clipboard::default(),
            menu_bar: ShownMenuBar::default(),
            tray: Tray::default(),
            events: Mutex::new(None),
        }
    }

    /// Whether a window listens.
    pub fn is_heard(&self) -> bool {
        self.events.lock().is_ok_and(|events| events.is_some())
    }

    /// Sends events through this channel from now on.
    pub fn subscribe(&self, channel: Channel<EngineEvent>) {
        if let Ok(mut events) = self.events.lock() {
            *events = Some(channel);
        }
    }
}

#[async_trait]
impl Host for DesktopHost {
    async fn pick_files(&self) -> Option<Vec<PathBuf>> {
        dialogs::pick_files(&self.app).await
    }

    async fn pick_folders(&self) -> Option<Vec<PathBuf>> {
        dialogs::pick_folders(&self.app).await
    }

    async fn pick_target_folder(&self) -> Option<PathBuf> {
        dialogs::pick_target_folder(&self.app).await
    }

    async fn pick_new_file(&self, name: &str) -> Option<PathBuf> {
        dialogs::pick_new_file(&self.app, name).await
    }

    async fn copy_text(&self, text: String) -> Result<(), HostError> {
        self.clipboard.set(text).await
    }

    fn show_theme(&self, chosen: Theme) {
        theme::show(&self.app, chosen);
    }

    fn set_menu_bar(&self, menu_bar: MenuBar) -> Result<(), HostError> {
        self.menu_bar.set(&self.app, &menu_bar).map_err(|failure| HostError(failure.to_string()))
    }

    fn show_status(&self, status: ShownStatus) -> Result<(), HostError> {
        let said = |failure: tauri::Error| HostError(failure.to_string());
        taskbar::show(&self.app, &status).map_err(said)?;
        self.tray.show(&self.app, status).map_err(said)
    }

    fn ask_for_attention(&self) -> Result<(), HostError> {
        taskbar::ask_for_attention(&self.app).map_err(|failure| HostError(failure.to_string()))
    }

    async fn close_window(&self, answer: WhenClosing) -> Result<(), HostError> {
        closing::close(&self.app, answer);
        Ok(())
    }

    fn show_folder(&self, folder: &Path) -> Result<(), HostError> {
        show_folder::show(folder).map_err(|failure| HostError(failure.to_string()))
    }

    fn open_file(&self, file: &Path) -> Result<(), HostError> {
        crate::open_file::open(file).map_err(|failure| HostError(failure.to_string()))
    }

    fn emit(&self, event: EngineEvent) {
        let Ok(events) = self.events.lock() else { return };
        if let Some(channel) = &*events
            && let Err(failure) = channel.send(event)
        {
            tracing::warn!("an event didn't reach the window: {failure}");
        }
    }

    fn locale(&self) -> String {
        locale()
    }
}

/// The system's language. On Linux it stands in the environment; elsewhere the web view knows it, and says so itself.
fn locale() -> String {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let tag = set.unwrap_or_default();
    tag.split(['.', '@']).next().unwrap_or_default().replace('_', "-")
}
