//! What all transfers to one store share: how much goes there at once, and what was learnt of its tags.

use std::sync::atomic::AtomicBool;

use super::gate::Gate;
use super::job::Weight;
use super::options::EngineOptions;

/// Where the number of small requests at once begins: a round trip of 50 ms would keep a handful idle for long.
const LIGHT_FIRST: u32 = 128;
/// Where the number of large bodies at once begins.
const HEAVY_FIRST: u32 = 16;

/// The way to one store.
#[derive(Debug)]
pub(super) struct Lane {
    light: Gate,
    heavy: Gate,
    /// Some servers' ETags look like an MD5 and are none. Once seen, they aren't compared any more.
    pub(super) tags_are_no_md5: AtomicBool,
}

impl Lane {
    pub(super) fn new(options: &EngineOptions) -> Self {
        Self {
            light: Gate::new(LIGHT_FIRST, options.concurrency),
            heavy: Gate::new(HEAVY_FIRST, options.parts),
            tags_are_no_md5: AtomicBool::new(false),
        }
    }

    pub(super) fn gate(&self, weight: Weight) -> &Gate {
        match weight {
            Weight::Light => &self.light,
            Weight::Heavy(_) => &self.heavy,
        }
    }
}
