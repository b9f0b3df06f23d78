//! The files that are moved: made from a seed, no two alike, and compared byte for byte where they arrive.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::jobs::{KIB, MIB};
use super::statistics::Seeded;
use crate::failure::Failure;

/// How much is written and compared at a time.
const PIECE: usize = 1 << 20;

/// Makes files whose bytes nothing compresses and no two files share.
pub struct Maker {
    piece: Vec<u8>,
    random: Seeded,
}

impl Maker {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        let mut random = Seeded::new(seed);
        let piece = (0..PIECE / 8).flat_map(|_| random.next().to_le_bytes()).collect();
        Self { piece, random }
    }

    /// Writes one file of `size` bytes.
    pub fn file(&mut self, path: &Path, size: u64) -> Result<(), Failure> {
        self.write(path, size).map_err(Failure::io(path.display().to_string()))
    }

    fn write(&mut self, path: &Path, size: u64) -> io::Result<()> {
        let mut file = File::create(path)?;
        let mut left = size;
        while left > 0 {
            // A stamp in each 4 KiB sets every file and every part of it apart from all others.
            for page in self.piece.chunks_mut(4 << 10) {
                for (byte, stamp) in page.iter_mut().zip(self.random.next().to_le_bytes()) {
                    *byte = stamp;
                }
                if left < PIECE as u64 {
                    break; // a small file has no more than its first page stamped
                }
            }
            let length = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            file.write_all(&self.piece[..length])?;
            left -= length as u64;
        }
        Ok(())
    }

    /// Files of one size in one folder, which is made.
    pub fn folder(&mut self, folder: &Path, count: usize, size: u64) -> Result<(), Failure> {
        make_folder(folder)?;
        (0..count).try_for_each(|at| self.file(&folder.join(format!("file-{at:06}.bin")), size))
    }

    /// A tree as people have them: many small files, some large ones, three levels of folders.
    pub fn tree(&mut self, folder: &Path, count: usize, largest: u64) -> Result<(), Failure> {
        let sizes = tree_sizes(count, largest, &mut self.random);
        for (at, size) in sizes.into_iter().enumerate() {
            let parent = folder.join(format!("area-{}/folder-{:02}", at % 5, at % 40));
            make_folder(&parent)?;
            self.file(&parent.join(format!("file-{at:05}.bin")), size)?;
        }
        Ok(())
    }
}

/// Half of the files up to 64 KiB, a third up to 1 MiB, a seventh up to 16 MiB, one in a hundred up to the largest;
/// within each class evenly over orders of magnitude. The smallest and the largest are always there.
fn tree_sizes(count: usize, largest: u64, random: &mut Seeded) -> Vec<u64> {
    let classes = [(50, KIB, 64 * KIB), (35, 64 * KIB, MIB), (14, MIB, 16 * MIB), (1, 16 * MIB, largest)];
    let mut sizes = vec![KIB, largest];
    for at in sizes.len()..count {
        let mut share = at % 100;
        let class = classes.iter().find(|(part, ..)| {
            share < *part || {
                share -= part;
                false
            }
        });
        let (_, low, high) = class.copied().unwrap_or(classes[0]);
        let (low, high) = (low.min(largest), high.min(largest));
        sizes.push(between(low, high, random.share()));
    }
    sizes.truncate(count);
    sizes
}

#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of files"
)]
fn between(low: u64, high: u64, share: f64) -> u64 {
    let factor = (high as f64 / low.max(1) as f64).powf(share);
    (low as f64 * factor) as u64
}

/// Every file below a folder, by its path from there, with its size. A folder that isn't there has none.
pub fn files_below(folder: &Path) -> Result<BTreeMap<PathBuf, u64>, Failure> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(parent) = open.pop() {
        let entries = match fs::read_dir(&parent) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(Failure::io(parent.display().to_string()))?,
        };
        for entry in entries {
            let entry = entry.map_err(Failure::io(parent.display().to_string()))?;
            let path = entry.path();
            let metadata = entry.metadata().map_err(Failure::io(path.display().to_string()))?;
            if metadata.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).map(Path::to_path_buf).unwrap_or(path);
                found.insert(name, metadata.len());
            }
        }
    }
    Ok(found)
}

/// Compares two trees: the same files with the same bytes and no others. What differs is said in words.
pub fn same_trees(expected: &Path, found: &Path) -> Result<Option<String>, Failure> {
    let (wanted, there) = (files_below(expected)?, files_below(found)?);
    if let Some(missing) = wanted.keys().find(|name| !there.contains_key(*name)) {
        return Ok(Some(format!("{} of {} files; {} is missing", there.len(), wanted.len(), missing.display())));
    }
    if let Some(extra) = there.keys().find(|name| !wanted.contains_key(*name)) {
        return Ok(Some(format!("{} is there besides", extra.display())));
    }
    for name in wanted.keys() {
        if !same_bytes(&expected.join(name), &found.join(name))? {
            return Ok(Some(format!("{} has other bytes", name.display())));
        }
    }
    Ok(None)
}

/// Whether two files hold the same bytes.
pub fn same_bytes(one: &Path, other: &Path) -> Result<bool, Failure> {
    let open = |path: &Path| File::open(path).map_err(Failure::io(path.display().to_string()));
    let (left, right) = (open(one)?, open(other)?);
    let (mut left_piece, mut right_piece) = (Vec::with_capacity(PIECE), Vec::with_capacity(PIECE));
    loop {
        left_piece.clear();
        right_piece.clear();
        let limit = PIECE as u64;
        let read = (&left).take(limit).read_to_end(&mut left_piece);
        read.map_err(Failure::io(one.display().to_string()))?;
        let read = (&right).take(limit).read_to_end(&mut right_piece);
        read.map_err(Failure::io(other.display().to_string()))?;
        if left_piece != right_piece {
            return Ok(false);
        }
        if left_piece.is_empty() {
            return Ok(true);
        }
    }
}

/// Makes a folder and those above it.
pub fn make_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(Failure::io(folder.display().to_string()))
}

/// Removes a folder with all it holds, if it is there.
pub fn remove_folder(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::io(folder.display().to_string())(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_alike_for_the_same_seed_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let (mut maker, mut twin) = (Maker::new(5), Maker::new(5));
        maker.file(&path("a"), 3 * MIB + 17).unwrap();
        twin.file(&path("b"), 3 * MIB + 17).unwrap();
        maker.file(&path("c"), 3 * MIB + 17).unwrap();
        assert!(same_bytes(&path("a"), &path("b")).unwrap());
        assert!(!same_bytes(&path("a"), &path("c")).unwrap());
        assert_eq!(fs::metadata(path("a")).unwrap().len(), 3 * MIB + 17);
        let bytes = fs::read(path("a")).unwrap();
        assert_ne!(bytes[..1 << 20], bytes[1 << 20..2 << 20], "pieces of a file differ");
    }

    #[test]
    fn small_files_differ() {
        let folder = tempfile::tempdir().unwrap();
        let mut maker = Maker::new(5);
        maker.folder(folder.path(), 50, 64).unwrap();
        let contents: std::collections::BTreeSet<Vec<u8>> = files_below(folder.path())
            .unwrap()
            .keys()
            .map(|name| fs::read(folder.path().join(name)).unwrap())
            .collect();
        assert_eq!(contents.len(), 50);
    }

    #[test]
    fn a_tree_spans_the_sizes_and_stays_within_three_gibibytes() {
        let sizes = tree_sizes(2_000, 64 * MIB, &mut Seeded::new(1));
        let sum: u64 = sizes.iter().sum();
        assert_eq!(sizes.len(), 2_000);
        assert_eq!((sizes.iter().min(), sizes.iter().max()), (Some(&KIB), Some(&(64 * MIB))));
        assert!((1 << 30..3 << 30).contains(&sum), "{sum}");
        assert!(tree_sizes(200, 16 * MIB, &mut Seeded::new(1)).iter().sum::<u64>() < 512 * MIB);
    }

    #[test]
    fn trees_that_differ_are_told_apart() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (one, other) = (one.path(), other.path());
        Maker::new(1).tree(one, 30, MIB).unwrap();
        Maker::new(1).tree(other, 30, MIB).unwrap();
        assert_eq!(same_trees(one, other).unwrap(), None);
        let name = files_below(one).unwrap().into_keys().next().unwrap();
        let original = fs::read(other.join(&name)).unwrap();
        let mut changed = original.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        fs::write(other.join(&name), &changed).unwrap();
        assert!(same_trees(one, other).unwrap().unwrap().contains("other bytes"));
        fs::write(other.join(&name), &original).unwrap();
        fs::write(other.join("more"), "x").unwrap();
        assert!(same_trees(one, other).unwrap().unwrap().contains("besides"));
        fs::remove_file(other.join("more")).unwrap();
        fs::remove_file(other.join(&name)).unwrap();
        assert!(same_trees(one, other).unwrap().unwrap().contains("missing"));
    }
}
