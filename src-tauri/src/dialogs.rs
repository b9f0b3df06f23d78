//! The system's file dialogs. They belong to the main window, and always start in a folder: GTK else starts in
//! "Recent", where a typed path can't be opened.

use std::path::PathBuf;

use rfd::AsyncFileDialog;
use tauri::{AppHandle, Manager};

use crate::window;

fn dialog(app: &AppHandle) -> AsyncFileDialog {
    let mut dialog = AsyncFileDialog::new();
    if let Some(window) = app.get_webview_window(window::MAIN) {
        dialog = dialog.set_parent(&window);
    }
    let paths = app.path();
    match paths.download_dir().or_else(|_| paths.home_dir()) {
        Ok(folder) if folder.is_dir() => dialog.set_directory(folder),
        _ => paths.home_dir().map_or(dialog.clone(), |home| dialog.set_directory(home)),
    }
}

fn paths(chosen: Option<Vec<rfd::FileHandle>>) -> Option<Vec<PathBuf>> {
    Some(chosen?.into_iter().map(|file| file.path().to_owned()).collect())
}

/// Asks for files.
pub async fn pick_files(app: &AppHandle) -> Option<Vec<PathBuf>> {
    paths(dialog(app).pick_files().await)
}

/// Asks for folders.
pub async fn pick_folders(app: &AppHandle) -> Option<Vec<PathBuf>> {
    paths(dialog(app).pick_folders().await)
}

/// Asks where a list is to be written.
pub async fn pick_new_file(app: &AppHandle, name: &str) -> Option<PathBuf> {
    let dialog = dialog(app).set_file_name(name).add_filter("CSV", &["csv"]).add_filter("JSON", &["json"]);
    Some(dialog.save_file().await?.path().to_owned())
}

/// Asks for a folder to write to.
pub async fn pick_target_folder(app: &AppHandle) -> Option<PathBuf> {
    Some(dialog(app).set_can_create_directories(true).pick_folder().await?.path().to_owned())
}
