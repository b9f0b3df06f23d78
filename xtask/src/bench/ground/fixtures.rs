//! What each job needs before it, before each round of it, and what it must leave.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Ground;
use crate::bench::data::{files_below, make_folder, remove_folder, same_bytes, same_trees};
use crate::bench::jobs::{COPIED, Job, SMALL};
use crate::bench::measure::{Ended, Limits};
use crate::bench::tools::{BUCKET, Entrant, Errand};
use crate::failure::Failure;

/// How long a preparation may take.
const PREPARATION: Duration = Duration::from_mins(10);

/// The client's places of a job: where it reads or writes.
pub fn local_paths(ground: &Ground, job: Job) -> PathBuf {
    match job {
        Job::BigUp | Job::AfterKill => ground.local("big/big.bin"),
        Job::BigDown => ground.local("out/big.bin"),
        Job::SmallUp => ground.local("small"),
        Job::MixedUp => ground.local("mixed"),
        _ => ground.local("out"),
    }
}

/// What a tool is asked to do for a job.
pub fn errand(job: Job, local: &Path) -> Errand<'_> {
    match job {
        Job::BigUp | Job::AfterKill => Errand::UploadFile(local, "bench/out/big.bin"),
        Job::BigDown => Errand::DownloadFile("bench/big/big.bin", local),
        Job::SmallUp | Job::MixedUp => Errand::UploadTree(local, "bench/out/"),
        Job::SmallDown => Errand::DownloadTree("bench/small/", local),
        Job::List | Job::ListIndexed => Errand::List("bench/listed/"),
        Job::ListFlat => Errand::List("bench/flat/"),
        Job::Delete => Errand::Delete("bench/doomed/"),
        Job::Copy => Errand::Copy("bench/from/", "bench/out/"),
    }
}

impl Ground {
    /// Makes what a job needs once; `carrier` brings to the store what has to lie there.
    pub fn prepare(&mut self, job: Job, carrier: Entrant) -> Result<(), Failure> {
        let sizes = self.sizes();
        if !self.bucket().exists() {
            self.carry(carrier, Errand::MakeBucket(BUCKET))?;
        }
        match job {
            Job::BigUp | Job::BigDown | Job::AfterKill => {
                let size = if job == Job::AfterKill { sizes.killed } else { sizes.big };
                self.make("big", |maker, place| {
                    make_folder(place)?;
                    maker.file(&place.join("big.bin"), size)
                })?;
            }
            Job::SmallUp | Job::SmallDown => {
                self.make("small", |maker, place| maker.folder(place, sizes.small, SMALL))?;
            }
            Job::MixedUp => self.make("mixed", |maker, place| maker.tree(place, sizes.mixed, sizes.mixed_largest))?,
            Job::ListIndexed => {
                self.make("seed", |maker, place| maker.folder(place, 1, SMALL))?;
                let seed = self.local("seed/file-000000.bin");
                if !self.local("listed").exists() {
                    link(&seed, &self.local("listed"), sizes.listed, 100)?;
                }
            }
            Job::List | Job::ListFlat | Job::Delete => {
                self.make("seed", |maker, place| maker.folder(place, 1, SMALL))?;
            }
            Job::Copy => self.make("from", |maker, place| maker.folder(place, sizes.copied, COPIED))?,
        }
        match job {
            Job::BigUp | Job::SmallUp | Job::MixedUp => Ok(()),
            Job::ListIndexed => {
                let (endpoint, folder) = (self.start_indexed()?, self.local("listed"));
                self.carry_to(carrier, Errand::MakeBucket(BUCKET), endpoint.clone())?;
                self.carry_to(carrier, Errand::UploadTree(&folder, "bench/listed/"), endpoint)
            }
            Job::BigDown | Job::AfterKill => {
                let file = self.local("big/big.bin");
                self.carry(carrier, Errand::UploadFile(&file, "bench/big/big.bin"))
            }
            Job::SmallDown => {
                let folder = self.local("small");
                self.carry(carrier, Errand::UploadTree(&folder, "bench/small/"))
            }
            Job::Copy => {
                let folder = self.local("from");
                self.carry(carrier, Errand::UploadTree(&folder, "bench/from/"))
            }
            Job::List | Job::ListFlat | Job::Delete => {
                let folder = self.local("seed");
                self.carry(carrier, Errand::UploadTree(&folder, "bench/seed/"))?;
                match job {
                    Job::List => self.link_below("listed", sizes.listed, 100),
                    Job::ListFlat => self.link_below("flat", sizes.listed, 1),
                    _ => Ok(()),
                }
            }
        }
    }

    /// Takes away what the round before has left.
    pub fn prepare_round(&self, job: Job) -> Result<(), Failure> {
        remove_folder(&self.bucket().join("out"))?;
        remove_folder(&self.local("out"))?;
        make_folder(&self.local("out"))?;
        if job == Job::Delete {
            remove_folder(&self.bucket().join("doomed"))?;
            self.link_below("doomed", self.sizes().deleted, 1)?;
        }
        // Parts of uploads that were given up are a tool's leftovers; the next tool shall not find them.
        remove_folder(&self.bucket().join(".sgwtmp/multipart"))
    }

    /// Whether the job's result is right, byte for byte; else what is wrong with it.
    pub fn verify(&self, job: Job) -> Result<Option<String>, Failure> {
        let (bucket, local) = (self.bucket(), |name: &str| self.local(name));
        match job {
            Job::BigUp | Job::AfterKill => same_file(&local("big/big.bin"), &bucket.join("out/big.bin")),
            Job::BigDown => same_file(&local("big/big.bin"), &local("out/big.bin")),
            Job::SmallUp => same_trees(&local("small"), &bucket.join("out")),
            Job::SmallDown => same_trees(&local("small"), &local("out")),
            Job::MixedUp => same_trees(&local("mixed"), &bucket.join("out")),
            Job::Copy => same_trees(&bucket.join("from"), &bucket.join("out")),
            Job::List | Job::ListFlat | Job::ListIndexed => {
                let keys = listed_keys(&self.output())?;
                let wanted = self.sizes().listed;
                Ok((keys != wanted).then(|| format!("{keys} different keys were listed, not {wanted}")))
            }
            Job::Delete => {
                let left = files_below(&bucket.join("doomed"))?.len();
                Ok((left > 0).then(|| format!("{left} objects were left")))
            }
        }
    }

    /// A glance at the result after each timed round: as many files and bytes as there should be.
    pub fn glance(&self, job: Job) -> Result<Option<String>, Failure> {
        let (wanted, found) = match job {
            Job::BigUp | Job::AfterKill => (self.local("big"), self.bucket().join("out")),
            Job::BigDown => (self.local("big"), self.local("out")),
            Job::SmallUp => (self.local("small"), self.bucket().join("out")),
            Job::SmallDown => (self.local("small"), self.local("out")),
            Job::MixedUp => (self.local("mixed"), self.bucket().join("out")),
            Job::Copy => (self.bucket().join("from"), self.bucket().join("out")),
            Job::List | Job::ListFlat | Job::ListIndexed | Job::Delete => return self.verify(job),
        };
        let sum = |folder: &Path| -> Result<(usize, u64), Failure> {
            let files = files_below(folder)?;
            Ok((files.len(), files.values().sum()))
        };
        let (wanted, found) = (sum(&wanted)?, sum(&found)?);
        let words = || format!("{} files and {} bytes, not {} and {}", found.0, found.1, wanted.0, wanted.1);
        Ok((wanted != found).then(words))
    }

    /// Gives the memory back that a job has used; `next` keeps what it needs, too.
    pub fn clear(&mut self, next: Option<Job>) -> Result<(), Failure> {
        self.stop_indexed()?;
        let keep: &[&str] = match next {
            Some(Job::BigDown) => &["big"],
            Some(Job::SmallDown) => &["small"],
            _ => &[],
        };
        for name in
            ["big", "small", "mixed", "seed", "listed", "from", "out"].into_iter().filter(|name| !keep.contains(name))
        {
            remove_folder(&self.local(name))?;
        }
        for name in ["big", "small", "seed", "from", "out", "listed", "flat", "doomed"] {
            remove_folder(&self.bucket().join(name))?;
        }
        Ok(())
    }

    fn carry(&mut self, carrier: Entrant, errand: Errand<'_>) -> Result<(), Failure> {
        let endpoint = self.server().endpoint();
        self.carry_to(carrier, errand, endpoint)
    }

    fn carry_to(&mut self, carrier: Entrant, errand: Errand<'_>, endpoint: String) -> Result<(), Failure> {
        let limits = Limits { time: PREPARATION, until: &|| false };
        match self.errand(carrier, errand, endpoint, &limits)? {
            Ended::Well(_) => Ok(()),
            ended => Err(Failure::Told(format!("{} couldn't bring the data to the store: {ended:?}", carrier.name()))),
        }
    }

    /// Puts as many objects below a prefix, in so many folders. They are names of one uploaded object with its
    /// ETag, since 100,000 real uploads before a listing would take longer than all listings together.
    fn link_below(&self, prefix: &str, count: usize, folders: usize) -> Result<(), Failure> {
        link(&self.bucket().join("seed/file-000000.bin"), &self.bucket().join(prefix), count, folders)
    }
}

/// Gives a file as many names, in so many folders below one.
fn link(seed: &Path, below: &Path, count: usize, folders: usize) -> Result<(), Failure> {
    for at in 0..count {
        let folder = if folders > 1 { below.join(format!("folder-{:02}", at % folders)) } else { below.to_owned() };
        if at < folders {
            make_folder(&folder)?;
        }
        let name = folder.join(format!("key-{at:06}.bin"));
        fs::hard_link(seed, &name).map_err(Failure::io(name.display().to_string()))?;
    }
    Ok(())
}

fn same_file(wanted: &Path, found: &Path) -> Result<Option<String>, Failure> {
    if !found.is_file() {
        return Ok(Some("the file isn't there".into()));
    }
    Ok((!same_bytes(wanted, found)?).then(|| "the file has other bytes".into()))
}

/// How many different keys stand in a listing, whatever else the tool says beside them.
fn listed_keys(listing: &Path) -> Result<usize, Failure> {
    let named = || Failure::io(listing.display().to_string());
    let file = File::open(listing).map_err(named())?;
    let mut numbers = BTreeSet::new();
    for line in BufReader::new(file).lines() {
        let line = line.map_err(named())?;
        let number = line.rsplit_once("key-").and_then(|(_, rest)| rest.strip_suffix(".bin")?.parse::<u32>().ok());
        numbers.extend(number);
    }
    Ok(numbers.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_once_in_every_tools_listing() {
        let folder = tempfile::tempdir().unwrap();
        let listing = folder.path().join("listing");
        let text = "2026/11/22 18:53:06          4096 folder-00/key-000001.bin\n\
                    2026-11-22 18:53:06;4096;folder-00/key-000002.bin\n\
                    [2026-11-22 18:53:06 UTC] 4.0KiB STANDARD key-000002.bin\n\
                    key-000003.bin\nTotal: 3\nkey-x.bin\n";
        fs::write(&listing, text).unwrap();
        assert_eq!(listed_keys(&listing).unwrap(), 3);
    }

    #[test]
    fn a_file_that_is_missing_or_different_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        fs::write(&one, "abc").unwrap();
        assert!(same_file(&one, &other).unwrap().unwrap().contains("isn't there"));
        fs::write(&other, "abd").unwrap();
        assert!(same_file(&one, &other).unwrap().unwrap().contains("other bytes"));
        fs::write(&other, "abc").unwrap();
        assert_eq!(same_file(&one, &other).unwrap(), None);
    }
}
