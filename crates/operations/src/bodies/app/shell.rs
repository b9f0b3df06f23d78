//! The app itself: settings, the menu bar, the clipboard.

use satchel_operations_schema::types::{AppInfo, CopyText, MenuBar, NoParameters, Settings};

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
    engine.settings.set(&settings)
}

pub async fn set_menu_bar(engine: &Engine, menu_bar: MenuBar) -> Answer<()> {
    engine.host.set_menu_bar(menu_bar).map_err(|failure| errors::other(failure.to_string()))
}

pub async fn copy_text(engine: &Engine, request: CopyText) -> Answer<()> {
    engine.host.copy_text(request.text).await.map_err(|failure| errors::other(failure.to_string()))
}
