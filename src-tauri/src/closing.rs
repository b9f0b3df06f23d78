//! The end of the window, and of the program. What runs is never lost: it pauses cleanly and goes on next time, or the
//! window is hidden and it goes on now.

use std::sync::Arc;
use std::time::Duration;

use satchel_operations::{Engine, Host};
use satchel_operations_schema::types::{CloseAsked, EngineEvent, WhenClosing};
use tauri::{AppHandle, Manager, RunEvent, Window, WindowEvent};

use crate::host::DesktopHost;
use crate::window::MAIN;

/// How long the program waits at its end for the journal. What it doesn't hold by then is sent again next time.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks, hides or lets the window close, as the person set it, where transfers run.
pub fn handle(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    let (Some(engine), Some(host)) = (window.try_state::<Arc<Engine>>(), window.try_state::<Arc<DesktopHost>>()) else {
        return;
    };
    if !engine.has_work() {
        return;
    }
    match engine.when_closing() {
        // A window that can't ask (its page never came up) closes: nothing is lost by it.
        WhenClosing::Ask if host.is_heard() => {
            api.prevent_close();
            host.emit(EngineEvent::CloseAsked(CloseAsked {}));
        }
        WhenClosing::KeepGoing => {
            api.prevent_close();
            hide(window.app_handle());
        }
        WhenClosing::Ask | WhenClosing::Quit => {}
    }
}

/// Does what the person said when they were asked.
pub fn close(app: &AppHandle, answer: WhenClosing) {
    match answer {
        WhenClosing::Ask => {}
        WhenClosing::KeepGoing => hide(app),
        WhenClosing::Quit => quit(app),
    }
}

/// Ends the program; what runs pauses and goes on next time.
pub fn quit(app: &AppHandle) {
    hide(app);
    app.exit(0);
}

/// Stops the transfers at the program's end, whatever ended it, and waits until the journal has it.
#[allow(clippy::needless_pass_by_value, reason = "Tauri's signature of a handler of events")]
pub fn ended(app: &AppHandle, event: RunEvent) {
    if !matches!(event, RunEvent::Exit) {
        return;
    }
    let Some(engine) = app.try_state::<Arc<Engine>>() else { return };
    let closed = tauri::async_runtime::block_on(async { tokio::time::timeout(PATIENCE, engine.close()).await });
    if closed.is_err() {
        tracing::warn!("transfers didn't stop in time; they go on from the journal next time");
    }
}

fn hide(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    if let Err(failure) = window.hide() {
        tracing::warn!("the window couldn't be hidden: {failure}");
    }
}
