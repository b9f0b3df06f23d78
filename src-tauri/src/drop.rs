//! Files that are dragged over the window and dropped on it. Their paths go to the engine and stay there: the window
//! is told where, how many, and a handle.

use std::sync::Arc;

use satchel_operations::{Engine, Host};
use satchel_operations_schema::types::{DropLeft, DropOver, Dropped, EngineEvent};
use tauri::{DragDropEvent, Manager, PhysicalPosition, Window, WindowEvent};

use crate::host::DesktopHost;

/// Tells the window what is being dragged over it.
pub fn handle(window: &Window, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else { return };
    let Some(host) = window.try_state::<Arc<DesktopHost>>() else { return };
    let scale = window.scale_factor().unwrap_or(1.0);
    match event {
        DragDropEvent::Enter { position, .. } | DragDropEvent::Over { position } => {
            let (x, y) = css_pixels(position, scale);
            host.emit(EngineEvent::DropOver(DropOver { x, y }));
        }
        DragDropEvent::Drop { paths, position } => {
            let (x, y) = css_pixels(position, scale);
            let Some(engine) = window.try_state::<Arc<Engine>>() else { return };
            let files = engine.take_files(paths.clone());
            host.emit(EngineEvent::Dropped(Dropped { x, y, files }));
        }
        DragDropEvent::Leave => host.emit(EngineEvent::DropLeft(DropLeft {})),
        _ => {}
    }
}

/// CSS pixels, never negative: a drag can begin a hair outside.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float cast saturates, as it should here")]
fn css_pixels(position: &PhysicalPosition<f64>, scale: f64) -> (u32, u32) {
    let logical = position.to_logical::<f64>(scale);
    (logical.x.round() as u32, logical.y.round() as u32)
}
