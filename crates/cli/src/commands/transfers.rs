//! `transfers`: what the journals of this computer hold.

use satchel_transfer::{Owner, PauseReason, Program, TransferId, TransferKind, TransferState, TransferStatus};
use serde::Serialize;

use super::transfer::tell_result;
use crate::arguments::{Global, Transfers, Tuning};
use crate::clock;
use crate::connect;
use crate::engine::{self, Opened};
use crate::failure::{Exit, Result, failed};
use crate::interrupt::Interrupts;
use crate::output::Output;
use crate::progress::Bar;
use crate::units;

#[derive(Serialize)]
struct Row<'a> {
    event: &'static str,
    /// A text: the number has more digits than some readers of JSON keep.
    id: String,
    kind: TransferKind,
    state: TransferState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pause: Option<PauseReason>,
    program: Program,
    /// Whether its program runs. If not, it waits for somebody to go on with it.
    alive: bool,
    account: &'a str,
    bucket: &'a str,
    names: &'a [String],
    files: u32,
    files_done: u32,
    files_failed: u32,
    bytes: u64,
    bytes_done: u64,
    started: i64,
}

#[derive(Serialize)]
struct Told {
    event: &'static str,
    id: String,
}

pub async fn run(global: &Global, transfers: &Transfers, output: &mut Output) -> Result<Exit> {
    let tuning = Tuning { concurrency: None, part_size: None, limit_up: None, limit_down: None };
    // The environment's store, where there is one: transfers that it began need it to go on.
    let session = connect::open(global).await.ok();
    let opened = engine::open(global, session.as_ref(), tuning, false, &Bar::new(output)).await?;
    match transfers {
        Transfers::List => {
            let listed = opened.engine.others().await;
            opened.close().await?;
            for status in &listed? {
                write(status, output)?;
            }
            Ok(Exit::Done)
        }
        Transfers::Resume(some) => {
            let ids = chosen(&opened, &some.ids, |status| status.state == TransferState::Paused || !is_alive(status));
            let ids = ids.await?;
            go_on(opened, &ids, output).await
        }
        Transfers::Pause(some) => {
            let ids = chosen(&opened, &some.ids, |status| status.state != TransferState::Paused).await?;
            for id in &ids {
                opened.engine.pause(*id).await?;
                tell("paused", *id, output)?;
            }
            opened.close().await?;
            Ok(Exit::Done)
        }
        Transfers::Cancel(some) => {
            let ids = chosen(&opened, &some.ids, |_| true).await?;
            for id in &ids {
                opened.engine.cancel(*id).await?;
                if is_here(&opened, *id) {
                    // What was half sent is taken away before this is said to be done.
                    opened.engine.wait(*id).await?;
                }
                tell("cancelled", *id, output)?;
            }
            opened.close().await?;
            Ok(Exit::Done)
        }
        Transfers::Clear => {
            opened.engine.adopt().await;
            opened.engine.clear_ended().await;
            opened.close().await?;
            Ok(Exit::Done)
        }
    }
}

/// The transfers of these IDs, or, where none is given, all that have not ended and that `fits`.
async fn chosen(opened: &Opened, ids: &[u64], fits: impl Fn(&TransferStatus) -> bool) -> Result<Vec<TransferId>> {
    let others = opened.engine.others().await?;
    if ids.is_empty() {
        let wanted = |status: &&TransferStatus| !status.state.has_ended() && fits(status);
        return Ok(others.iter().filter(wanted).map(|status| status.id).collect());
    }
    let known = |id: &u64| others.iter().any(|status| status.id.0 == *id);
    match ids.iter().find(|id| !known(id)) {
        Some(id) => Err(failed(format!("there is no transfer {id}; `satchel transfers list` shows them"))),
        None => Ok(ids.iter().map(|id| TransferId(*id)).collect()),
    }
}

/// Goes on with transfers: with those whose program runs there, with the others here and to their end.
pub async fn go_on(opened: Opened, ids: &[TransferId], output: &mut Output) -> Result<Exit> {
    let mut interrupts = Interrupts::catch();
    let mut exits = Vec::new();
    let bar = Bar::new(output);
    for id in ids {
        opened.engine.resume(*id).await?;
        if opened.engine.list().iter().any(|status| status.id == *id && status.state.has_ended()) {
            opened.engine.retry(*id).await?;
        }
        if !is_here(&opened, *id) {
            tell("resumed", *id, output)?;
            continue;
        }
        let status = opened.wait(*id, &mut interrupts).await?;
        opened.clear();
        match tell_result(&opened, &status, 0, &bar, output).await {
            Ok(exit) => exits.push(exit),
            Err(stop) => {
                opened.close().await?;
                return Err(stop);
            }
        }
    }
    opened.close().await?;
    let all = |wanted| exits.iter().all(|exit| *exit == wanted);
    Ok(if all(Exit::Done) {
        Exit::Done
    } else if all(Exit::Failed) {
        Exit::Failed
    } else {
        Exit::Partly
    })
}

fn is_here(opened: &Opened, id: TransferId) -> bool {
    opened.engine.list().iter().any(|status| status.id == id)
}

fn owner(status: &TransferStatus) -> (Program, bool) {
    match status.owner {
        Owner::Us => (Program::CommandLine, true),
        Owner::Other { program, alive, .. } => (program, alive),
    }
}

fn is_alive(status: &TransferStatus) -> bool {
    owner(status).1
}

fn tell(event: &'static str, id: TransferId, output: &mut Output) -> Result<()> {
    if output.json {
        output.object(&Told { event, id: id.to_string() })
    } else if output.quiet {
        Ok(())
    } else {
        output.line(&format!("{event} {id}"))
    }
}

fn write(status: &TransferStatus, output: &mut Output) -> Result<()> {
    let (program, alive) = owner(status);
    if output.json {
        return output.object(&Row {
            event: "transfer",
            id: status.id.to_string(),
            kind: status.kind,
            state: status.state,
            pause: status.pause,
            program,
            alive,
            account: &status.place.account,
            bucket: status.place.bucket.as_str(),
            names: &status.names,
            files: status.files,
            files_done: status.files_done,
            files_failed: status.files_failed,
            bytes: status.bytes,
            bytes_done: status.bytes_done,
            started: clock::milliseconds(status.started),
        });
    }
    let state = match (status.state, alive) {
        (TransferState::Waiting, true) => "waiting",
        (TransferState::Running, true) => "running",
        (TransferState::Waiting | TransferState::Running, false) => "interrupted",
        (TransferState::Paused, _) => "paused",
        (TransferState::Done, _) => "done",
        (TransferState::PartlyFailed, _) => "partly failed",
        (TransferState::Failed, _) => "failed",
        (TransferState::Cancelled, _) => "cancelled",
    };
    let what = match status.kind {
        TransferKind::Upload => "upload to",
        TransferKind::Download => "download from",
        TransferKind::Delete => "delete in",
        TransferKind::Copy => "copy from",
        TransferKind::Move => "move from",
    };
    let program = if program == Program::App { "  (desktop app)" } else { "" };
    let size = format!("{} of {}", units::size(status.bytes_done), units::size(status.bytes));
    let names = status.names.join(", ");
    let id = status.id;
    output.name(&format!(
        "{id}  {state:<13}  {}/{}, {size}  {what} s3://{}: {names}{program}",
        status.files_done,
        units::count(status.files.into(), "file"),
        status.place.bucket
    ))?;
    output.bytes(b"\n")
}
