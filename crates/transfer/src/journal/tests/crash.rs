//! A process that is killed at any instant loses nothing that it was told is durable, and half of nothing is there.

use std::fs::File;

use super::child::{self, Child};
use super::model::Model;
use super::*;

const ITEMS: u32 = 40;
const ROUNDS: u64 = 8;

/// The changes that a child makes, always the same: each item is uploaded in parts and then done, some twice.
fn changes() -> impl Iterator<Item = Change> {
    (0..).flat_map(|round: u32| {
        let (id, index) = (TransferId(1), round % ITEMS);
        let parts = (1..=1 + u16::try_from(round % 3).unwrap()).map(move |number| Change::PartSent {
            id,
            index,
            part: part(number),
        });
        let state = if round % 4 == 3 { FileState::Failed } else { FileState::Done };
        begun(1, index, "x").into_iter().chain(parts).chain([file(1, index, state)])
    })
}

fn at_first() -> Model {
    let mut model = Model::default();
    model.add(&transfer(1), &waiting(ITEMS));
    model
}

#[ignore = "runs as a child of what_was_durable_is_there_after_a_kill_and_in_order"]
#[tokio::test]
async fn child_that_writes() {
    let Some(folder) = child::folder() else { return };
    let journal = open(&folder, false).journal;
    journal.add(transfer(1), waiting(ITEMS)).await.unwrap();
    let mut changes = changes();
    let mut made = 0_u32;
    // Bursts of several sizes share commits in several ways.
    for burst in (1..30).cycle() {
        let written: Vec<Written> = changes.by_ref().take(burst).map(|change| journal.write(change)).collect();
        for written in written {
            written.durable().await.unwrap();
            made += 1;
            child::say(&made.to_string());
        }
    }
}

/// How many of the changes the journal holds; it must be a state between two of them.
async fn made(folder: &Path, least: u32, most: u32) -> u32 {
    let opened = open(folder, true);
    assert_eq!(opened.notices, []);
    let found = Model::of(&opened.journal).await;
    opened.journal.close(Closing::Keep).await.unwrap();
    let mut model = at_first();
    let mut changes = changes();
    for made in 0..most {
        if made >= least && model.counted() == found {
            return made;
        }
        assert!(model.apply(changes.next().unwrap()));
    }
    panic!("the journal is in no state that there was after {least} changes and before {most}");
}

#[tokio::test]
async fn what_was_durable_is_there_after_a_kill_and_in_order() {
    let mut random = [0; 8];
    getrandom::fill(&mut random).unwrap();
    let seed = u64::from_le_bytes(random);
    eprintln!("seed {seed}");
    for round in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Child::start("crash::child_that_writes", folder.path());
        let heard = 1 + seed.rotate_left(u32::try_from(round * 8).unwrap()) % 400;
        for _ in 0..heard {
            child.hear();
        }
        let last = child.kill().last().map_or(heard, |last| last.parse().unwrap());
        let last = u32::try_from(last).unwrap();
        made(folder.path(), last, last + 200).await;
    }
}

/// After a power cut the log may end anywhere: what it holds up to there counts, by whole commits.
#[tokio::test]
async fn a_log_that_was_cut_anywhere_gives_a_state_that_there_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Child::start("crash::child_that_writes", folder.path());
    for _ in 0..300 {
        child.hear();
    }
    let last = child.kill().last().map_or(300, |last| last.parse().unwrap());
    let journal = with_ending(folder.path(), ".journal").pop().unwrap();
    let log = files::beside(&journal, "-wal");
    let length = std::fs::metadata(&log).unwrap().len();
    let mut states = std::collections::BTreeSet::new();
    for piece in 0..24 {
        let copy = tempfile::tempdir().unwrap();
        let to = copy.path().join(journal.file_name().unwrap());
        // No name of it ends in the middle of a file that is being read.
        std::fs::write(&to, std::fs::read(&journal).unwrap()).unwrap();
        std::fs::write(files::beside(&to, "-wal"), std::fs::read(&log).unwrap()).unwrap();
        let cut = File::options().write(true).open(files::beside(&to, "-wal")).unwrap();
        // The first commit is that of the transfer itself.
        cut.set_len(length / 3 + length * 2 / 3 * piece / 24 + piece % 7).unwrap();
        drop(cut);
        states.insert(made(copy.path(), 0, last + 200).await);
    }
    assert!(states.len() > 3, "the cuts were all before the first change or behind the last: {states:?}");
}
