//! One target, its corpus, and the loop.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::mutate::Mutator;
use crate::targets::Target;

/// An input that takes longer than this is as bad as one that panics.
const SLOWEST: Duration = Duration::from_secs(5);
const LARGEST_POOL: usize = 4096;

/// What a campaign came to.
pub struct Outcome {
    pub inputs: u64,
    pub behaviours: usize,
    pub failure: Option<Failure>,
}

/// An input that ended badly.
pub struct Failure {
    pub what: String,
    pub input: Vec<u8>,
}

/// A target with what is known to be interesting for it.
pub struct Campaign {
    target: &'static Target,
    pool: Vec<Vec<u8>>,
    seen: HashSet<String>,
    mutator: Mutator,
}

impl Campaign {
    pub fn new(target: &'static Target, seed: u64) -> io::Result<Self> {
        let mut files: Vec<PathBuf> =
            fs::read_dir(corpus(target))?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
        files.sort();
        let pool: Vec<Vec<u8>> = files.iter().map(fs::read).collect::<Result<_, _>>()?;
        if pool.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the corpus is empty"));
        }
        Ok(Self { target, pool, seen: HashSet::new(), mutator: Mutator::new(seed) })
    }

    /// Tries the corpus and then what comes of it, until the time is over, so many inputs were tried, or one fails.
    pub fn run(&mut self, time: Duration, most: u64) -> Outcome {
        let begun = Instant::now();
        let mut inputs = 0;
        let mut failure = self.pool.clone().into_iter().find_map(|seed| {
            inputs += 1;
            self.attempt(seed)
        });
        while failure.is_none() && inputs < most && begun.elapsed() < time {
            let input = self.mutator.next(&self.pool);
            failure = self.attempt(input);
            inputs += 1;
        }
        Outcome { inputs, behaviours: self.seen.len(), failure }
    }

    fn attempt(&mut self, input: Vec<u8>) -> Option<Failure> {
        let begun = Instant::now();
        let run = self.target.run;
        match catch_unwind(AssertUnwindSafe(|| run(&input))) {
            Err(payload) => {
                let text = payload.downcast_ref::<String>().cloned();
                let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
                return Some(Failure { what: text.unwrap_or_else(|| "panicked".into()), input });
            }
            Ok(Err(broken)) => return Some(Failure { what: broken, input }),
            Ok(Ok(behaviour)) => {
                if self.pool.len() < LARGEST_POOL && self.seen.insert(behaviour) {
                    self.pool.push(input.clone());
                }
            }
        }
        let taken = begun.elapsed();
        (taken > SLOWEST).then(|| Failure { what: format!("took {taken:?}"), input })
    }
}

fn corpus(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name)
}

/// Writes an input that failed into the corpus, so that it is tried first from now on.
pub fn keep(target: &Target, input: &[u8]) -> io::Result<PathBuf> {
    let sum = input
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let path = corpus(target).join(format!("failed-{sum:016x}"));
    fs::write(&path, input)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::targets::TARGETS;

    fn assert_survives(name: &str) {
        let target = TARGETS.iter().find(|target| target.name == name).unwrap();
        let outcome = Campaign::new(target, 7).unwrap().run(Duration::from_mins(10), 4_000);
        if let Some(failure) = outcome.failure {
            panic!("{}: {:?}", failure.what, String::from_utf8_lossy(&failure.input));
        }
        assert!(outcome.inputs == 4_000 && outcome.behaviours > 3, "{} behaviours", outcome.behaviours);
    }

    #[test]
    fn base58_survives_broken_text() {
        assert_survives("base58");
    }

    #[test]
    fn macaroons_survive_broken_bytes() {
        assert_survives("macaroon");
    }

    #[test]
    fn grants_survive_broken_bytes() {
        assert_survives("grant");
    }

    #[test]
    fn node_urls_survive_broken_text() {
        assert_survives("node_url");
    }

    #[test]
    fn share_links_survive_broken_text() {
        assert_survives("share_link");
    }

    #[test]
    fn a_target_that_fails_is_found_out() {
        static FRAGILE: Target = Target {
            name: "base58",
            run: |input| if input.len() > 40 { Err("too long for it".into()) } else { Ok(String::new()) },
        };
        let outcome = Campaign::new(&FRAGILE, 1).unwrap().run(Duration::from_mins(10), 10_000);
        let failure = outcome.failure.unwrap();
        assert_eq!(failure.what, "too long for it");
        assert!(failure.input.len() > 40);
    }
}
