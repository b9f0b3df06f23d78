//! `rm`.

use satchel_objects::ListEntry;
use satchel_transfer::{Place, plan_delete};

use super::transfer::{self, Carrying, carry_out, unseen};
use crate::arguments::{Global, Remove, Tuning};
use crate::confirm::{can_ask, confirm};
use crate::connect::{self, Session};
use crate::failure::{Exit, Result, usage};
use crate::location::RemotePath;
use crate::output::{Output, shown};
use crate::progress::Bar;
use crate::units;

pub async fn run(global: &Global, remove: &Remove, output: &mut Output) -> Result<Exit> {
    // Before anything is asked of the server: a script without --yes is told at once.
    if remove.recursive && !remove.yes && !can_ask() {
        return Err(usage("rm -r deletes folders with all that is in them. Nobody can be asked here: --yes answers."));
    }
    let session = connect::open(global).await?;
    let mut selections: Vec<(&RemotePath, Vec<ListEntry>)> = Vec::new();
    for path in &remove.objects {
        let entries = entries(&session, path, remove.recursive).await?;
        match selections.iter_mut().find(|(known, _)| known.bucket == path.bucket) {
            Some((_, selection)) => selection.extend(entries),
            None => selections.push((path, entries)),
        }
    }
    let bar = Bar::new(output);
    let mut plans = Vec::new();
    for (path, selection) in selections {
        let place = Place { account: session.account.clone(), bucket: path.bucket.clone(), prefix: String::new() };
        let plan = plan_delete(session.store.clone(), place, selection, &bar.planning()).await;
        plans.push(plan.inspect_err(|_| bar.clear())?);
    }
    if remove.recursive {
        bar.clear();
        let objects: u64 = plans.iter().map(|plan| plan.items.len() as u64).sum();
        let bytes: u64 = plans.iter().flat_map(|plan| &plan.items).map(|item| item.size).sum();
        let names: Vec<String> = remove.objects.iter().map(|path| shown(&path.to_string())).collect();
        let what = format!("{} ({}) at {}", units::count(objects, "object"), units::size(bytes), names.join(", "));
        if objects > 0 {
            confirm(remove.yes, &format!("Delete {what}?"))?;
        }
    }
    let names: Vec<String> = remove.objects.iter().map(ToString::to_string).collect();
    let command = serde_json::to_string(&(&session.account, "delete", names, remove.recursive)).unwrap_or_default();
    let tuning = Tuning { concurrency: remove.concurrency, part_size: None, limit_up: None, limit_down: None };
    carry_out(Carrying { global, session: &session, copy: None, tuning, command, bar }, plans, output).await
}

/// What is deleted: the object, and with `-r` what is below it too.
async fn entries(session: &Session, path: &RemotePath, recursive: bool) -> Result<Vec<ListEntry>> {
    let key = path.object();
    if recursive {
        return transfer::entries(session, path, true).await;
    }
    let folder = || usage(format!("{path} is a folder: add -r to delete what is in it"));
    let key = key.ok_or_else(folder)?;
    // A folder's marker is an object too, but who names a folder means more often what is in it.
    if path.is_folder() && session.store.head(&path.bucket, &key).await.is_err() {
        return Err(folder());
    }
    Ok(vec![unseen(key)])
}
