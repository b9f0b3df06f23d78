//! The child: opens an engine on a journal, goes on with what it finds there or begins, and says every transition. It
//! reads its [`Job`] from its standard input.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a part of tests: where it panics, the test has failed")]

use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use satchel_faults::{Death, Ended, IN_FLIGHT, Job, Work, bucket};
use satchel_objects::s3::S3Store;
use satchel_objects::{ListEntry, ObjectStore};
use satchel_testkit::servers;
use satchel_transfer::{
    Checkpoint, Engine, EngineOptions, FileFilter, OnConflict, Place, Plan, Program, Progress, Stores, TransferError,
    TransferId, plan_copy, plan_delete, plan_download, plan_upload,
};

struct OneStore(Arc<S3Store>);

#[async_trait::async_trait]
impl Stores for OneStore {
    async fn store(&self, _: &str) -> Result<Arc<dyn ObjectStore>, TransferError> {
        Ok(self.0.clone())
    }
}

/// Says each transition, and dies at the one that was asked for.
fn checkpoint(die: Option<Death>) -> Checkpoint {
    let counts: Mutex<HashMap<&'static str, u32>> = Mutex::default();
    Arc::new(move |name| {
        let mut counts = counts.lock().unwrap();
        let count = counts.entry(name).or_default();
        *count += 1;
        say(&format!("@{name}"));
        if die.as_ref().is_some_and(|die| die.at == name && die.occurrence == *count) {
            end_here();
        }
    })
}

#[allow(clippy::disallowed_methods, reason = "that nothing is flushed or given back is what is tested")]
fn end_here() -> ! {
    std::process::abort()
}

fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}").and_then(|()| output.flush()).unwrap();
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let job: Job = serde_json::from_str(&text).unwrap();
    let store = Arc::new(S3Store::new(servers::config(&job.endpoint)).await.unwrap());
    let options = EngineOptions {
        journals: Some(job.journals),
        program: Program::CommandLine,
        part_size: job.part_size,
        parts: IN_FLIGHT,
        pause: Duration::from_millis(10),
        record_every: Duration::ZERO,
        look_again: Duration::from_millis(100),
        checkpoint: Some(checkpoint(job.die)),
        ..EngineOptions::default()
    };
    let (engine, notices) = Engine::open(options, Arc::new(OneStore(store.clone())), Arc::new(drop)).await.unwrap();
    for notice in notices {
        say(&format!("notice {notice:?}"));
    }
    if engine.list().is_empty() {
        let plan = plan(store.clone(), job.work).await.unwrap();
        engine.start(store, plan, OnConflict::Replace).await.unwrap();
    }
    for status in engine.list() {
        let ended = ended(&engine, status.id).await;
        say(&format!("ended {}", serde_json::to_string(&ended).unwrap()));
    }
    engine.close(false).await.unwrap();
}

/// Waits for the end of a transfer, also where it is paused until something is back.
async fn ended(engine: &Engine, id: TransferId) -> Ended {
    let status = loop {
        let status = engine.wait(id).await.unwrap();
        if status.state.has_ended() {
            break status;
        }
        assert!(status.pause.is_some_and(satchel_transfer::PauseReason::goes_on_by_itself), "{status:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let (_, files) = engine.files(id, FileFilter::All, 0, u32::MAX).await.unwrap();
    let said = |error: &TransferError| format!("{error:?}");
    Ended {
        state: format!("{:?}", status.state),
        done: status.files_done,
        failed: status.files_failed,
        error: status.error.as_deref().map(said),
        files: files
            .into_iter()
            .map(|file| (file.key.as_str().to_owned(), format!("{:?}", file.state), file.error.as_deref().map(said)))
            .collect(),
    }
}

async fn plan(store: Arc<S3Store>, work: Work) -> Result<Plan, TransferError> {
    let place = |prefix: &str| Place { account: "account".into(), bucket: bucket(), prefix: prefix.to_owned() };
    let whole = |prefix: String| vec![ListEntry::Prefix(prefix)];
    let silent = Progress::silent();
    match work {
        Work::Upload { folder, prefix } => {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            plan_upload(store, place(&prefix), entries, &silent).await
        }
        Work::Download { prefix, folder } => plan_download(store, place(""), whole(prefix), folder, &silent).await,
        Work::Delete { prefix } => plan_delete(store, place(""), whole(prefix), &silent).await,
        Work::Copy { prefix, to, moves } => {
            plan_copy(store, place(""), whole(prefix), place(&to), moves, &silent).await
        }
    }
}
