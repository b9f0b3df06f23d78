//! The app itself: settings, the menu bar, the clipboard.

use satchel_operations_schema::types::{AppInfo, CloseWindow, CopyText, MenuBar, NoParameters, Settings, ShownStatus};

use crate::bodies::documented::Answer;
use crate::engine::Engine;
use crate::errors;

pub async fn app_info(engine: &Engine, _: NoParameters) -> Answer<AppInfo> {
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: std::env::consts::OS.to_owned(),
        locale: engine.host.locale(),
        notices: engine.notices(),
    })
}

pub async fn get_settings(engine: &Engine, _: NoParameters) -> Answer<Settings> {
    Ok(engine.settings.get())
}

pub async fn set_settings(engine: &Engine, settings: Settings) -> Answer<()> {
    // Limits and theme hold at once, also where the file can't be written.
    engine.transfers.set_limits(settings.upload_limit, settings.download_limit);
    if settings.theme != engine.theme() {
        engine.host.show_theme(settings.theme);
    }
    engine.settings.set(&settings)
}

pub async fn set_menu_bar(engine: &Engine, menu_bar: MenuBar) -> Answer<()> {
    engine.host.set_menu_bar(menu_bar).map_err(|failure| errors::other(failure.to_string()))
}

pub async fn copy_text(engine: &Engine, request: CopyText) -> Answer<()> {
    engine.host.copy_text(request.text).await.map_err(|failure| errors::other(failure.to_string()))
}

pub async fn show_status(engine: &Engine, status: ShownStatus) -> Answer<()> {
    engine.host.show_status(status).map_err(|failure| errors::other(failure.to_string()))
}

pub async fn ask_for_attention(engine: &Engine, _: NoParameters) -> Answer<()> {
    engine.host.ask_for_attention().map_err(|failure| errors::other(failure.to_string()))
}

pub async fn close_window(engine: &Engine, request: CloseWindow) -> Answer<()> {
    engine.host.close_window(request.answer).await.map_err(|failure| errors::other(failure.to_string()))
}
