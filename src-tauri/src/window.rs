//! The main window.

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};

/// The main window's label, which the capability names.
pub const MAIN: &str = "main";

/// Opens the main window. Native drop is on; it excludes HTML5 drag, which we don't use.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Satchel")
        .inner_size(1280.0, 800.0)
        .min_inner_size(960.0, 600.0)
        .build()?;
    Ok(())
}

/// Brings the window to the front: a second start focuses the first.
pub fn bring_to_front(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(failure) = shown {
        tracing::warn!("the window couldn't be brought to the front: {failure}");
    }
}
