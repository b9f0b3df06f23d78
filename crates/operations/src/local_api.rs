//! The local API: when it answers, on which port, with which token, and what it answered.

mod log;
mod ports;
mod server;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use satchel_accounts::files::{FileNotice, VersionedFile};
use satchel_accounts::{Accounts, SecretPlace};
use satchel_operations_schema::types::{
    EngineEvent, ErrorCode, ErrorInfo, LocalApi as Shown, LocalApiLog, LocalApiState, SetLocalApi,
};
use satchel_secret::Secret;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use crate::errors;
use crate::host::Host;
use log::Log;
pub use server::{LocalApiFailure, LocalApiServer, RunningLocalApi, Served, ServedRequest};

/// The port that is used until the person chooses another one.
pub const USUAL_PORT: u16 = 8080;
/// The name of the token where secrets are kept.
const TOKEN: &str = "local-api-token";
/// How much of the token is shown, to know it by: 4 of its 64 hexadecimal digits.
const TOKEN_END: usize = 4;
/// The version of `local-api.json` that this Satchel writes.
const VERSION: u32 = 1;

/// How long the log may take for what a server answered last.
const LAST_REQUESTS: Duration = Duration::from_secs(2);

/// What is remembered for the next start. The token is where secrets are kept.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Saved {
    on: bool,
    port: u16,
}

/// The local API of this program.
pub struct LocalApi {
    host: Arc<dyn Host>,
    accounts: Arc<Accounts>,
    server: Option<Arc<dyn LocalApiServer>>,
    file: VersionedFile<Saved>,
    standing: Mutex<Standing>,
    /// What runs. Held while something changes: changes are made one after the other.
    running: tokio::sync::Mutex<Option<Running>>,
    log: Log,
}

/// How it stands. It can be read while something changes.
struct Standing {
    saved: Saved,
    state: LocalApiState,
    problem: Option<ErrorInfo>,
    free_port: Option<u16>,
    token_end: Option<String>,
}

struct Running {
    server: Box<dyn RunningLocalApi>,
    following: JoinHandle<()>,
}

impl LocalApi {
    /// Reads in `directory` whether it was switched on. Nothing listens yet.
    pub fn open(directory: &Path, host: Arc<dyn Host>, accounts: Arc<Accounts>) -> (Self, Option<FileNotice>) {
        let (file, saved, notice) = VersionedFile::open(directory.join("local-api.json"), VERSION, false);
        let usable = saved.filter(|saved: &Saved| saved.port != 0);
        let standing = Standing {
            saved: usable.unwrap_or(Saved { on: false, port: USUAL_PORT }),
            state: LocalApiState::Off,
            problem: None,
            free_port: None,
            token_end: None,
        };
        let api = Self {
            host,
            accounts,
            server: None,
            file,
            standing: Mutex::new(standing),
            running: tokio::sync::Mutex::new(None),
            log: Log::default(),
        };
        (api, notice)
    }

    /// The same, with a server.
    #[must_use]
    pub fn with_server(self, server: Arc<dyn LocalApiServer>) -> Self {
        Self { server: Some(server), ..self }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How it stands.
    pub fn shown(&self) -> Shown {
        let standing = self.standing();
        Shown {
            state: standing.state,
            address: format!("http://{}", address(standing.saved.port)),
            port: standing.saved.port,
            problem: standing.problem.clone(),
            free_port: standing.free_port,
            token_end: standing.token_end.clone(),
            token_kept: self.accounts.secret_place() == SecretPlace::Keyring,
        }
    }

    /// The requests that were answered last.
    pub fn log(&self) -> LocalApiLog {
        self.log.read()
    }

    /// Changes how it stands, and tells the window.
    fn change(&self, change: impl FnOnce(&mut Standing)) -> Shown {
        change(&mut self.standing());
        let shown = self.shown();
        self.host.emit(EngineEvent::LocalApiChanged(shown.clone()));
        shown
    }

    /// Starts it where it was switched on when Satchel was closed. A keyring that is locked asks for its password here.
    pub async fn start_as_saved(&self) {
        let mut running = self.running.lock().await;
        if running.is_none() && self.standing().saved.on {
            *running = self.start().await;
        }
    }

    /// Switches it on or off, for the next start too, and gives it a port. Why it couldn't be started is in the answer.
    pub async fn set(&self, wanted: SetLocalApi) -> Result<Shown, ErrorInfo> {
        let SetLocalApi { on, port } = wanted;
        if port == 0 {
            return Err(errors::invalid_parameter("port", "must be from 1 to 65535"));
        }
        let mut running = self.running.lock().await;
        let same_port = self.standing().saved.port == port;
        self.standing().saved = Saved { on, port };
        if !(on && same_port)
            && let Some(before) = running.take()
        {
            before.stop().await;
        }
        if on && running.is_none() {
            *running = self.start().await;
        } else if !on {
            self.change(|standing| standing.rests(LocalApiState::Off, None));
        }
        // As with every setting, it holds now also where the file can't be written.
        self.file.save(&Saved { on, port }).map_err(|failure| errors::file(&failure))?;
        Ok(self.shown())
    }

    async fn start(&self) -> Option<Running> {
        self.change(|standing| standing.rests(LocalApiState::Starting, None));
        let at = address(self.standing().saved.port);
        match self.started(at).await {
            Ok(server) => {
                let following = tokio::spawn(self.log.clone().follow(server.served(), self.host.clone()));
                self.change(|standing| standing.rests(LocalApiState::On, None));
                Some(Running { server, following })
            }
            Err(problem) => {
                let free = if problem.code == ErrorCode::PortTaken { ports::free_above(at.port()).await } else { None };
                tracing::warn!(message = problem.message, "the local API couldn't be started");
                self.change(|standing| {
                    standing.rests(LocalApiState::Failed, Some(problem));
                    standing.free_port = free;
                });
                None
            }
        }
    }

    async fn started(&self, at: SocketAddr) -> Result<Box<dyn RunningLocalApi>, ErrorInfo> {
        let server = self.server.as_ref().ok_or_else(|| errors::other("this program has no local API"))?;
        let token = self.token().await?;
        server.start(at, token).await.map_err(|failure| errors::local_api(&failure))
    }

    /// The token, made where there is none.
    async fn token(&self) -> Result<Secret<String>, ErrorInfo> {
        let key = self.accounts.data_key(TOKEN).await.map_err(|failure| errors::accounts(&failure))?;
        Ok(self.known(&key))
    }

    /// A token as it is written, whose end is shown from now on.
    fn known(&self, key: &Secret<[u8; 32]>) -> Secret<String> {
        let text = hex::encode(key.expose());
        self.standing().token_end = Some(text[text.len() - TOKEN_END..].to_owned());
        Secret::new(text)
    }

    /// Puts the token on the clipboard.
    pub async fn copy_token(&self) -> Result<Shown, ErrorInfo> {
        let token = self.token().await?;
        let copied = self.host.copy_text(token.expose().clone()).await;
        copied.map_err(|failure| errors::other(failure.to_string()))?;
        Ok(self.shown())
    }

    /// Makes a new token. Where the server doesn't take it, it is stopped: the old one must not go on.
    pub async fn renew_token(&self) -> Result<Shown, ErrorInfo> {
        let mut running = self.running.lock().await;
        let key = self.accounts.replace_data_key(TOKEN).await.map_err(|failure| errors::accounts(&failure))?;
        let token = self.known(&key);
        let mut refused = None;
        if let Some(found) = &*running {
            refused = found.server.renew(token).await.err();
        }
        if let Some(failure) = refused
            && let Some(found) = running.take()
        {
            found.stop().await;
            return Ok(self.change(|standing| {
                standing.rests(LocalApiState::Failed, Some(errors::local_api(&failure)));
            }));
        }
        Ok(self.change(|_| ()))
    }

    /// Stops it for the end of the program; it comes back at the next start.
    pub async fn close(&self) {
        if let Some(running) = self.running.lock().await.take() {
            running.stop().await;
        }
    }
}

impl Standing {
    fn rests(&mut self, state: LocalApiState, problem: Option<ErrorInfo>) {
        self.state = state;
        self.problem = problem;
        self.free_port = None;
    }
}

impl Running {
    /// Stops the server, and lets the log take in its last requests.
    async fn stop(mut self) {
        self.server.stop().await;
        // The log ends with the server; one that doesn't is not waited for.
        if tokio::time::timeout(LAST_REQUESTS, &mut self.following).await.is_err() {
            self.following.abort();
        }
    }
}

/// Programs on other computers can't reach it.
fn address(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}
