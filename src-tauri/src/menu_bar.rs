//! The native menu bar, in the window's words: the window sends the labels, the shell shows them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use satchel_operations::Host;
use satchel_operations_schema::types::{EngineEvent, MenuBar, MenuChosen};
use tauri::menu::{IsMenuItem, Menu, MenuEvent, MenuItem, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Manager, Wry};

use crate::host::DesktopHost;
use crate::{closing, tray, window};

/// The menu bar that is shown. The window sends it anew whenever an action becomes possible or impossible: then the
/// items are changed in place, because a menu bar that is built again flickers and closes what is open.
#[derive(Default)]
pub struct ShownMenuBar(Mutex<Option<Shown>>);

struct Shown {
    layout: Vec<(String, Vec<(String, String)>)>,
    items: HashMap<String, MenuItem<Wry>>,
}

impl ShownMenuBar {
    /// Shows this menu bar.
    pub fn set(&self, app: &AppHandle, menu_bar: &MenuBar) -> tauri::Result<()> {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let layout = layout(menu_bar);
        match &*shown {
            Some(shown) if shown.layout == layout => {
                for item in menu_bar.menus.iter().flat_map(|menu| &menu.items) {
                    if let Some(native) = shown.items.get(&item.action)
                        && native.is_enabled()? != item.enabled
                    {
                        native.set_enabled(item.enabled)?;
                    }
                }
            }
            _ => *shown = Some(Shown { items: build(app, menu_bar)?, layout }),
        }
        Ok(())
    }
}

/// What a menu bar looks like, whether its items can be chosen aside.
fn layout(menu_bar: &MenuBar) -> Vec<(String, Vec<(String, String)>)> {
    let menus = menu_bar.menus.iter().map(|menu| {
        let items = menu.items.iter().map(|item| (item.action.clone(), item.label.clone())).collect();
        (menu.label.clone(), items)
    });
    menus.collect()
}

fn build(app: &AppHandle, menu_bar: &MenuBar) -> tauri::Result<HashMap<String, MenuItem<Wry>>> {
    let (menu, mut items) = (Menu::new(app)?, HashMap::new());
    #[cfg(target_os = "macos")]
    menu.append(&Submenu::with_items(
        app,
        "Satchel",
        true,
        &[&PredefinedMenuItem::hide(app, None)?, &PredefinedMenuItem::quit(app, None)?],
    )?)?;
    for described in &menu_bar.menus {
        let submenu = Submenu::new(app, &described.label, true)?;
        for item in &described.items {
            let native: Box<dyn IsMenuItem<Wry>> = if item.action.is_empty() {
                Box::new(PredefinedMenuItem::separator(app)?)
            } else {
                let accelerator = item.accelerator.as_deref();
                let native = MenuItem::with_id(app, &item.action, &item.label, item.enabled, accelerator)?;
                items.insert(item.action.clone(), native.clone());
                Box::new(native)
            };
            submenu.append(native.as_ref())?;
        }
        menu.append(&submenu)?;
    }
    app.set_menu(menu)?;
    Ok(items)
}

/// Tells the window which item of the menu bar or the tray was chosen; what it does is the window's one definition of that action.
#[allow(clippy::needless_pass_by_value, reason = "Tauri's signature of a menu handler")]
pub fn handle(app: &AppHandle, event: MenuEvent) {
    match event.id().0.as_str() {
        tray::SHOW_WINDOW => return window::bring_to_front(app),
        tray::QUIT => return closing::quit(app),
        _ => {}
    }
    if let Some(host) = app.try_state::<Arc<DesktopHost>>() {
        host.emit(EngineEvent::MenuChosen(MenuChosen { action: event.id().0.clone() }));
    }
}
