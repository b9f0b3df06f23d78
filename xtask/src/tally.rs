//! Counts tests in what the test runners print.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Tally {
    /// Reads the closing lines of cargo test, Vitest and Node's test runner out of their output.
    pub fn read(output: &str) -> Self {
        let mut tally = Self::default();
        for line in output.lines() {
            let line = line.trim();
            let closing = line.strip_prefix("test result:").or_else(|| line.strip_prefix("Tests ")); // cargo, Vitest
            if let Some(counts) = closing {
                tally += Self { passed: before(counts, "passed"), failed: before(counts, "failed") };
            }
            let spec = line.trim_start_matches(['#', 'ℹ']).trim_start();
            if spec.len() < line.len() {
                tally += Self { passed: after(spec, "pass "), failed: after(spec, "fail ") };
            }
        }
        tally
    }
}

/// The number in front of a word.
fn before(text: &str, word: &str) -> u64 {
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let place = words.iter().position(|candidate| *candidate == word);
    place.and_then(|at| words.get(at.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
}

/// The number behind a word that starts the line.
fn after(text: &str, word: &str) -> u64 {
    text.strip_prefix(word).and_then(|rest| rest.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_every_binary_of_cargo_test() {
        let output = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                      test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(Tally::read(output), Tally { passed: 15, failed: 2 });
    }

    #[test]
    fn reads_vitest() {
        let output = " Test Files  1 failed | 3 passed (4)\n      Tests  2 failed | 40 passed (42)\n";
        assert_eq!(Tally::read(output), Tally { passed: 40, failed: 2 });
    }

    #[test]
    fn reads_node_in_both_reporters() {
        assert_eq!(Tally::read("ℹ tests 9\nℹ pass 8\nℹ fail 1\n"), Tally { passed: 8, failed: 1 });
        assert_eq!(Tally::read("# tests 2\n# pass 2\n# fail 0\n"), Tally { passed: 2, failed: 0 });
    }

    #[test]
    fn ordinary_lines_count_nothing() {
        assert_eq!(Tally::read("pass 3\nTest passed\n# passing by\n"), Tally::default());
    }
}
