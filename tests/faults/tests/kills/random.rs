//! Killed at any instant. `SATCHEL_FAULT_SEED` repeats a run, `SATCHEL_FAULT_KILLS` says how many kills there are.

use std::time::{Duration, Instant};

use satchel_faults::{Kind, Scenario, World};
use satchel_testkit::random::{self, Random};

use super::worker;

/// How many kills, unless the environment says otherwise.
const KILLS: u32 = 50;

/// Kills transfers of these kinds at so many instants; some of them several times.
pub(super) async fn at_random_instants(world: &World, kinds: &[Kind], kills: u32, seed: u64) {
    let mut random = Random::new(seed);
    let mut usual = Vec::new();
    for kind in kinds {
        let (scenario, began) = (Scenario::new(world, worker(), *kind, 0).await, Instant::now());
        scenario.finish().await;
        usual.push(began.elapsed());
    }
    let (mut killed, mut round) = (0, 0);
    while killed < kills {
        round += 1;
        assert!(round < 20 * kills + 100, "seed {seed}: {killed} kills in {round} rounds");
        let which = usize::try_from(random.below(kinds.len() as u64)).unwrap();
        let mut scenario = Scenario::new(world, worker(), kinds[which], random.number() >> 8).await;
        for _ in 0..=random.below(3) {
            let delay: Duration = usual[which].mul_f64(random.share());
            if !scenario.kill_after(delay).await {
                break;
            }
            killed += 1;
        }
        scenario.finish().await;
    }
    eprintln!("seed {seed}: {killed} kills in {round} transfers of {kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_instants_everything_goes_on() {
    let seed = random::seed("SATCHEL_FAULT_SEED");
    eprintln!("SATCHEL_FAULT_SEED={seed}");
    let kills = std::env::var("SATCHEL_FAULT_KILLS").map_or(KILLS, |text| text.parse().unwrap());
    at_random_instants(&World::start(seed).await, &Kind::ALL, kills, seed).await;
}
