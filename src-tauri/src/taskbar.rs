//! How things stand, on the window's button in the taskbar or dock.

use satchel_operations_schema::types::{ProgressTone, ShownStatus};
use tauri::window::{ProgressBarState, ProgressBarStatus};
use tauri::{AppHandle, Manager, UserAttentionType};

use crate::window::MAIN;

/// Shows how far everything is.
pub fn show(app: &AppHandle, status: &ShownStatus) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(MAIN) else { return Ok(()) };
    let shown = match status.tone {
        ProgressTone::Idle => ProgressBarStatus::None,
        ProgressTone::Running => ProgressBarStatus::Normal,
        ProgressTone::Paused => ProgressBarStatus::Paused,
        ProgressTone::Attention => ProgressBarStatus::Error,
    };
    window.set_progress_bar(ProgressBarState {
        status: Some(shown),
        progress: Some(status.percent.unwrap_or(0).min(100).into()),
    })
}

/// Draws the eye to the window, where it isn't in front: once, not until somebody comes.
pub fn ask_for_attention(app: &AppHandle) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(MAIN) else { return Ok(()) };
    if window.is_focused()? {
        return Ok(());
    }
    window.request_user_attention(Some(UserAttentionType::Informational))
}
