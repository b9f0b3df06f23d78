//! Light or dark for what isn't the page's: window frame, menus, native dialogs.

use satchel_operations_schema::types::Theme;
use tauri::AppHandle;

/// Draws them as the person chose.
#[cfg(not(target_os = "linux"))]
pub fn show(app: &AppHandle, theme: Theme) {
    app.set_theme(match theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    });
}

/// Draws them as the person chose. Tauri's own way takes "as the system has it" for light, so what the system had is
/// remembered here.
#[cfg(target_os = "linux")]
pub fn show(app: &AppHandle, theme: Theme) {
    use gtk::prelude::GtkSettingsExt;

    static OF_THE_SYSTEM: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    let show = move || {
        let Some(settings) = gtk::Settings::default() else { return };
        let of_the_system = *OF_THE_SYSTEM.get_or_init(|| settings.is_gtk_application_prefer_dark_theme());
        settings.set_gtk_application_prefer_dark_theme(match theme {
            Theme::System => of_the_system,
            Theme::Light => false,
            Theme::Dark => true,
        });
    };
    if let Err(failure) = app.run_on_main_thread(show) {
        tracing::warn!("the window's frame couldn't be drawn light or dark: {failure}");
    }
}
