//! The one way in from the window. Tauri has checked the command against the capabilities before it comes here.

use std::sync::Arc;

use satchel_operations::{Engine, dispatch, errors};
use satchel_operations_schema::types::{EngineEvent, ErrorInfo};
use serde_json::Value;
use tauri::ipc::{Channel, Invoke, InvokeBody, InvokeError, JavaScriptChannelId};
use tauri::{Manager, Webview, Wry};

use crate::host::DesktopHost;

/// Answers a command: `subscribe`, or an operation of the list.
pub fn handle(invoke: Invoke<Wry>) -> bool {
    let Invoke { message, resolver, .. } = invoke;
    let command = message.command().to_owned();
    let parameters = match message.payload() {
        InvokeBody::Json(parameters) => parameters.clone(),
        InvokeBody::Raw(_) => Value::Null,
    };
    let webview = message.webview();
    resolver.respond_async(async move {
        let done = if command == "subscribe" {
            subscribe(webview, &parameters).map(|()| Value::Null)
        } else {
            let engine = webview.state::<Arc<Engine>>().inner().clone();
            dispatch(&engine, &command, &parameters).await
        };
        done.map_err(|info| InvokeError(serde_json::to_value(info).unwrap_or_default()))
    });
    true
}

/// From now on, events go through the channel that the window made. A reloaded window subscribes again.
fn subscribe(webview: Webview<Wry>, parameters: &Value) -> Result<(), ErrorInfo> {
    let channel = parameters.get("channel").and_then(Value::as_str).unwrap_or_default();
    let channel: JavaScriptChannelId =
        channel.parse().map_err(|_| errors::invalid_parameter("channel", "isn't a channel"))?;
    let host = webview.state::<Arc<DesktopHost>>().inner().clone();
    let channel: Channel<EngineEvent> = channel.channel_on(webview);
    host.subscribe(channel);
    Ok(())
}
