//! `cp` and `mv`: from what was typed to plans.

mod names;
mod run;

use std::path::{Path, PathBuf};

use satchel_objects::{ErrorKind, ListEntry, ObjectKey, ObjectSummary};
use satchel_operations::passphrases::folder_of;
use satchel_operations_schema::types::ErrorCode;
use satchel_transfer::{Naming, Place, Plan, TransferKind, plan_copy_named, plan_download_named, plan_upload_named};

pub use run::{Carrying, carry_out, tell_result};

use super::stream;
use crate::arguments::{Copy, Global};
use crate::connect::{self, Session};
use crate::failure::{Exit, Result, Stop, failed, usage};
use crate::location::{Location, RemotePath};
use crate::output::{Output, shown};
use crate::passphrases;
use crate::progress::Bar;
use names::{Target, absolute, local_target, naming_of_local, remote_target};

pub async fn copy(global: &Global, copy: &Copy, output: &mut Output) -> Result<Exit> {
    let (sources, destination) = ends(copy)?;
    match (sources, destination) {
        ([Location::Stream], Location::Remote(to)) => from_stdin(global, copy, to, output).await,
        ([Location::Remote(from)], Location::Stream) => to_stdout(global, from, output).await,
        (_, Location::Stream) => Err(usage("- writes one object, s3://BUCKET/KEY, to standard output")),
        (sources, Location::Local(to)) => {
            let sources = remotes(sources, "cp copies to or from a store; here both ends are on this computer")?;
            download(global, copy, &sources, to, output).await
        }
        (sources, Location::Remote(to)) if sources.iter().all(|source| matches!(source, Location::Local(_))) => {
            let paths: Vec<&Path> = sources.iter().filter_map(local).collect();
            upload(global, copy, &paths, to, output).await
        }
        (sources, Location::Remote(to)) => {
            let sources = remotes(sources, "the sources are either all local or all at the store, and - stands alone")?;
            at_the_store(global, copy, &sources, to, false, output).await
        }
    }
}

pub async fn move_(global: &Global, copy: &Copy, output: &mut Output) -> Result<Exit> {
    let (sources, destination) = ends(copy)?;
    let advice = "mv moves within a store; to or from this computer, use cp and then delete the source";
    let Location::Remote(to) = destination else { return Err(usage(advice)) };
    let sources = remotes(sources, advice)?;
    at_the_store(global, copy, &sources, to, true, output).await
}

fn ends(copy: &Copy) -> Result<(&[Location], &Location)> {
    match copy.locations.split_last() {
        Some((destination, sources)) if !sources.is_empty() => Ok((sources, destination)),
        _ => Err(usage("name what is to be copied, and where it goes, last")),
    }
}

fn local(location: &Location) -> Option<&Path> {
    if let Location::Local(path) = location { Some(path) } else { None }
}

fn remotes<'a>(locations: &'a [Location], otherwise: &str) -> Result<Vec<&'a RemotePath>> {
    let remote = |location: &'a Location| {
        if let Location::Remote(path) = location { Ok(path) } else { Err(usage(otherwise)) }
    };
    locations.iter().map(remote).collect()
}

async fn from_stdin(global: &Global, copy: &Copy, to: &RemotePath, output: &mut Output) -> Result<Exit> {
    let key = to.object().filter(|_| !to.is_folder());
    let key = key.ok_or_else(|| usage(format!("{to} is a folder: give standard input a name in it")))?;
    let session = connect::open(global).await?;
    let folder = folder_of(key.as_str()).to_owned();
    passphrases::before_write(&session, copy.yes, &to.bucket, &folder).await?;
    let bytes = stream::upload(&session.store, &to.bucket, &key, copy.tuning.part_size).await?;
    passphrases::showed(&session, &to.bucket, &folder).await;
    run::tell_stream(to, bytes, output)
}

async fn to_stdout(global: &Global, from: &RemotePath, output: &mut Output) -> Result<Exit> {
    let key = from.object().ok_or_else(|| usage(format!("{from} is a bucket: name an object in it")))?;
    let session = connect::open(global).await?;
    stream::download(&*session.store, &from.bucket, &key, output).await?;
    Ok(Exit::Done)
}

async fn upload(global: &Global, copy: &Copy, sources: &[&Path], to: &RemotePath, output: &mut Output) -> Result<Exit> {
    let target = remote_target(to, sources.len())?;
    let mut named = Vec::new();
    for source in sources {
        named.push((absolute(source)?, naming_of_local(source, &target, copy.recursive)?));
    }
    let session = connect::open(global).await?;
    passphrases::before_write(&session, copy.yes, &to.bucket, target.folder()).await?;
    let bar = Bar::new(output);
    let identity = ("upload", &named, to.to_string());
    let command = run::identity(&session, &identity, copy);
    let place = place(&session, to, target.folder());
    let plan = plan_upload_named(session.store.clone(), place, named, &bar.planning()).await;
    let plan = plan.inspect_err(|_| bar.clear())?;
    let carrying = Carrying { global, session: &session, copy: Some(copy), tuning: copy.tuning, command, bar };
    let exit = carry_out(carrying, vec![plan], output).await?;
    wrote(&session, exit, to, target.folder()).await
}

async fn download(
    global: &Global,
    copy: &Copy,
    sources: &[&RemotePath],
    to: &Path,
    output: &mut Output,
) -> Result<Exit> {
    let session = connect::open(global).await?;
    let (target, folder) = local_target(to, sources.len())?;
    let selections = select(&session, sources, &target, copy.recursive).await?;
    let made = make_folder(&folder)?;
    let bar = Bar::new(output);
    let names: Vec<String> = sources.iter().map(ToString::to_string).collect();
    let command = run::identity(&session, &("download", names, absolute(to)?), copy);
    let planned = async {
        let mut plans = Vec::new();
        for (bucket, selection) in selections {
            let place =
                Place { account: session.account.clone(), bucket: bucket.bucket.clone(), prefix: String::new() };
            let progress = bar.planning();
            let plan = plan_download_named(session.store.clone(), place, selection, folder.clone(), &progress).await?;
            plans.push(plan);
        }
        something(plans, sources)
    };
    let plans = match planned.await {
        Ok(plans) => plans,
        Err(stop) => {
            bar.clear();
            // A folder that was made for nothing goes again; one that isn't empty by now stays.
            for folder in &made {
                let _ = std::fs::remove_dir(folder);
            }
            return Err(stop);
        }
    };
    let carrying = Carrying { global, session: &session, copy: Some(copy), tuning: copy.tuning, command, bar };
    carry_out(carrying, plans, output).await
}

async fn at_the_store(
    global: &Global,
    copy: &Copy,
    sources: &[&RemotePath],
    to: &RemotePath,
    moves: bool,
    output: &mut Output,
) -> Result<Exit> {
    let target = remote_target(to, sources.len())?;
    let session = connect::open(global).await?;
    passphrases::before_write(&session, copy.yes, &to.bucket, target.folder()).await?;
    let selections = select(&session, sources, &target, copy.recursive).await?;
    let bar = Bar::new(output);
    let names: Vec<String> = sources.iter().map(ToString::to_string).collect();
    let command = run::identity(&session, &(if moves { "move" } else { "copy" }, names, to.to_string()), copy);
    let planned = async {
        let mut plans = Vec::new();
        for (bucket, selection) in selections {
            let from = Place { account: session.account.clone(), bucket: bucket.bucket.clone(), prefix: String::new() };
            let into = place(&session, to, target.folder());
            let progress = bar.planning();
            let plan = plan_copy_named(session.store.clone(), from, selection, into, moves, &progress).await?;
            plans.push(plan);
        }
        something(plans, sources)
    };
    let plans = planned.await.inspect_err(|_| bar.clear())?;
    let carrying = Carrying { global, session: &session, copy: Some(copy), tuning: copy.tuning, command, bar };
    let exit = carry_out(carrying, plans, output).await?;
    wrote(&session, exit, to, target.folder()).await
}

/// Notes down with which passphrase something was written, where it was.
async fn wrote(session: &Session, exit: Exit, to: &RemotePath, folder: &str) -> Result<Exit> {
    if matches!(exit, Exit::Done | Exit::Partly) {
        passphrases::showed(session, &to.bucket, folder).await;
    }
    Ok(exit)
}

fn place(session: &Session, to: &RemotePath, folder: &str) -> Place {
    Place { account: session.account.clone(), bucket: to.bucket.clone(), prefix: folder.to_owned() }
}

/// What was selected in one bucket.
pub type Selection<'a> = (&'a RemotePath, Vec<(ListEntry, Naming)>);

/// Looks up what was named, and puts together what is in one bucket.
async fn select<'a>(
    session: &Session,
    sources: &[&'a RemotePath],
    target: &Target,
    recursive: bool,
) -> Result<Vec<Selection<'a>>> {
    let mut selections: Vec<Selection<'a>> = Vec::new();
    for &source in sources {
        let entries = entries(session, source, recursive).await?;
        let naming = target.naming(source.is_folder());
        let named = entries.into_iter().map(|entry| (entry, naming.clone()));
        match selections.iter_mut().find(|(known, _)| known.bucket == source.bucket) {
            Some((_, selection)) => selection.extend(named),
            None => selections.push((source, named.collect())),
        }
    }
    Ok(selections)
}

/// What a remote source means: an object, or with `-r` also what is below it.
pub async fn entries(session: &Session, source: &RemotePath, recursive: bool) -> Result<Vec<ListEntry>> {
    if source.is_folder() {
        if !recursive {
            return Err(usage(format!("{source} is a folder: add -r to take what is in it")));
        }
        return Ok(vec![ListEntry::Prefix(source.key.clone())]);
    }
    let Some(key) = source.object() else { return Ok(Vec::new()) };
    let mut entries = Vec::new();
    match session.store.head(&source.bucket, &key).await {
        Ok(info) => entries.push(ListEntry::Object(ObjectSummary {
            key,
            size: info.size,
            last_modified: info.last_modified,
            etag: info.etag,
        })),
        Err(error) if recursive && error.kind == ErrorKind::NoSuchObject => {}
        Err(error) => return Err(error.into()),
    }
    if recursive {
        entries.push(ListEntry::Prefix(format!("{}/", source.key)));
    }
    Ok(entries)
}

/// Sources that name nothing at all are a mistake, not an empty transfer.
fn something(plans: Vec<Plan>, sources: &[&RemotePath]) -> Result<Vec<Plan>> {
    if plans.iter().any(|plan| !plan.items.is_empty() || !plan.problems.is_empty()) {
        return Ok(plans);
    }
    let names: Vec<String> = sources.iter().map(|source| shown(&source.to_string())).collect();
    Err(nothing(&names.join(", ")))
}

fn nothing(names: &str) -> Stop {
    let sentence = format!("there is nothing at {names}");
    satchel_operations::errors::error(ErrorCode::Other, &[("detail", &sentence)], sentence.clone(), false).into()
}

/// Makes a folder and those above it that are missing, and says which, the innermost first.
fn make_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let missing = folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    std::fs::create_dir_all(folder).map_err(|error| failed(format!("{} can't be made: {error}", folder.display())))?;
    Ok(missing)
}

/// The key of an object that is deleted without being looked at.
pub fn unseen(key: ObjectKey) -> ListEntry {
    ListEntry::Object(ObjectSummary { key, size: 0, last_modified: None, etag: None })
}

/// What is done, as people say it when it is over.
pub fn done_word(kind: TransferKind) -> &'static str {
    match kind {
        TransferKind::Upload => "sent",
        TransferKind::Download => "fetched",
        TransferKind::Delete => "deleted",
        TransferKind::Copy => "copied",
        TransferKind::Move => "moved",
    }
}
