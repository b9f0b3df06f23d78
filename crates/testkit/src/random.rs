//! Chance that can be repeated: what a seed gives once, it gives always and everywhere.

use std::time::SystemTime;

/// SplitMix64: small, fast, and good enough to choose faults. Never for secrets.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The sequence of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A sequence of its own for one of many: connections, tests, workers.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        Self(self.number())
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where that is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        // The bias is `end` in 2⁶⁴, far below what a test could notice.
        u64::try_from((u128::from(self.number()) * u128::from(end)) >> 64).unwrap_or_default()
    }

    /// A number from 0 up to, but not including, 1.
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn share(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in `share` of all cases: never for 0, always for 1.
    pub fn happens(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// A number of 1 up to `2^bits`, each order of magnitude as likely as the other: faults hit headers as often as
    /// the far end of a large body.
    pub fn magnitude(&mut self, bits: u32) -> u64 {
        let top = 1_u64 << self.below(u64::from(bits) + 1);
        1 + self.below(top)
    }
}

/// The seed that the environment variable names, else one that this run has for itself. Print it where a failure is
/// seen.
pub fn seed(variable: &str) -> u64 {
    let given = std::env::var(variable).ok().and_then(|text| text.trim().parse().ok());
    given.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let time = u64::from(since.subsec_nanos()) ^ (since.as_secs() << 30) ^ (u64::from(std::process::id()) << 20);
        Random::new(time).number() >> 16
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_shares_are_kept() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            (0..1_000).map(|_| random.below(100)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(draw(7).iter().all(|number| *number < 100));
        let mut random = Random::new(1);
        let hits = (0..10_000).filter(|_| random.happens(0.1)).count();
        assert!((800..1_200).contains(&hits), "{hits}");
        assert!(!(0..1_000).any(|_| random.happens(0.0)) && (0..1_000).all(|_| random.happens(1.0)));
        let magnitudes: Vec<u64> = (0..1_000).map(|_| random.magnitude(20)).collect();
        assert!(magnitudes.iter().all(|number| (1..=1 << 20).contains(number)));
        assert!(magnitudes.iter().any(|number| *number < 16) && magnitudes.iter().any(|number| *number > 1 << 18));
    }
}
