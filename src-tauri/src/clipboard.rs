//! The clipboard. On X11 a text lives as long as its owner, so one owner lives as long as the app.

use std::sync::{Arc, Mutex};

use satchel_operations::HostError;

/// The system's clipboard, opened at its first use and opened again if it was lost.
#[derive(Clone, Default)]
pub struct Clipboard(Arc<Mutex<Option<arboard::Clipboard>>>);

impl Clipboard {
    /// Puts a text on it; when this returns, it is there.
    pub async fn set(&self, text: String) -> Result<(), HostError> {
        let clipboard = self.0.clone();
        let set = move || {
            let mut held = clipboard.lock().map_err(|_| HostError("the clipboard was lost".into()))?;
            let said = |failure: arboard::Error| HostError(format!("the clipboard can't be used: {failure}"));
            let mut open = match held.take() {
                Some(open) => open,
                None => arboard::Clipboard::new().map_err(said)?,
            };
            open.set_text(text).map_err(said)?;
            *held = Some(open);
            Ok(())
        };
        let done = tauri::async_runtime::spawn_blocking(set).await;
        done.map_err(|failure| HostError(failure.to_string()))?
    }
}
