//! The desktop shell: the window, its menus, dialogs, drops and clipboard. It is thin: every command is one call into
//! the engine, and no rule about stores or files lives here.

mod clipboard;
mod closing;
mod commands;
mod dialogs;
mod drop;
mod host;
mod local_api;
mod menu_bar;
mod open_file;
mod show_folder;
mod taskbar;
mod theme;
mod tray;
mod window;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use satchel_operations::{Engine, EngineOptions};
use tauri::{App, Manager, Wry};
use tracing_subscriber::EnvFilter;

use crate::host::DesktopHost;
use crate::local_api::HttpServer;

/// Libraries that would log requests with their signatures.
const QUIET: &[&str] = &["s3s=off", "aws_sigv4=off", "aws_smithy_http_client=off", "hyper=off"];

/// Runs Satchel until its window is closed.
#[allow(clippy::exit, clippy::disallowed_methods, reason = "what `generate_context!` makes holds one")]
pub fn run() -> ExitCode {
    start_logging();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| window::bring_to_front(app)))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(commands::handle)
        .on_window_event(|window, event| {
            drop::handle(window, event);
            closing::handle(window, event);
        })
        .on_menu_event(menu_bar::handle)
        .setup(start)
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(closing::ended);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            tracing::error!("Satchel couldn't start: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Opens the engine, then the window, so that a command never meets a window without an engine.
fn start(app: &mut App<Wry>) -> Result<(), Box<dyn std::error::Error>> {
    let host = Arc::new(DesktopHost::new(app.handle().clone()));
    app.manage(host.clone());
    let data_directory = match std::env::var_os("SATCHEL_DATA_DIR") {
        Some(directory) => PathBuf::from(directory),
        None => app.path().app_local_data_dir()?,
    };
    let options = EngineOptions::from_environment(data_directory)?;
    let engine = tauri::async_runtime::block_on(Engine::open(options, host))?;
    let theme = engine.theme();
    let engine = Arc::new(engine.with_local_api(Arc::new(HttpServer)));
    app.manage(engine.clone());
    // The window isn't kept waiting: a locked keyring asks for its password.
    tauri::async_runtime::spawn(async move { engine.start_local_api().await });
    window::open(app.handle())?;
    theme::show(app.handle(), theme);
    Ok(())
}

/// Logs to standard error, as much as `SATCHEL_LOG` says (a tracing filter; warnings where it isn't set). The embedded
/// store's protocol library is never heard: it logs whole requests, signatures and links included.
fn start_logging() {
    let filter = EnvFilter::try_from_env("SATCHEL_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let filter = QUIET.iter().filter_map(|quiet| quiet.parse().ok()).fold(filter, EnvFilter::add_directive);
    // A second start in one process (tests) finds the subscriber set, which is as good.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
