//! What the figures of a job say: who was the best peer, and everybody measured by it.

use super::record::{EntrantRecord, JobRecord};
use super::statistics::{median, ratio, spread};

/// Up to this ratio of time is noise.
pub const NOISE: f64 = 1.05;
/// Up to this ratio of processor time is as good.
pub const PROCESSOR: f64 = 1.2;
/// Satchel's command line stays below this, in bytes.
pub const MEMORY: u64 = 64 << 20;

/// One tool, measured by the best peer.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Whether it is Satchel.
    pub ours: bool,
    /// Its time by the best peer's; `None` where it failed.
    pub wall: Option<f64>,
    /// How far its rounds lie apart, as a share of its median.
    pub spread: Option<f64>,
    /// Its processor time by the best peer's.
    pub processor: Option<f64>,
    /// Its peak memory (the median of its rounds), in bytes.
    pub memory: Option<u64>,
    /// How many requests it sent.
    pub requests: u64,
    /// Rounds that failed, or everything.
    pub failures: usize,
}

/// A job in ratios.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The peer with the shortest median time; `None` where no peer did the job.
    pub best: Option<String>,
    /// Everybody, as in the record.
    pub rows: Vec<Row>,
}

impl Summary {
    /// Of a job's record. The best peer has done every round: one that fails now and then isn't fast.
    pub fn of(job: &JobRecord) -> Self {
        let peers = job.entrants.iter().filter(|entrant| !entrant.ours && entrant.failures.is_empty());
        let timed = peers.filter_map(|entrant| Some((entrant, wall(entrant)?)));
        let best = timed.min_by(|one, other| one.1.total_cmp(&other.1)).map(|(entrant, _)| entrant);
        Self {
            best: best.map(|entrant| entrant.name.clone()),
            rows: job.entrants.iter().map(|entrant| row(entrant, best)).collect(),
        }
    }

    /// Satchel's row.
    pub fn ours(&self) -> Option<&Row> {
        self.rows.iter().find(|row| row.ours)
    }

    /// Where Satchel doesn't reach its goals, in words. `goal` is the share of the best peer's time that is wanted.
    pub fn losses(&self, job: &str, goal: f64) -> Vec<String> {
        let (Some(ours), Some(best)) = (self.ours(), &self.best) else { return Vec::new() };
        let mut words = Vec::new();
        if let Some(wall) = ours.wall.filter(|wall| *wall > goal * NOISE) {
            let wanted = if goal < 1.0 { format!(", and {goal:.1} is wanted") } else { String::new() };
            words.push(format!("*{job}* takes {wall:.2} times as long as with {best}{wanted}"));
        }
        if let Some(processor) = ours.processor.filter(|processor| *processor > PROCESSOR) {
            words.push(format!("*{job}* takes {processor:.2} times the processor time of {best}"));
        }
        if let Some(memory) = ours.memory.filter(|memory| *memory > MEMORY) {
            words.push(format!("*{job}* takes {} MiB of memory at its peak", memory >> 20));
        }
        if ours.failures > 0 {
            words.push(format!("*{job}* failed {} times", ours.failures));
        }
        words
    }
}

fn row(entrant: &EntrantRecord, best: Option<&EntrantRecord>) -> Row {
    let by = |of: fn(&EntrantRecord) -> Option<f64>| ratio(of(entrant)?, of(best?)?);
    let walls: Vec<f64> = entrant.runs.iter().map(|run| run.wall).collect();
    let mut memory: Vec<u64> = entrant.runs.iter().map(|run| run.memory).collect();
    memory.sort_unstable();
    Row {
        name: entrant.name.clone(),
        ours: entrant.ours,
        wall: by(wall),
        spread: spread(&walls),
        processor: by(processor),
        memory: memory.get(memory.len() / 2).copied(),
        requests: entrant.requests.values().sum(),
        failures: entrant.failures.len(),
    }
}

fn wall(entrant: &EntrantRecord) -> Option<f64> {
    median(&entrant.runs.iter().map(|run| run.wall).collect::<Vec<_>>())
}

fn processor(entrant: &EntrantRecord) -> Option<f64> {
    median(&entrant.runs.iter().map(|run| run.processor).collect::<Vec<_>>())
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::bench::measure::Cost;

    /// A tool with rounds of (wall, processor) and 10 MiB.
    pub fn entrant(name: &str, rounds: &[(f64, f64)]) -> EntrantRecord {
        let runs = rounds.iter().map(|(wall, processor)| Cost { wall: *wall, processor: *processor, memory: 10 << 20 });
        EntrantRecord { name: name.into(), ours: name == "Satchel", runs: runs.collect(), ..EntrantRecord::default() }
    }

    /// A job done by these.
    pub fn job(entrants: Vec<EntrantRecord>) -> JobRecord {
        let requests = |entrant: EntrantRecord| EntrantRecord {
            requests: [("PutObject".to_owned(), 1_000), ("ListObjectsV2".to_owned(), 1)].into(),
            ..entrant
        };
        JobRecord {
            words: "one file up".into(),
            date: "2026-11-22".into(),
            rounds: 3,
            entrants: entrants.into_iter().map(requests).collect(),
            ..JobRecord::default()
        }
    }

    #[test]
    fn the_best_peer_is_the_one_with_the_shortest_median() {
        let summary = Summary::of(&job(vec![
            entrant("Satchel", &[(1.0, 1.0), (1.1, 1.0), (0.9, 1.0)]),
            entrant("s5cmd", &[(2.0, 4.0), (0.1, 4.0), (2.2, 4.0)]),
            entrant("mc", &[(3.0, 1.0), (2.9, 1.0), (3.1, 1.0)]),
        ]));
        assert_eq!(summary.best.as_deref(), Some("s5cmd"));
        let ours = summary.ours().unwrap();
        assert_eq!((ours.wall, ours.processor), (Some(0.5), Some(0.25)));
        assert!((ours.spread.unwrap() - 0.1).abs() < 1e-9);
        assert_eq!(summary.rows[2].wall, Some(1.5));
        assert!(summary.losses("up", 1.0).is_empty());
        let more = summary.losses("list", 0.4).join("; ");
        assert!(more.contains("takes 0.50 times as long") && more.contains("0.4 is wanted"), "{more}");
    }

    #[test]
    fn who_fails_now_and_then_is_not_the_best() {
        let mut flaky = entrant("s5cmd", &[(0.1, 0.1)]);
        flaky.failures.push("connection reset".into());
        let summary = Summary::of(&job(vec![flaky, entrant("mc", &[(3.0, 1.0)])]));
        assert_eq!(summary.best.as_deref(), Some("mc"));
        assert_eq!((summary.rows[0].failures, summary.ours()), (1, None));
    }

    #[test]
    fn losing_is_said() {
        let mut ours = entrant("Satchel", &[(2.0, 3.0)]);
        ours.runs[0].memory = 100 << 20;
        let summary = Summary::of(&job(vec![ours, entrant("mc", &[(1.0, 1.0)])]));
        let losses = summary.losses("up", 1.0).join("; ");
        assert!(losses.contains("2.00 times as long as with mc"), "{losses}");
        assert!(losses.contains("3.00 times the processor time") && losses.contains("100 MiB"), "{losses}");
    }

    #[test]
    fn without_peers_there_is_nothing_to_compare_with() {
        let summary = Summary::of(&job(vec![entrant("Satchel", &[(2.0, 3.0)])]));
        assert_eq!((summary.best.clone(), summary.rows[0].wall), (None, None));
        assert!(summary.losses("up", 1.0).is_empty());
    }
}
