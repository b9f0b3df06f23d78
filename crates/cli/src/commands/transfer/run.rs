//! Carries plans out, shows how far they are, and tells what failed.

use std::fmt::Write;

use satchel_transfer::{
    Engine, FileFilter, FileState, Finding, OnConflict, Plan, PlanProblem, ProblemKind, TransferId, TransferKind,
    TransferState, TransferStatus,
};
use serde::Serialize;

use super::done_word;
use crate::arguments::{ConflictChoice, Copy, Global, Tuning};
use crate::confirm::{ask, can_ask, declined};
use crate::connect::Session;
use crate::engine::{self, Opened, paused};
use crate::failure::{Exit, Result, described, usage};
use crate::interrupt::Interrupts;
use crate::location::RemotePath;
use crate::output::{Output, shown};
use crate::progress::Bar;
use crate::{units, words};

/// How many failed files are asked for at once.
const PAGE: u32 = 1_000;

/// What carrying out needs besides the plans.
pub struct Carrying<'a> {
    /// What every command takes.
    pub global: &'a Global,
    /// The store.
    pub session: &'a Session,
    /// The command, unless it is a delete.
    pub copy: Option<&'a Copy>,
    /// What overrides the engine's choices.
    pub tuning: Tuning,
    /// What makes this command the same as one before.
    pub command: String,
    /// The line that shows how far it is.
    pub bar: Bar,
}

#[derive(Serialize)]
struct Planned<'a> {
    event: &'static str,
    kind: TransferKind,
    bucket: &'a str,
    files: u64,
    bytes: u64,
    new_files: u64,
    same_files: u64,
    differing_files: u64,
}

#[derive(Serialize)]
struct Problem<'a> {
    event: &'static str,
    #[serde(rename = "problem")]
    kind: ProblemKind,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    becomes: Option<&'a str>,
}

#[derive(Serialize)]
struct FailedFile<'a> {
    event: &'static str,
    key: &'a str,
    error: crate::failure::Described<'a>,
}

#[derive(Serialize)]
struct Finished {
    event: &'static str,
    kind: TransferKind,
    state: TransferState,
    files: u64,
    files_done: u64,
    files_skipped: u64,
    files_failed: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct Streamed<'a> {
    event: &'static str,
    bucket: &'a str,
    key: &'a str,
    bytes: u64,
}

/// Carries plans out one after the other, and says how the program ends.
pub async fn carry_out(carrying: Carrying<'_>, plans: Vec<Plan>, output: &mut Output) -> Result<Exit> {
    let opened = engine::open(carrying.global, Some(carrying.session), carrying.tuning, true, &carrying.bar).await?;
    let exit = all(&carrying, &opened, plans, output).await;
    carrying.bar.clear();
    let closed = opened.close().await;
    exit.and_then(|exit| closed.map(|()| exit))
}

async fn all(carrying: &Carrying<'_>, opened: &Opened, plans: Vec<Plan>, output: &mut Output) -> Result<Exit> {
    let mut interrupts = Interrupts::catch();
    let mut exits = Vec::new();
    for plan in plans {
        tell_plan(&plan, &carrying.bar, output)?;
        let left_out = plan.problems.iter().filter(|problem| is_failure(problem.kind)).count();
        let on_conflict = decide(carrying, &plan)?;
        let nothing_else = plan.items.is_empty();
        let exit = one(carrying, opened, &mut interrupts, plan, on_conflict, output).await?;
        exits.push(match (exit, left_out, nothing_else) {
            (Exit::Done, 1.., true) => Exit::Failed,
            (Exit::Done, 1.., false) => Exit::Partly,
            (exit, ..) => exit,
        });
    }
    let all = |wanted| exits.iter().all(|exit| *exit == wanted);
    Ok(if all(Exit::Done) {
        Exit::Done
    } else if all(Exit::Failed) {
        Exit::Failed
    } else {
        Exit::Partly
    })
}

async fn one(
    carrying: &Carrying<'_>,
    opened: &Opened,
    interrupts: &mut Interrupts,
    plan: Plan,
    on_conflict: OnConflict,
    output: &mut Output,
) -> Result<Exit> {
    let same = plan.items.iter().filter(|item| item.finding == Finding::Same && !item.is_folder()).count() as u64;
    // Two plans of one command are told apart by their bucket.
    let command = format!("{} {}", carrying.command, plan.place.bucket);
    let store = carrying.session.store.clone();
    let id = opened.engine.start_command(store, plan, on_conflict, Some(command.clone())).await?;
    opened.engine.replace_earlier(&command, id).await?;
    let status = opened.wait(id, interrupts).await?;
    carrying.bar.clear();
    tell_result(opened, &status, same, &carrying.bar, output).await
}

/// Tells what became of a transfer, and how the program ends.
pub async fn tell_result(
    opened: &Opened,
    status: &TransferStatus,
    same: u64,
    bar: &Bar,
    output: &mut Output,
) -> Result<Exit> {
    let failed = tell_failures(&opened.engine, status.id, bar, output).await?;
    tell_end(status, same, failed, output)?;
    match status.state {
        TransferState::Done => Ok(Exit::Done),
        TransferState::PartlyFailed => Ok(Exit::Partly),
        TransferState::Paused => Err(paused(status)),
        _ => Ok(Exit::Failed),
    }
}

/// What makes a command the same as one before: what it does with what, where, and how it was told to.
pub fn identity(session: &Session, what: &impl Serialize, copy: &Copy) -> String {
    let choices = format!("{:?}", copy.on_conflict);
    serde_json::to_string(&(&session.account, what, copy.recursive, choices)).unwrap_or_default()
}

/// What to do with what differs: what was chosen, or what the person says.
fn decide(carrying: &Carrying<'_>, plan: &Plan) -> Result<OnConflict> {
    let choice = carrying.copy.map_or(ConflictChoice::Replace, |copy| copy.on_conflict);
    if let Some(decided) = choice.decided() {
        return Ok(decided);
    }
    let differing: Vec<&str> = plan
        .items
        .iter()
        .filter(|item| matches!(item.finding, Finding::Differs { .. }))
        .map(|item| item.key().as_str())
        .collect();
    if differing.is_empty() {
        return Ok(OnConflict::Skip);
    }
    if !can_ask() {
        return Err(usage(format!(
            "{} would be replaced, and nobody can be asked here: choose with --on-conflict",
            units::count(differing.len() as u64, "file")
        )));
    }
    carrying.bar.clear();
    for name in differing.iter().take(10) {
        crate::output::say(&format!("  differs: {}", shown(name)));
    }
    if differing.len() > 10 {
        crate::output::say(&format!("  and {} more", differing.len() - 10));
    }
    loop {
        let question = "Is there already: (r)eplace, (s)kip, (n)ewer only, (k)eep both, or (q)uit? ";
        match ask(question)?.as_str() {
            "r" | "replace" => return Ok(OnConflict::Replace),
            "s" | "skip" => return Ok(OnConflict::Skip),
            "n" | "newer" => return Ok(OnConflict::Newer),
            "k" | "keep" => return Ok(OnConflict::KeepBoth),
            "q" | "quit" | "" => return Err(declined()),
            _ => {}
        }
    }
}

/// Says what will happen, for programs, and what can't be done as it stands, for all.
fn tell_plan(plan: &Plan, bar: &Bar, output: &mut Output) -> Result<()> {
    if output.json {
        let summary = plan.summary();
        output.object(&Planned {
            event: "planned",
            kind: plan.kind,
            bucket: plan.place.bucket.as_str(),
            files: summary.files,
            bytes: summary.bytes,
            new_files: summary.new_files,
            same_files: summary.same_files,
            differing_files: summary.differing_files,
        })?;
    }
    for problem in &plan.problems {
        if output.json {
            let PlanProblem { kind, name, becomes } = problem;
            output.object(&Problem { event: "problem", kind: *kind, name, becomes: becomes.as_deref() })?;
        } else if is_failure(problem.kind) || !output.quiet {
            bar.say(&format!("satchel: {}", in_words(problem)));
        }
    }
    Ok(())
}

/// Whether something that was asked for isn't done because of it. A link that isn't followed, and another name, are
/// how it is meant to be.
fn is_failure(kind: ProblemKind) -> bool {
    matches!(kind, ProblemKind::Unreadable | ProblemKind::ImpossibleKey)
}

fn in_words(problem: &PlanProblem) -> String {
    let name = shown(&problem.name);
    match problem.kind {
        ProblemKind::Unreadable => format!("{name} can't be read and is left out"),
        ProblemKind::Symlink => format!("{name} is a symbolic link and is left out"),
        ProblemKind::Special => format!("{name} is neither a file nor a folder and is left out"),
        ProblemKind::ImpossibleKey => format!("{name} can't be a key (over 1,024 bytes, or no text) and is left out"),
        ProblemKind::Renamed => {
            format!("{name} can't be a name here and becomes {}", shown(problem.becomes.as_deref().unwrap_or_default()))
        }
    }
}

/// Tells each file that failed, and counts them.
async fn tell_failures(engine: &Engine, id: TransferId, bar: &Bar, output: &mut Output) -> Result<u64> {
    let mut offset = 0;
    loop {
        let (total, files) = engine.files(id, FileFilter::State(FileState::Failed), offset, PAGE).await?;
        for file in &files {
            let Some(error) = &file.error else { continue };
            let info = satchel_operations::errors::transfer(error);
            if output.json {
                output.object(&FailedFile { event: "failed", key: file.key.as_str(), error: described(&info) })?;
            } else {
                let name = shown(file.key.as_str());
                bar.say(&format!("satchel: {name}: {}", shown(&words::sentence(&info))));
            }
        }
        offset += PAGE;
        if offset >= total || files.is_empty() {
            return Ok(total.into());
        }
    }
}

fn tell_end(status: &TransferStatus, same: u64, failed: u64, output: &mut Output) -> Result<()> {
    let files_done: u64 = status.files_done.into();
    let done = files_done.saturating_sub(same);
    if output.json {
        return output.object(&Finished {
            event: "finished",
            kind: status.kind,
            state: status.state,
            files: status.files.into(),
            files_done: done,
            files_skipped: same,
            files_failed: failed,
            bytes: status.bytes_done,
        });
    }
    if output.quiet {
        return Ok(());
    }
    let one = if status.kind == TransferKind::Delete { "object" } else { "file" };
    let mut line = format!("{} {}", done_word(status.kind), units::count(done, one));
    if status.bytes_done > 0 && status.kind != TransferKind::Delete {
        let _ = write!(line, ", {}", units::size(status.bytes_done));
    }
    if same > 0 {
        let _ = write!(line, "; {same} left alone, being the same already");
    }
    if failed > 0 {
        let _ = write!(line, "; {failed} failed");
    }
    output.line(&line)
}

/// Tells that standard input arrived.
pub fn tell_stream(to: &RemotePath, bytes: u64, output: &mut Output) -> Result<Exit> {
    if output.json {
        output.object(&Streamed { event: "finished", bucket: to.bucket.as_str(), key: &to.key, bytes })?;
    } else if !output.quiet {
        output.line(&format!("sent {} to {}", units::size(bytes), shown(&to.to_string())))?;
    }
    Ok(Exit::Done)
}
