//! Any sequence of puts, overwrites, deletes, kills, restarts and what others write leaves what a simple model says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use satchel_faults::{Death, Job, Kill, MEBIBYTE, Work, World, bucket, noise, run};
use satchel_objects::{ObjectKey, ObjectStore};

/// What somebody else does at a key.
#[derive(Clone, Copy, Debug)]
enum Outside {
    Put(u64),
    Delete,
}

/// What happens to a key.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// We send a file of this size there.
    Upload { size: u64, killed_at: Option<usize>, meanwhile: Option<Outside> },
    /// We delete it.
    Delete { killed_at: Option<usize>, meanwhile: Option<Outside> },
    /// We copy it; a copy of nothing is nothing.
    Copy { killed_at: Option<usize> },
    /// Somebody else writes or deletes it.
    Outside(Outside),
}

const KEYS: u8 = 3;

fn outside() -> impl Strategy<Value = Outside> {
    prop_oneof![(0_u64..100_000).prop_map(Outside::Put), Just(Outside::Delete)]
}

fn steps() -> impl Strategy<Value = Vec<(u8, Step)>> {
    let sizes = prop_oneof![3 => 0_u64..100_000, 1 => Just(11 * MEBIBYTE + 3)];
    let killed = || proptest::option::weighted(0.7, 0_usize..24);
    let meanwhile = || proptest::option::weighted(0.4, outside());
    let upload = (sizes, killed(), meanwhile());
    let step = prop_oneof![
        4 => upload.prop_map(|(size, killed_at, meanwhile)| Step::Upload { size, killed_at, meanwhile }),
        2 => (killed(), meanwhile()).prop_map(|(killed_at, meanwhile)| Step::Delete { killed_at, meanwhile }),
        2 => killed().prop_map(|killed_at| Step::Copy { killed_at }),
        2 => outside().prop_map(Step::Outside),
    ];
    proptest::collection::vec((0..KEYS, step), 1..9)
}

/// The bytes at each key.
type Model = BTreeMap<u8, Vec<u8>>;

struct Case<'a> {
    world: &'a World,
    folder: std::path::PathBuf,
    prefix: String,
    model: Model,
    number: u64,
}

/// The transitions that a kill can be at, over all kinds; one that doesn't come kills nobody.
const TRANSITIONS: [&str; 12] = [
    "transfer.added",
    "transfer.begun",
    "upload.intended",
    "upload.created",
    "upload.begun",
    "part.sent",
    "part.recorded",
    "upload.completing",
    "upload.completed",
    "file.done",
    "copy.copied",
    "transfer.ended",
];

impl Case<'_> {
    fn key(&self, key: u8) -> String {
        format!("{}{key}/file", self.prefix)
    }

    async fn outside(&self, key: u8, what: Outside) -> Option<Vec<u8>> {
        let name = self.key(key);
        match what {
            Outside::Put(size) => {
                let bytes = noise(size, self.number ^ 0xff);
                self.world.put(&name, bytes.clone().into()).await;
                Some(bytes)
            }
            Outside::Delete => {
                self.world.direct.delete(&bucket(), &ObjectKey::new(name).unwrap()).await.unwrap();
                None
            }
        }
    }

    /// Runs a transfer, killed at that transition where one is named, and to its end. In between somebody else may
    /// write at a key; gives what that left there, where it happened.
    async fn transfer(
        &self,
        work: Work,
        killed_at: Option<usize>,
        meanwhile: Option<(u8, Outside)>,
    ) -> Option<Option<Vec<u8>>> {
        let job = Job {
            journals: self.folder.join(format!("journals-{}", self.number)),
            endpoint: self.world.front.url(),
            part_size: 5 * MEBIBYTE,
            work,
            die: None,
        };
        let mut left = None;
        if let Some(at) = killed_at {
            let (name, occurrence) = (TRANSITIONS[at % TRANSITIONS.len()], 1 + u32::from(at >= TRANSITIONS.len()));
            let die = Some(Death { at: name.to_owned(), occurrence });
            run(worker(), &Job { die, ..job.clone() }, Kill::Never).await;
            self.world.front.idle().await;
            if let Some((key, what)) = meanwhile {
                left = Some(self.outside(key, what).await);
            }
        }
        let last = run(worker(), &job, Kill::Never).await;
        assert!(last.whole && last.ended.iter().all(|ended| !ended.state.is_empty()), "{last:?}");
        left
    }

    async fn step(&mut self, key: u8, step: Step) {
        self.number += 1;
        let before = self.model.get(&key).cloned();
        let allowed: Vec<(u8, Option<Vec<u8>>)> = match step {
            Step::Upload { size, killed_at, meanwhile } => {
                let folder = self.folder.join(format!("files-{}", self.number));
                std::fs::create_dir_all(&folder).unwrap();
                let bytes = noise(size, self.number);
                std::fs::write(folder.join("file"), &bytes).unwrap();
                let work = Work::Upload { folder: folder.clone(), prefix: format!("{}{key}/", self.prefix) };
                let left = self.transfer(work, killed_at, meanwhile.map(|what| (key, what))).await;
                assert!(std::fs::read(folder.join("file")).unwrap() == bytes, "the source is as it was");
                std::iter::once(Some(bytes)).chain(left).map(|state| (key, state)).collect()
            }
            Step::Delete { killed_at, meanwhile } => {
                let work = Work::Delete { prefix: format!("{}{key}/", self.prefix) };
                let left = self.transfer(work, killed_at, meanwhile.map(|what| (key, what))).await;
                std::iter::once(None).chain(left).map(|state| (key, state)).collect()
            }
            Step::Copy { killed_at } => {
                let prefix = format!("{}{key}/", self.prefix);
                let to = format!("{}copies/{}/", self.prefix, self.number);
                let work = Work::Copy { prefix, to: to.clone(), moves: false };
                self.transfer(work, killed_at, None).await;
                let copies: Vec<Vec<u8>> = self.world.objects(&to).await.into_values().collect();
                assert!(copies == Vec::from_iter(before.clone()), "{} copies", copies.len());
                vec![(key, before)]
            }
            Step::Outside(what) => vec![(key, self.outside(key, what).await)],
        };
        self.check(&allowed).await;
    }

    /// The store holds the model, where the key that was written holds one of these.
    async fn check(&mut self, allowed: &[(u8, Option<Vec<u8>>)]) {
        for key in 0..KEYS {
            let found = self.world.objects(&format!("{}{key}/", self.prefix)).await.into_values().next();
            let choices: Vec<_> = allowed.iter().filter(|(one, _)| *one == key).map(|(_, state)| state).collect();
            let is_right =
                if choices.is_empty() { found.as_ref() == self.model.get(&key) } else { choices.contains(&&found) };
            assert!(is_right, "key {key} holds {:?} bytes\n{}", found.map(|found| found.len()), self.world.front.log());
            match found {
                Some(bytes) => self.model.insert(key, bytes),
                None => self.model.remove(&key),
            };
        }
        let open = self.world.open_uploads(&self.prefix).await;
        assert!(open.is_empty(), "unfinished uploads: {open:?}");
        let again = self.world.front.log();
        assert!(again.parts_sent_again().is_empty(), "{again}");
    }
}

fn worker() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_satchel-fault-worker"))
}

#[test]
fn whatever_happens_the_store_holds_what_the_model_says() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::start(1));
    let cases = std::env::var("SATCHEL_FAULT_CASES").map_or(10, |text| text.parse().unwrap());
    let config = Config { cases, max_shrink_iters: 40, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&steps(), |steps| {
            runtime.block_on(async {
                world.front.forget();
                let (folder, prefix) = world.ground();
                let mut case = Case { world: &world, folder, prefix, model: Model::new(), number: 0 };
                for (key, step) in steps {
                    case.step(key, step).await;
                }
            });
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// A process that was killed before it learnt the ID of an upload knows of it by its intent alone.
#[test]
fn an_upload_that_was_begun_unseen_is_given_up_where_somebody_wrote_meanwhile() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let world = World::start(1).await;
        for at in ["upload.created", "upload.begun", "part.recorded"] {
            let killed_at = TRANSITIONS.iter().position(|name| *name == at);
            let (folder, prefix) = world.ground();
            let mut case = Case { world: &world, folder, prefix, model: Model::new(), number: 0 };
            case.step(0, Step::Upload { size: 11 * MEBIBYTE, killed_at, meanwhile: Some(Outside::Put(0)) }).await;
        }
    });
}
