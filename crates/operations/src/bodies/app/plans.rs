//! Plans: what will happen, before anything happens.

use std::future::Future;
use std::sync::Arc;

use satchel_objects::BucketName;
use satchel_operations_schema::types::{
    self, EngineEvent, ErrorCode, PlanCopy, PlanDelete, PlanDownload, PlanInfo, PlanProblem, PlanProblemKind,
    PlanRename, PlanRequest, PlanUpload, Planning, StartPlan, StartedTransfer,
};
use satchel_transfer::{Destination, Place, Plan, ProblemKind, Progress, Resumable, TransferError};

use crate::bodies::documented::{Answer, bucket_of};
use crate::engine::{Engine, KeptPlan, Selection};
use crate::errors;

/// How many problems an answer spells out; the rest is a count.
const PROBLEMS_SHOWN: usize = 100;

pub async fn plan_upload(engine: &Engine, request: PlanUpload) -> Answer<PlanInfo> {
    let place = place_of(&request.account, bucket_of(&request.bucket)?, &request.prefix)?;
    let sources = engine.files.get(&request.files)?;
    let store = engine.store(&request.account).await?;
    engine.before_write(&store, &place).await?;
    let progress = progress(engine, types::TransferKind::Upload);
    let making = satchel_transfer::plan_upload(store, place, sources.to_vec(), &progress);
    keep(engine, &request.account, making).await
}

pub async fn plan_download(engine: &Engine, request: PlanDownload) -> Answer<PlanInfo> {
    let (selection, place) = selected(engine, &request.selection)?;
    let target = engine.files.get(&request.target)?;
    let [target] = &target[..] else { return Err(errors::invalid_parameter("target", "must be one folder")) };
    let store = engine.store(&selection.account).await?;
    let progress = progress(engine, types::TransferKind::Download);
    let making = satchel_transfer::plan_download(store, place, selection.items.clone(), target.clone(), &progress);
    keep(engine, &selection.account, making).await
}

pub async fn plan_delete(engine: &Engine, request: PlanDelete) -> Answer<PlanInfo> {
    let (selection, place) = selected(engine, &request.selection)?;
    let store = engine.store(&selection.account).await?;
    let progress = progress(engine, types::TransferKind::Delete);
    keep(engine, &selection.account, satchel_transfer::plan_delete(store, place, selection.items.clone(), &progress))
        .await
}

pub async fn plan_copy(engine: &Engine, request: PlanCopy) -> Answer<PlanInfo> {
    let (selection, place) = selected(engine, &request.selection)?;
    let destination = place_of(&selection.account, bucket_of(&request.bucket)?, &request.prefix)?;
    let store = engine.store(&selection.account).await?;
    engine.before_write(&store, &destination).await?;
    let kind = if request.remove_source { types::TransferKind::Move } else { types::TransferKind::Copy };
    let progress = progress(engine, kind);
    let items = selection.items.clone();
    let making = satchel_transfer::plan_copy(store, place, items, destination, request.remove_source, &progress);
    keep(engine, &selection.account, making).await
}

pub async fn plan_rename(engine: &Engine, request: PlanRename) -> Answer<PlanInfo> {
    let (selection, place) = selected(engine, &request.selection)?;
    let [item] = &selection.items[..] else {
        return Err(errors::invalid_parameter("selection", "must be one object or folder"));
    };
    let store = engine.store(&selection.account).await?;
    let progress = progress(engine, types::TransferKind::Move);
    let making = satchel_transfer::plan_rename(store, place, item.clone(), &request.name, &progress);
    keep(engine, &selection.account, making).await
}

pub async fn start_plan(engine: &Engine, request: StartPlan) -> Answer<StartedTransfer> {
    let KeptPlan { account, plan } = engine.plans.take(&request.plan)?;
    let on_conflict = match request.on_conflict {
        types::OnConflict::Skip => satchel_transfer::OnConflict::Skip,
        types::OnConflict::Replace => satchel_transfer::OnConflict::Replace,
        types::OnConflict::KeepBoth => satchel_transfer::OnConflict::KeepBoth,
        types::OnConflict::Newer => satchel_transfer::OnConflict::Newer,
    };
    let store = engine.store(&account).await?;
    engine.start(store, plan, on_conflict).await
}

pub async fn drop_plan(engine: &Engine, request: PlanRequest) -> Answer<()> {
    if request.plan.is_empty() {
        engine.stop_planning.notify_waiters();
        return Ok(());
    }
    engine.plans.take(&request.plan).map(|_| ())
}

fn place_of(account: &str, bucket: BucketName, prefix: &str) -> Answer<Place> {
    if !prefix.is_empty() && !prefix.ends_with('/') {
        return Err(errors::invalid_parameter("prefix", "must be empty or end in /"));
    }
    Ok(Place { account: account.to_owned(), bucket, prefix: prefix.to_owned() })
}

fn selected(engine: &Engine, handle: &str) -> Answer<(Arc<Selection>, Place)> {
    let selection = engine.selections.get(handle)?;
    let place = Place {
        account: selection.account.clone(),
        bucket: selection.bucket.clone(),
        prefix: selection.prefix.clone(),
    };
    Ok((selection, place))
}

/// Tells the window how far the counting is: every 100 files is often enough to see it move.
fn progress(engine: &Engine, kind: types::TransferKind) -> Progress {
    let host = engine.host.clone();
    Progress::new(move |files, bytes| {
        if files % 100 == 1 {
            let files = u32::try_from(files).unwrap_or(u32::MAX);
            host.emit(EngineEvent::Planning(Planning { transfer_kind: kind, files, bytes }));
        }
    })
}

/// Makes a plan, unless the person gives it up, and keeps it until it is started or dropped.
async fn keep(
    engine: &Engine,
    account: &str,
    making: impl Future<Output = Result<Plan, TransferError>>,
) -> Answer<PlanInfo> {
    let made = tokio::select! {
        made = making => made.map_err(|failure| errors::transfer(&failure))?,
        () = engine.stop_planning.notified() => {
            return Err(errors::error(ErrorCode::Cancelled, &[], "the planning was cancelled; nothing was touched", false));
        }
    };
    let store = engine.store(account).await?;
    let resumable = engine.transfers.resumable(&*store, &made).await.map_err(|failure| errors::transfer(&failure))?;
    let mut info = described(&made, resumable);
    info.plan = engine.plans.keep(KeptPlan { account: account.to_owned(), plan: made });
    Ok(info)
}

fn described(plan: &Plan, resumable: Resumable) -> PlanInfo {
    let summary = plan.summary();
    let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    PlanInfo {
        plan: String::new(),
        transfer_kind: super::transfers::kind(plan.kind),
        bucket: plan.place.bucket.to_string(),
        destination: match &plan.destination {
            Destination::Place(place) if place.bucket == plan.place.bucket => place.prefix.clone(),
            Destination::Place(place) => format!("{}/{}", place.bucket, place.prefix),
            Destination::Folder(folder) => folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into(),
            Destination::None => String::new(),
        },
        asks: plan.asks(),
        files: count(summary.files),
        folders: count(summary.folders),
        bytes: summary.bytes,
        new_files: count(summary.new_files),
        new_bytes: summary.new_bytes,
        same_files: count(summary.same_files),
        same_bytes: summary.same_bytes,
        differing_files: count(summary.differing_files),
        differing_bytes: summary.differing_bytes,
        resumable_files: count(resumable.files),
        resumable_bytes: resumable.bytes,
        resumed_bytes: resumable.done,
        empty_folders: count(summary.empty_folders),
        problem_count: count(summary.problems),
        problems: plan.problems.iter().take(PROBLEMS_SHOWN).map(described_problem).collect(),
        names: summary.names,
    }
}

fn described_problem(problem: &satchel_transfer::PlanProblem) -> PlanProblem {
    PlanProblem {
        problem: match problem.kind {
            ProblemKind::Unreadable => PlanProblemKind::Unreadable,
            ProblemKind::Symlink => PlanProblemKind::Symlink,
            ProblemKind::Special => PlanProblemKind::Special,
            ProblemKind::ImpossibleKey => PlanProblemKind::ImpossibleKey,
            ProblemKind::Renamed => PlanProblemKind::Renamed,
        },
        name: problem.name.clone(),
        becomes: problem.becomes.clone(),
    }
}
