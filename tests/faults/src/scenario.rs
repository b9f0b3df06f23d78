//! A transfer, and what must be true when it is over, however often it was killed on the way.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use satchel_objects::Operation;

use crate::world::{read_all, write_all};
use crate::{Death, IN_FLIGHT, Job, Kill, MEBIBYTE, Run, Work, World, noise, run};

/// What is transferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Files of one request each.
    UploadSmall,
    /// A file of five parts, and a small one.
    UploadLarge,
    /// An object of several ranges, and small ones.
    Download,
    /// More objects than one batch takes.
    Delete,
    /// A few objects.
    Copy,
    /// A few objects.
    Move,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::UploadSmall, Self::UploadLarge, Self::Download, Self::Delete, Self::Copy, Self::Move];

    /// The transitions that it can't do without.
    pub fn transitions(self) -> &'static [&'static str] {
        match self {
            Self::UploadSmall => &["transfer.added", "transfer.begun", "file.done", "transfer.ended"],
            Self::UploadLarge => &[
                "transfer.added",
                "transfer.begun",
                "upload.intended",
                "upload.created",
                "upload.begun",
                "part.sent",
                "part.recorded",
                "upload.reviewed",
                "upload.completing",
                "upload.completed",
                "upload.verified",
                "file.done",
                "transfer.ended",
            ],
            Self::Download => &[
                "transfer.added",
                "transfer.begun",
                "download.begun",
                "range.begun",
                "range.written",
                "small.written",
                "download.published",
                "file.done",
                "transfer.ended",
            ],
            Self::Delete => &["transfer.added", "transfer.begun", "delete.batch", "transfer.ended"],
            Self::Copy => &["transfer.added", "transfer.begun", "copy.copied", "copy.verified", "transfer.ended"],
            Self::Move => &[
                "transfer.added",
                "transfer.begun",
                "copy.copied",
                "copy.verified",
                "move.deleted",
                "file.done",
                "transfer.ended",
            ],
        }
    }

    fn part_size(self) -> u64 {
        if self == Self::Download { 2 * MEBIBYTE } else { 5 * MEBIBYTE }
    }

    /// What is transferred: names and bytes.
    fn content(self, seed: u64) -> BTreeMap<String, Vec<u8>> {
        let sizes: Vec<(String, u64)> = match self {
            Self::UploadSmall => [0, 1, 100, 4_096, 65_536, 300_000]
                .into_iter()
                .flat_map(|size| (0..3).map(move |copy| (format!("folder {copy}/新 {size}.bin"), size)))
                .collect(),
            Self::UploadLarge => vec![("large.bin".into(), 22 * MEBIBYTE + 77), ("small.txt".into(), 1_000)],
            Self::Download => [("large.bin", 7 * MEBIBYTE + 77), ("a", 0), ("b/c", 100), ("b/d", 200_000)]
                .into_iter()
                .map(|(name, size)| (name.to_owned(), size))
                .collect(),
            Self::Delete => (0..1_050).map(|number| (format!("{number:04}"), 3)).collect(),
            Self::Copy | Self::Move => [("large.bin", 2 * MEBIBYTE), ("a", 0), ("b/c", 100), ("b/d + %", 200_000)]
                .into_iter()
                .map(|(name, size)| (name.to_owned(), size))
                .collect(),
        };
        sizes.into_iter().zip(seed..).map(|((name, size), seed)| (name, noise(size, seed))).collect()
    }
}

/// A transfer on ground of its own.
#[derive(Debug)]
pub struct Scenario<'a> {
    world: &'a World,
    program: &'a Path,
    kind: Kind,
    job: Job,
    folder: PathBuf,
    prefix: String,
    content: BTreeMap<String, Vec<u8>>,
    kills: u64,
    told: String,
}

impl<'a> Scenario<'a> {
    /// Prepares it; nothing of the transfer has begun.
    pub async fn new(world: &'a World, program: &'a Path, kind: Kind, seed: u64) -> Self {
        let (ground, prefix) = world.ground();
        let (folder, content) = (ground.join("files"), kind.content(seed));
        std::fs::create_dir_all(&folder).unwrap();
        match kind {
            Kind::UploadSmall | Kind::UploadLarge => write_all(&folder, &content),
            _ => world.put_all(&prefix, &content).await,
        }
        let work = match kind {
            Kind::UploadSmall | Kind::UploadLarge => Work::Upload { folder: folder.clone(), prefix: prefix.clone() },
            Kind::Download => Work::Download { prefix: prefix.clone(), folder: folder.clone() },
            Kind::Delete => Work::Delete { prefix: prefix.clone() },
            Kind::Copy | Kind::Move => {
                let (to, moves) = (format!("to/{prefix}"), kind == Kind::Move);
                Work::Copy { prefix: prefix.clone(), to, moves }
            }
        };
        let job = Job {
            journals: ground.join("journals"),
            endpoint: world.front.url(),
            part_size: kind.part_size(),
            work,
            die: None,
        };
        world.front.forget();
        Self { world, program, kind, job, folder, prefix, content, kills: 0, told: format!("{kind:?}, seed {seed}") }
    }

    /// Runs the child until it dies at a transition, or to its end where that doesn't come. True where it died.
    pub async fn die_at(&mut self, name: &str, occurrence: u32) -> bool {
        let job = Job { die: Some(Death { at: name.to_owned(), occurrence }), ..self.job.clone() };
        let _ = write!(self.told, ", dies at {name} {occurrence}");
        let run = run(self.program, &job, Kill::Never).await;
        assert!(run.transitions.iter().any(|one| one == name) || run.whole, "{}: {run:?}", self.told);
        self.after(&run).await
    }

    /// Runs the child and kills it after a while. True where it hadn't ended by then.
    pub async fn kill_after(&mut self, delay: Duration) -> bool {
        let _ = write!(self.told, ", killed after {delay:?}");
        let run = run(self.program, &self.job, Kill::After(delay)).await;
        assert!(!run.complaints.contains("panicked"), "{}: {run:?}", self.told);
        self.after(&run).await
    }

    async fn after(&mut self, run: &Run) -> bool {
        let _ = write!(self.told, " after {:?}", run.transitions.last());
        self.kills += u64::from(!run.whole);
        // What the server got before the kill has its effect before the next child looks.
        let idle = tokio::time::timeout(Duration::from_mins(1), self.world.front.idle()).await;
        assert!(idle.is_ok(), "{}: the server isn't done\n{}", self.told, self.world.front.log());
        !run.whole
    }

    /// Runs the child to its end, and holds the result against everything that is promised.
    pub async fn finish(self) -> Run {
        let last = run(self.program, &self.job, Kill::Never).await;
        let (told, log) = (&self.told, self.world.front.log());
        assert!(last.whole, "{told}: {last:?}\n{log}");
        assert_eq!(last.ended.len(), 1, "{told}: one transfer, not begun twice: {last:?}");
        let ended = &last.ended[0];
        assert_eq!((ended.state.as_str(), ended.failed), ("Done", 0), "{told}: {ended:?}\n{log}");
        assert_eq!(ended.done as usize, self.content.len(), "{told}: {ended:?}");
        assert!(last.notices.is_empty(), "{told}: {last:?}");
        self.compare().await;
        self.count();
        last
    }

    /// Byte for byte, and nothing left over.
    async fn compare(&self) {
        let (told, world) = (&self.told, self.world);
        let same = |found: &BTreeMap<String, Vec<u8>>, what: &str| {
            let names: Vec<&String> = found.keys().collect();
            assert!(*found == self.content, "{told}: {what} differ: {names:?}\n{}", world.front.log());
        };
        let local = read_all(&self.folder);
        let objects = world.objects(&self.prefix).await;
        match self.kind {
            Kind::UploadSmall | Kind::UploadLarge => {
                same(&local, "sources");
                same(&objects, "objects");
            }
            Kind::Download => {
                same(&objects, "objects");
                let below = |(name, bytes): (&String, &Vec<u8>)| (format!("{}{name}", self.prefix), bytes.clone());
                let wanted: BTreeMap<_, _> = self.content.iter().map(below).collect();
                let names: Vec<&String> = local.keys().collect();
                assert!(local == wanted, "{told}: files differ: {names:?}\n{}", world.front.log());
            }
            Kind::Delete => assert!(objects.is_empty(), "{told}: {:?} stayed", objects.keys()),
            Kind::Copy | Kind::Move => {
                same(&world.objects(&format!("to/{0}{0}", self.prefix)).await, "copies");
                if self.kind == Kind::Copy {
                    same(&objects, "sources");
                } else {
                    assert!(objects.is_empty(), "{told}: {:?} stayed", objects.keys());
                }
            }
        }
        let open = world.open_uploads(&self.prefix).await;
        assert!(open.is_empty(), "{told}: unfinished uploads of {open:?}\n{}", world.front.log());
    }

    /// Nothing acknowledged was sent again, and of the rest no more than was under way at a kill.
    fn count(&self) {
        let (told, log) = (&self.told, self.world.front.log());
        let again = log.parts_sent_again();
        assert!(again.is_empty(), "{told}: acknowledged parts were sent again: {again:?}\n{log}");
        let under_way = self.kills * u64::from(IN_FLIGHT) * self.job.part_size;
        if let Some(large) = self.content.get("large.bin") {
            let (name, size) = (format!("{}large.bin", self.prefix), large.len() as u64);
            match self.kind {
                Kind::UploadLarge => {
                    let received = log.received("bucket", &name);
                    assert!(received <= size + under_way, "{told}: {received} bytes of {size} came\n{log}");
                    assert!(received >= size, "{told}: {received} bytes of {size} came\n{log}");
                }
                Kind::Download => {
                    let sent = log.sent("bucket", &name);
                    assert!(sent <= size + under_way, "{told}: {sent} bytes of {size} went out\n{log}");
                }
                _ => {}
            }
        }
        let failed = log.exchanges().iter().find(|one| {
            one.operation == Some(Operation::CompleteMultipartUpload) && one.status.is_some_and(|status| status >= 400)
        });
        assert!(self.kills > 0 || failed.is_none(), "{told}: {failed:?}");
    }
}
