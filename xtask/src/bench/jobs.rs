//! What is measured, and how much of it on which line.

use std::fmt;

use clap::ValueEnum;

/// One kibibyte, mebibyte and gibibyte.
pub const KIB: u64 = 1 << 10;
/// See [`KIB`].
pub const MIB: u64 = 1 << 20;
/// See [`KIB`].
pub const GIB: u64 = 1 << 30;

/// A job that every tool can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Job {
    /// One large file to the store.
    BigUp,
    /// The same from the store.
    BigDown,
    /// A folder of small files to the store.
    SmallUp,
    /// The same from the store.
    SmallDown,
    /// A tree of files of all sizes to the store.
    MixedUp,
    /// Every key below a prefix, in folders.
    List,
    /// Every key below a prefix, all in one folder.
    ListFlat,
    /// Every key below a prefix, in folders, at a server that finds keys by an index, as the services do.
    ListIndexed,
    /// Delete every object below a prefix.
    Delete,
    /// Copy every object below a prefix within the store.
    Copy,
    /// Kill a large transfer at half, start it again, count what is sent twice and what is left lying about.
    AfterKill,
}

/// What lies between the client and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Network {
    /// Nothing: the same machine.
    Plain,
    /// A round trip of 50 ms.
    Latency,
    /// A round trip of 10 ms, and one segment in a hundred gets lost.
    Loss,
    /// One request in a hundred has its connection reset at a random byte.
    Resets,
}

impl Network {
    /// Its name as an argument and in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Latency => "latency",
            Self::Loss => "loss",
            Self::Resets => "resets",
        }
    }

    /// Its name in the report.
    pub fn words(self) -> &'static str {
        match self {
            Self::Plain => "No network between",
            Self::Latency => "Through a round trip of 50 ms",
            Self::Loss => "Through 1 % loss and a round trip of 10 ms",
            Self::Resets => "Through connections of which 1 % of the requests are reset",
        }
    }

    /// The arguments that make the proxy such a line; `None` where there is no proxy.
    pub fn conditions(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Plain => None,
            Self::Latency => Some(&["--latency-ms", "50"]),
            Self::Loss => Some(&["--latency-ms", "10", "--loss-percent", "1"]),
            Self::Resets => Some(&["--reset-percent", "1"]),
        }
    }
}

/// How much each job moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Bytes of the large file.
    pub big: u64,
    /// Bytes of the file that is killed at half.
    pub killed: u64,
    /// How many small files.
    pub small: usize,
    /// How many files in the mixed tree.
    pub mixed: usize,
    /// The largest of them, in bytes.
    pub mixed_largest: u64,
    /// How many keys are listed.
    pub listed: usize,
    /// How many objects are deleted.
    pub deleted: usize,
    /// How many objects are copied.
    pub copied: usize,
}

/// Bytes of a small file.
pub const SMALL: u64 = 4 * KIB;
/// Bytes of an object that is copied.
pub const COPIED: u64 = 64 * KIB;

impl Sizes {
    /// What is moved on this line. A slow line gets less, or the slowest tools would take hours.
    pub fn of(network: Network) -> Self {
        let plain = Self {
            big: 2 * GIB,
            killed: GIB,
            small: 10_000,
            mixed: 2_000,
            mixed_largest: 64 * MIB,
            listed: 100_000,
            deleted: 10_000,
            copied: 1_000,
        };
        match network {
            Network::Plain => plain,
            Network::Latency | Network::Resets => {
                Self { big: 256 * MIB, small: 1_000, mixed: 200, mixed_largest: 16 * MIB, ..plain }
            }
            Network::Loss => Self {
                big: 32 * MIB,
                small: 1_000,
                mixed: 100,
                mixed_largest: 4 * MIB,
                listed: 20_000,
                deleted: 1_000,
                ..plain
            },
        }
    }

    /// The same, so many times smaller, to try the bench itself.
    pub fn divided(self, by: u32) -> Self {
        let (wide, count) = (u64::from(by.max(1)), by.max(1) as usize);
        Self {
            big: (self.big / wide / MIB * MIB).max(MIB),
            killed: (self.killed / wide / MIB * MIB).max(64 * MIB),
            small: (self.small / count).max(10),
            mixed: (self.mixed / count).max(10),
            mixed_largest: (self.mixed_largest / wide / KIB * KIB).max(128 * KIB),
            listed: (self.listed / count).max(10),
            deleted: (self.deleted / count).max(10),
            copied: (self.copied / count).max(10),
        }
    }

    /// What the job does, in words.
    pub fn words(&self, job: Job) -> String {
        match job {
            Job::BigUp => format!("one file of {} up", Bytes(self.big)),
            Job::BigDown => format!("one file of {} down", Bytes(self.big)),
            Job::SmallUp => format!("{} files of {} up", Count(self.small), Bytes(SMALL)),
            Job::SmallDown => format!("{} files of {} down", Count(self.small), Bytes(SMALL)),
            Job::MixedUp => {
                format!("{} files of 1 KiB to {} up", Count(self.mixed), Bytes(self.mixed_largest))
            }
            Job::List => format!("list {} keys in 100 folders", Count(self.listed)),
            Job::ListFlat => format!("list {} keys in one folder", Count(self.listed)),
            Job::ListIndexed => {
                format!("list {} keys in 100 folders, at a server with an index", Count(self.listed))
            }
            Job::Delete => format!("delete {} objects", Count(self.deleted)),
            Job::Copy => format!("copy {} objects of {} at the server", Count(self.copied), Bytes(COPIED)),
            Job::AfterKill => format!("{} killed at half", Bytes(self.killed)),
        }
    }
}

impl Job {
    /// The share of the best peer's time that is wanted: listings needn't wait for one page after the other.
    pub fn goal(self, network: Network) -> f64 {
        match (self, network) {
            (Self::List | Self::ListFlat | Self::ListIndexed, Network::Latency) => 0.5,
            _ => 1.0,
        }
    }

    /// The jobs that are timed, in the report's order.
    pub const TIMED: [Self; 10] = [
        Self::BigUp,
        Self::BigDown,
        Self::SmallUp,
        Self::SmallDown,
        Self::MixedUp,
        Self::List,
        Self::ListFlat,
        Self::ListIndexed,
        Self::Delete,
        Self::Copy,
    ];

    /// Its name as an argument and in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::BigUp => "big-up",
            Self::BigDown => "big-down",
            Self::SmallUp => "small-up",
            Self::SmallDown => "small-down",
            Self::MixedUp => "mixed-up",
            Self::List => "list",
            Self::ListFlat => "list-flat",
            Self::ListIndexed => "list-indexed",
            Self::Delete => "delete",
            Self::Copy => "copy",
            Self::AfterKill => "after-kill",
        }
    }
}

/// A number of bytes in the largest unit that shows it whole.
struct Bytes(u64);

impl fmt::Display for Bytes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")];
        match units.iter().find(|(unit, _)| self.0 >= *unit && self.0.is_multiple_of(*unit)) {
            Some((unit, name)) => write!(formatter, "{} {name}", self.0 / unit),
            None => write!(formatter, "{} bytes", self.0),
        }
    }
}

/// A number with its thousands set apart.
struct Count(usize);

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                formatter.write_str(",")?;
            }
            write!(formatter, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_the_sizes() {
        let sizes = Sizes::of(Network::Plain);
        assert_eq!(sizes.words(Job::BigUp), "one file of 2 GiB up");
        assert_eq!(sizes.words(Job::SmallUp), "10,000 files of 4 KiB up");
        assert_eq!(sizes.words(Job::List), "list 100,000 keys in 100 folders");
        assert_eq!(Sizes { copied: 999, ..sizes }.words(Job::Copy), "copy 999 objects of 64 KiB at the server");
        assert_eq!(Bytes(1_500).to_string(), "1500 bytes");
    }

    #[test]
    fn arguments_and_records_use_the_same_names() {
        for job in Job::value_variants() {
            assert_eq!(job.to_possible_value().map(|value| value.get_name().to_owned()).as_deref(), Some(job.name()));
        }
        for network in Network::value_variants() {
            let value = network.to_possible_value().map(|value| value.get_name().to_owned());
            assert_eq!(value.as_deref(), Some(network.name()));
        }
        assert!(!Job::TIMED.contains(&Job::AfterKill) && Job::TIMED.len() + 1 == Job::value_variants().len());
    }

    #[test]
    fn a_slow_line_and_a_trial_move_less() {
        let (plain, latency) = (Sizes::of(Network::Plain), Sizes::of(Network::Latency));
        assert!(latency.big < plain.big && latency.small < plain.small && latency.listed == plain.listed);
        let tiny = plain.divided(u32::MAX);
        assert_eq!((tiny.small, tiny.big), (10, MIB));
        assert_eq!(plain.divided(0), plain);
    }
}
