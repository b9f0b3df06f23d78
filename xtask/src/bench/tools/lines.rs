//! The arguments, tool by tool.

use std::ffi::OsString;
use std::path::Path;

use super::{Entrant, Errand, Peer, Tool};
use crate::bench::jobs::Job;

/// Whether the entrant has a command of its own for a job.
pub fn has(entrant: Entrant, job: Job) -> bool {
    let (path, place) = (Path::new("x"), "b/x/");
    let errand = match job {
        Job::BigUp | Job::AfterKill => Errand::UploadFile(path, place),
        Job::BigDown => Errand::DownloadFile(place, path),
        Job::SmallUp | Job::MixedUp => Errand::UploadTree(path, place),
        Job::SmallDown => Errand::DownloadTree(place, path),
        Job::List | Job::ListFlat | Job::ListIndexed => Errand::List(place),
        Job::Delete => Errand::Delete(place),
        Job::Copy => Errand::Copy(place, place),
    };
    arguments(entrant, errand).is_some()
}

/// What follows the program's name; `None` where tuning would change nothing.
pub fn arguments(entrant: Entrant, errand: Errand<'_>) -> Option<Vec<OsString>> {
    match (entrant.tool, entrant.tuned) {
        (Tool::Satchel, false) => Some(satchel(errand)),
        (Tool::Peer(Peer::S5cmd), tuned) => s5cmd(errand, tuned),
        (Tool::Peer(Peer::Rclone), tuned) => rclone(errand, tuned),
        (Tool::Peer(Peer::Mc), false) => Some(mc(errand)),
        (Tool::Peer(Peer::Mc), true) => mc_tuned(errand),
        (Tool::Peer(Peer::Crt), false) => Some(crt(errand)),
        // Ours has to be good as it comes; the common runtime tunes itself.
        (Tool::Satchel | Tool::Peer(Peer::Crt), true) => None,
    }
}

/// Words and places of one command line.
struct Line(Vec<OsString>);

impl Line {
    fn of(words: &[&str]) -> Self {
        Self(words.iter().map(OsString::from).collect())
    }

    fn and(mut self, word: impl Into<OsString>) -> Vec<OsString> {
        self.0.push(word.into());
        self.0
    }

    fn with(mut self, word: impl Into<OsString>) -> Self {
        self.0.push(word.into());
        self
    }
}

fn s3(place: &str) -> String {
    format!("s3://{place}")
}

/// A folder's path with what follows it.
fn below(folder: &Path, rest: &str) -> OsString {
    let mut path = folder.as_os_str().to_owned();
    path.push(rest);
    path
}

fn satchel(errand: Errand<'_>) -> Vec<OsString> {
    let tree = || Line::of(&["cp", "-r"]);
    match errand {
        Errand::MakeBucket(bucket) => Line::of(&["mb"]).and(s3(bucket)),
        Errand::UploadFile(from, to) => Line::of(&["cp"]).with(from).and(s3(to)),
        Errand::DownloadFile(from, to) => Line::of(&["cp"]).with(s3(from)).and(to),
        Errand::UploadTree(from, to) => tree().with(below(from, "/")).and(s3(to)),
        Errand::DownloadTree(from, to) => tree().with(s3(from)).and(below(to, "/")),
        Errand::List(of) => Line::of(&["ls", "-r"]).and(s3(of)),
        Errand::Delete(of) => Line::of(&["rm", "-r", "--yes"]).and(s3(of)),
        Errand::Copy(from, to) => tree().with(s3(from)).and(s3(to)),
    }
}

fn s5cmd(errand: Errand<'_>, tuned: bool) -> Option<Vec<OsString>> {
    // On few cores fewer workers than its 256 do better; for a large file, more parts at a time.
    let workers: &[&str] = if tuned { &["--log", "error", "--numworkers", "64"] } else { &["--log", "error"] };
    let copy = || Line(Line::of(workers).and("cp"));
    let file = || {
        let copy = copy();
        if tuned { Line([copy.0, Line::of(&["--concurrency", "16", "--part-size", "16"]).0].concat()) } else { copy }
    };
    Some(match errand {
        Errand::MakeBucket(_) | Errand::List(_) if tuned => return None,
        Errand::MakeBucket(bucket) => Line::of(&["mb"]).and(s3(bucket)),
        Errand::UploadFile(from, to) => file().with(from).and(s3(to)),
        Errand::DownloadFile(from, to) => file().with(s3(from)).and(to),
        Errand::UploadTree(from, to) => copy().with(below(from, "/*")).and(s3(to)),
        Errand::DownloadTree(from, to) => copy().with(s3(from) + "*").and(below(to, "/")),
        Errand::List(of) => Line::of(&["ls"]).and(s3(of) + "*"),
        Errand::Delete(of) => Line::of(workers).with("rm").and(s3(of) + "*"),
        Errand::Copy(from, to) => copy().with(s3(from) + "*").and(s3(to)),
    })
}

fn rclone(errand: Errand<'_>, tuned: bool) -> Option<Vec<OsString>> {
    let remote = |place: &str| format!(":s3:{}", place.trim_end_matches('/'));
    let options: &[&str] = match errand {
        _ if !tuned => &[],
        Errand::List(_) | Errand::MakeBucket(_) => return None,
        Errand::UploadFile(..) => &["--s3-upload-concurrency", "16", "--s3-chunk-size", "16M", "--s3-no-check-bucket"],
        Errand::DownloadFile(..) => &["--multi-thread-streams", "16", "--multi-thread-chunk-size", "16M"],
        _ => &["--transfers", "32", "--checkers", "32", "--fast-list", "--s3-no-check-bucket"],
    };
    let line = |verb: &str| Line(Line::of(&[verb]).0.into_iter().chain(Line::of(options).0).collect());
    Some(match errand {
        Errand::MakeBucket(bucket) => line("mkdir").and(remote(bucket)),
        Errand::UploadFile(from, to) => line("copyto").with(from).and(remote(to)),
        Errand::DownloadFile(from, to) => line("copyto").with(remote(from)).and(to),
        Errand::UploadTree(from, to) => line("copy").with(from).and(remote(to)),
        Errand::DownloadTree(from, to) => line("copy").with(remote(from)).and(to),
        Errand::List(of) => {
            line("lsf").with("--recursive").with("--format").with("tsp").with("--use-server-modtime").and(remote(of))
        }
        Errand::Delete(of) => line("delete").and(remote(of)),
        Errand::Copy(from, to) => line("copy").with(remote(from)).and(remote(to)),
    })
}

fn mc(errand: Errand<'_>) -> Vec<OsString> {
    let remote = |place: &str| format!("store/{place}");
    let line = |words: &[&str]| Line([Line::of(&["--quiet", "--no-color"]).0, Line::of(words).0].concat());
    match errand {
        Errand::MakeBucket(bucket) => line(&["mb"]).and(remote(bucket)),
        Errand::UploadFile(from, to) => line(&["cp"]).with(from).and(remote(to)),
        Errand::DownloadFile(from, to) => line(&["cp"]).with(remote(from)).and(to),
        Errand::UploadTree(from, to) => line(&["cp", "-r"]).with(below(from, "/")).and(remote(to)),
        Errand::DownloadTree(from, to) => line(&["cp", "-r"]).with(remote(from)).and(below(to, "/")),
        Errand::List(of) => line(&["ls", "-r"]).and(remote(of)),
        Errand::Delete(of) => line(&["rm", "-r", "--force"]).and(remote(of)),
        Errand::Copy(from, to) => line(&["cp", "-r"]).with(remote(from)).and(remote(to)),
    }
}

fn mc_tuned(errand: Errand<'_>) -> Option<Vec<OsString>> {
    let quiet = |words: &[&str]| Line([Line::of(&["--quiet", "--no-color"]).0, Line::of(words).0].concat());
    match errand {
        Errand::UploadFile(from, to) => {
            let put = quiet(&["put", "--parallel", "16", "--part-size", "16MiB"]);
            Some(put.with(from).and(format!("store/{to}")))
        }
        Errand::UploadTree(from, to) => Some(quiet(&["mirror"]).with(below(from, "/")).and(format!("store/{to}"))),
        Errand::DownloadTree(from, to) => Some(quiet(&["mirror"]).with(format!("store/{from}")).and(below(to, "/"))),
        _ => None,
    }
}

fn crt(errand: Errand<'_>) -> Vec<OsString> {
    match errand {
        Errand::MakeBucket(bucket) => Line::of(&["make-bucket"]).and(bucket),
        Errand::UploadFile(from, to) => Line::of(&["upload-file"]).with(from).and(to),
        Errand::DownloadFile(from, to) => Line::of(&["download-file"]).with(from).and(to),
        Errand::UploadTree(from, to) => Line::of(&["upload-tree"]).with(from).and(to),
        Errand::DownloadTree(from, to) => Line::of(&["download-tree"]).with(from).and(to),
        Errand::List(of) => Line::of(&["list"]).and(of),
        Errand::Delete(of) => Line::of(&["delete"]).and(of),
        Errand::Copy(from, to) => Line::of(&["copy"]).with(from).and(to),
    }
}
