//! A host that is nothing but the trait, and an engine on it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use satchel_accounts::SecretsChoice;
use satchel_operations::{Engine, EngineOptions, Host, HostError, dispatch};
use satchel_operations_schema::types::{
    EngineEvent, ErrorInfo, MenuBar, ShownStatus, Theme, TransferState, WhenClosing,
};
use serde_json::{Value, json};

/// What the engine asked of its host.
#[derive(Default)]
pub struct TestHost {
    pub clipboard: Mutex<Option<String>>,
    pub events: Mutex<Vec<EngineEvent>>,
    pub opened: Mutex<Vec<PathBuf>>,
    pub themes: Mutex<Vec<Theme>>,
    pub next_pick: Mutex<Option<Vec<PathBuf>>>,
    /// The name that the last dialog for a new file suggested.
    pub suggested: Mutex<Option<String>>,
}

#[async_trait]
impl Host for TestHost {
    async fn pick_files(&self) -> Option<Vec<PathBuf>> {
        self.next_pick.lock().unwrap().take()
    }
    async fn pick_folders(&self) -> Option<Vec<PathBuf>> {
        self.next_pick.lock().unwrap().take()
    }
    async fn pick_target_folder(&self) -> Option<PathBuf> {
        self.next_pick.lock().unwrap().take().and_then(|paths| paths.into_iter().next())
    }
    async fn pick_new_file(&self, name: &str) -> Option<PathBuf> {
        *self.suggested.lock().unwrap() = Some(name.to_owned());
        self.next_pick.lock().unwrap().take().and_then(|paths| paths.into_iter().next())
    }
    async fn copy_text(&self, text: String) -> Result<(), HostError> {
        *self.clipboard.lock().unwrap() = Some(text);
        Ok(())
    }
    fn show_theme(&self, theme: Theme) {
        self.themes.lock().unwrap().push(theme);
    }
    fn set_menu_bar(&self, _: MenuBar) -> Result<(), HostError> {
        Ok(())
    }
    fn show_status(&self, _: ShownStatus) -> Result<(), HostError> {
        Ok(())
    }
    fn ask_for_attention(&self) -> Result<(), HostError> {
        Ok(())
    }
    async fn close_window(&self, _: WhenClosing) -> Result<(), HostError> {
        Ok(())
    }
    fn open_file(&self, file: &Path) -> Result<(), HostError> {
        self.opened.lock().unwrap().push(file.to_owned());
        Ok(())
    }
    fn show_folder(&self, _: &Path) -> Result<(), HostError> {
        Ok(())
    }
    fn emit(&self, event: EngineEvent) {
        self.events.lock().unwrap().push(event);
    }
    fn locale(&self) -> String {
        "en-GB".to_owned()
    }
}

/// An engine with its own data folder, and "Try it now" opened.
pub struct Bench {
    pub engine: Engine,
    pub host: Arc<TestHost>,
    pub account: String,
    pub folder: tempfile::TempDir,
    /// Whether the server's keys are no paths.
    pub free_keys: bool,
}

impl Bench {
    pub async fn new() -> Self {
        Self::in_folder(tempfile::tempdir().unwrap()).await
    }

    async fn in_folder(folder: tempfile::TempDir) -> Self {
        let host = Arc::new(TestHost::default());
        let engine = open(folder.path(), host.clone()).await;
        let account = dispatch(&engine, "open_demo", &json!({})).await.unwrap();
        let account = account["account"].as_str().unwrap().to_owned();
        Self { engine, host, account, folder, free_keys: true }
    }

    /// The same, with one request at a time, so that parts are acknowledged one after another.
    pub async fn one_at_a_time() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        std::fs::write(data.join("settings.json"), r#"{"version":1,"concurrency":1}"#).unwrap();
        Self::in_folder(folder).await
    }

    /// An engine with an account on another server, added as a person adds one.
    #[allow(dead_code, reason = "only the independent servers need it")]
    pub async fn on(url: &str, access_key_id: &str, secret_key: &str, free_keys: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let host = Arc::new(TestHost::default());
        let engine = open(folder.path(), host.clone()).await;
        let draft = json!({
            "name": "Independent", "endpoint": url, "region": "us-east-1", "addressing": "path",
            "access_key_id": access_key_id, "secret_key": secret_key,
        });
        let report = dispatch(&engine, "test_s3_account", &draft).await.unwrap();
        assert_eq!(report["works"], true, "{report}");
        let account = dispatch(&engine, "add_s3_account", &draft).await.unwrap();
        let account = account["account"].as_str().unwrap().to_owned();
        Self { engine, host, account, folder, free_keys }
    }

    /// An app operation, or a documented one on the practice store.
    pub async fn call(&self, command: &str, mut parameters: Value) -> Result<Value, ErrorInfo> {
        if parameters.get("account").is_none() {
            parameters["account"] = json!(self.account);
        }
        dispatch(&self.engine, command, &parameters).await
    }

    pub async fn done(&self, command: &str, parameters: Value) -> Value {
        self.call(command, parameters).await.unwrap_or_else(|info| panic!("{command}: {info:?}"))
    }

    pub async fn bucket(&self, name: &str) {
        self.done("create_bucket", json!({ "bucket": name })).await;
    }

    /// A local file, as a person would drop it.
    pub fn drop_file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        self.engine.take_files(vec![path]).files
    }

    /// Plans nothing: starts a plan that was made, and waits for its end.
    pub async fn run_plan(&self, plan: &Value, on_conflict: &str) -> Value {
        let started = self.done("start_plan", json!({ "plan": plan["plan"], "on_conflict": on_conflict })).await;
        self.transfer_end(started["transfer"].as_str().unwrap()).await
    }

    /// Waits until a transfer has ended, and answers it.
    pub async fn transfer_end(&self, id: &str) -> Value {
        for _ in 0..3000 {
            let transfers = self.done("list_transfers", json!({})).await;
            let found = transfers.as_array().unwrap().iter().find(|transfer| transfer["transfer"] == id).cloned();
            let found = found.expect("the transfer is on the list");
            let running = [TransferState::Waiting, TransferState::Running].map(|state| json!(state.wire_name()));
            if !running.contains(&found["state"]) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("transfer {id} didn't end");
    }

    /// Opens a place and waits until it is listed.
    pub async fn view(&self, bucket: &str, prefix: &str) -> (String, Vec<Value>) {
        let state = self.done("open_view", json!({ "bucket": bucket, "prefix": prefix })).await;
        let view = state["view"].as_str().unwrap().to_owned();
        for _ in 0..500 {
            let sorted = self.done("sort_view", json!({ "view": view, "by": "name", "descending": false })).await;
            if sorted["load"] == "complete" || sorted["load"] == "failed" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let rows = self.rows(&view).await;
        (view, rows)
    }

    pub async fn rows(&self, view: &str) -> Vec<Value> {
        let rows = self.done("view_rows", json!({ "view": view, "offset": 0, "limit": 1000 })).await;
        rows["rows"].as_array().unwrap().clone()
    }

    /// Selects one row by its name and takes the selection.
    pub async fn select(&self, view: &str, rows: &[Value], name: &str) -> String {
        let row = rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no row {name}: {rows:?}"));
        self.done("select_rows", json!({ "view": view, "mode": "only", "row": row["row"] })).await;
        let taken = self.done("take_selection", json!({ "view": view })).await;
        taken["selection"].as_str().unwrap().to_owned()
    }
}

/// An engine on a data folder. Secrets stay in memory.
pub async fn open(folder: &Path, host: Arc<TestHost>) -> Engine {
    let options = EngineOptions { data_directory: folder.join("data"), secrets: SecretsChoice::Session };
    Engine::open(options, host).await.unwrap()
}
