//! Why a command ended early, and with which exit code.

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use satchel_accounts::AccountsError;
use satchel_demo_store::DemoError;
use satchel_objects::StoreError;
use satchel_operations::errors;
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};
use satchel_transfer::TransferError;
use satchel_transfer::streamed::StreamError;
use serde::Serialize;

use crate::output::{say, shown};
use crate::words;

/// What a command gives.
pub type Result<T, E = Stop> = std::result::Result<T, E>;

/// Why a command ended early.
#[derive(Debug)]
pub enum Stop {
    /// It failed.
    Failed(Box<Failure>),
    /// Nobody reads its output any more.
    Unread,
}

/// A failure, to be told in words.
#[derive(Debug)]
pub struct Failure {
    /// What failed, as every door shows it.
    pub info: ErrorInfo,
    /// How the program ends.
    pub exit: Exit,
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is done.
    Done,
    /// Nothing is done, or not what was asked for.
    Failed,
    /// What was typed isn't understood, or wasn't confirmed.
    Usage,
    /// Some is done, some failed.
    Partly,
}

impl Exit {
    /// The exit code.
    pub fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Partly => 3,
        })
    }
}

/// An error on a line of its own.
#[derive(Serialize)]
struct Told<'a> {
    error: Described<'a>,
}

/// An error as `--json` has it.
#[derive(Serialize)]
pub struct Described<'a> {
    #[serde(flatten)]
    info: &'a ErrorInfo,
    sentence: String,
}

/// An error as `--json` has it: its code, its values, the words of the server, and ours.
pub fn described(info: &ErrorInfo) -> Described<'_> {
    Described { info, sentence: words::sentence(info) }
}

impl Failure {
    /// Says it on standard error.
    pub fn tell(&self, json: bool) {
        if json {
            let told = Told { error: described(&self.info) };
            let line = serde_json::to_string(&told).unwrap_or_else(|_| self.info.message.clone());
            return say(&line);
        }
        say(&format!("satchel: {}", shown(&words::sentence(&self.info))));
    }
}

impl From<ErrorInfo> for Stop {
    fn from(info: ErrorInfo) -> Self {
        Self::Failed(Box::new(Failure { info, exit: Exit::Failed }))
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        errors::store(&error).into()
    }
}

impl From<StreamError> for Stop {
    fn from(error: StreamError) -> Self {
        match error {
            StreamError::Store(failure) => failure.into(),
            StreamError::Spool(_) | StreamError::NoTag => failed(error),
            StreamError::TooLarge => failed(format!("{error}; give a larger --part-size")),
        }
    }
}

impl From<TransferError> for Stop {
    fn from(error: TransferError) -> Self {
        errors::transfer(&error).into()
    }
}

impl From<AccountsError> for Stop {
    fn from(error: AccountsError) -> Self {
        errors::accounts(&error).into()
    }
}

impl From<DemoError> for Stop {
    fn from(error: DemoError) -> Self {
        errors::demo(&error).into()
    }
}

/// Something failed that has no code of its own.
pub fn failed(sentence: impl Display) -> Stop {
    errors::other(sentence.to_string()).into()
}

/// What was typed can't be done as it stands.
pub fn usage(sentence: impl Display) -> Stop {
    let sentence = sentence.to_string();
    let params = &[("detail", &*sentence)];
    let info = errors::error(ErrorCode::InvalidParameter, params, sentence.clone(), false);
    Stop::Failed(Box::new(Failure { info, exit: Exit::Usage }))
}

/// Says what clap has to say: help and the version are answers, all else is bad usage.
pub fn refuse(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    if error.use_stderr() {
        let json = std::env::args_os().take_while(|argument| argument != "--").any(|argument| argument == "--json");
        if json && let Stop::Failed(failure) = usage(text.trim().trim_start_matches("error: ")) {
            failure.tell(true);
        } else {
            say(text.trim_end());
        }
        return Exit::Usage.code();
    }
    // Help that nobody reads is no failure.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Exit::Done.code()
}
