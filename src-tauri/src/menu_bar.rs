//! The native menu bar, in the window's words: the window sends the labels, the shell shows them.

use std::sync::Arc;

use satchel_operations::Host;
use satchel_operations_schema::types::{EngineEvent, MenuBar, MenuChosen};
use tauri::menu::{IsMenuItem, Menu, MenuEvent, MenuItem, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Manager, Wry};

use crate::host::DesktopHost;

/// Shows this menu bar.
pub fn set(app: &AppHandle, menu_bar: &MenuBar) -> tauri::Result<()> {
    let menu = Menu::new(app)?;
    #[cfg(target_os = "macos")]
    menu.append(&Submenu::with_items(
        app,
        "Satchel",
        true,
        &[&PredefinedMenuItem::hide(app, None)?, &PredefinedMenuItem::quit(app, None)?],
    )?)?;
    for described in &menu_bar.menus {
        let items = described
            .items
            .iter()
            .map(|item| -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
                if item.action.is_empty() {
                    return Ok(Box::new(PredefinedMenuItem::separator(app)?));
                }
                let accelerator = item.accelerator.as_deref();
                Ok(Box::new(MenuItem::with_id(app, &item.action, &item.label, item.enabled, accelerator)?))
            })
            .collect::<tauri::Result<Vec<_>>>()?;
        let items: Vec<&dyn IsMenuItem<Wry>> = items.iter().map(AsRef::as_ref).collect();
        menu.append(&Submenu::with_items(app, &described.label, true, &items)?)?;
    }
    app.set_menu(menu)?;
    Ok(())
}

/// Tells the window which item was chosen; what it does is the window's one definition of that action.
pub fn handle(app: &AppHandle, event: MenuEvent) {
    if let Some(host) = app.try_state::<Arc<DesktopHost>>() {
        host.emit(EngineEvent::MenuChosen(MenuChosen { action: event.id().0.clone() }));
    }
}
