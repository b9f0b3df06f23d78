//! The icon in the system's tray, while transfers aren't done or the window is hidden. A system without a tray, or
//! without the library for one, goes without: the window says the same.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use satchel_operations_schema::types::{ProgressTone, ShownStatus};
use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry};

use crate::window::MAIN;

/// The item that shows the window.
pub const SHOW_WINDOW: &str = "show-window";
/// The item that ends the program.
pub const QUIT: &str = "quit";

/// The first item: a sentence, which can't be chosen. It is the one place where Linux shows how things stand.
const SENTENCE: &str = "tray-sentence";

/// The tray's icon, once there was something to show.
#[derive(Clone, Default)]
pub struct Tray(Arc<Mutex<State>>);

#[derive(Default)]
enum State {
    #[default]
    NotYet,
    /// This system has none.
    None,
    Shown(Box<Shown>),
}

struct Shown {
    icon: TrayIcon<Wry>,
    sentence: MenuItem<Wry>,
    /// The others, without the separators.
    items: Vec<MenuItem<Wry>>,
}

impl Tray {
    /// Shows how things stand. Menus belong to the main thread, so it is done there, a moment later.
    pub fn show(&self, app: &AppHandle, status: ShownStatus) -> tauri::Result<()> {
        let (tray, handle) = (self.clone(), app.clone());
        app.run_on_main_thread(move || {
            if let Err(failure) = tray.show_now(&handle, &status) {
                tracing::warn!("the tray can't show how things stand: {failure}");
            }
        })
    }

    fn show_now(&self, app: &AppHandle, status: &ShownStatus) -> tauri::Result<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hidden = app.get_webview_window(MAIN).is_some_and(|window| !window.is_visible().unwrap_or(true));
        let wanted = hidden || status.tone != ProgressTone::Idle;
        if matches!(&*state, State::NotYet) && wanted {
            *state = made(app, status);
        }
        let State::Shown(shown) = &*state else { return Ok(()) };
        shown.icon.set_visible(wanted)?;
        shown.icon.set_tooltip(Some(&status.sentence))?;
        if shown.sentence.text()? != status.sentence {
            shown.sentence.set_text(&status.sentence)?;
        }
        let described = status.items.iter().filter(|item| !item.action.is_empty());
        for (item, described) in shown.items.iter().zip(described) {
            if item.text()? != described.label {
                item.set_text(&described.label)?;
            }
            if item.is_enabled()? != described.enabled {
                item.set_enabled(described.enabled)?;
            }
        }
        Ok(())
    }
}

/// Makes the icon. Where the library for trays is missing, the crate that binds it panics: that must not end the app.
fn made(app: &AppHandle, status: &ShownStatus) -> State {
    match catch_unwind(AssertUnwindSafe(|| build(app, status))) {
        Ok(Ok(shown)) => State::Shown(Box::new(shown)),
        Ok(Err(failure)) => {
            tracing::info!("there is no icon in the tray: {failure}");
            State::None
        }
        Err(_) => {
            tracing::info!("there is no icon in the tray: this system has no library for one");
            State::None
        }
    }
}

fn build(app: &AppHandle, status: &ShownStatus) -> tauri::Result<Shown> {
    let menu = Menu::new(app)?;
    let sentence = MenuItem::with_id(app, SENTENCE, &status.sentence, false, None::<&str>)?;
    menu.append_items(&[&sentence, &PredefinedMenuItem::separator(app)?])?;
    let mut items = Vec::new();
    for described in &status.items {
        let native: Box<dyn IsMenuItem<Wry>> = if described.action.is_empty() {
            Box::new(PredefinedMenuItem::separator(app)?)
        } else {
            let native = MenuItem::with_id(app, &described.action, &described.label, described.enabled, None::<&str>)?;
            items.push(native.clone());
            Box::new(native)
        };
        menu.append(native.as_ref())?;
    }
    let mut builder = TrayIconBuilder::new().menu(&menu).tooltip(&status.sentence);
    if let Some(icon) = app.default_window_icon() {
        builder = builder.icon(icon.clone());
    }
    Ok(Shown { icon: builder.build(app)?, sentence, items })
}
