#![allow(clippy::cast_precision_loss)]

use super::*;

const MIB: usize = 1 << 20;

/// Sends so many bytes up from now on and answers how long that took, without waiting.
fn time_to_send(conditions: &Conditions, seed: u64, bytes: usize) -> (Duration, Counters) {
    let (start, link, counters) = (Instant::now(), Link::default(), Counters::default());
    let mut flow = Flow::new(Random::new(seed), start);
    let (mut left, mut end) = (bytes, start);
    while left > 0 {
        match flow.fate(Way::Up, left.min(64 << 10), end.min(start), conditions, &link, &counters) {
            Fate::Arrive(count, at) => (left, end) = (left - count, at),
            other => panic!("{other:?}"),
        }
    }
    (end - start, counters)
}

fn fifty_ms() -> Conditions {
    let half = Duration::from_millis(25);
    Conditions { latency_up: half, latency_down: half, ..Conditions::default() }
}

#[test]
fn latency_costs_time_once_and_no_bandwidth() {
    let (time, _) = time_to_send(&fifty_ms(), 1, 100 * MIB);
    // The handshake's round trip and the way up.
    assert_eq!(time, Duration::from_millis(75));
}

#[test]
fn bandwidth_is_shared_and_kept() {
    let conditions = Conditions { bandwidth: Some(10 * MIB as u64), ..Conditions::default() };
    let (time, _) = time_to_send(&conditions, 1, 20 * MIB);
    assert!((1.99..2.01).contains(&time.as_secs_f64()), "{time:?}");
    let (link, now) = (Link::default(), Instant::now());
    let first = link.pass(MIB, conditions.bandwidth, now);
    assert_eq!(link.pass(MIB, conditions.bandwidth, now) - now, 2 * (first - now));
}

#[test]
fn loss_slows_as_it_slows_tcp() {
    // Mathis: 1,448 bytes / 50 ms × 1.22 / √0.01 = 353 kB/s.
    let conditions = Conditions { loss: 0.01, ..fifty_ms() };
    let (time, counters) = time_to_send(&conditions, 7, 32 * MIB);
    let speed = 32.0 * MIB as f64 / time.as_secs_f64();
    assert!((150e3..600e3).contains(&speed), "{speed} bytes/s");
    let (losses, segments) = (counters.losses.into_inner() as f64, 32.0 * MIB as f64 / SEGMENT as f64);
    assert!((0.007..0.013).contains(&(losses / segments)), "{losses} of {segments}");
    let (faster, _) = time_to_send(&Conditions { loss: 0.001, ..fifty_ms() }, 7, 32 * MIB);
    assert!(faster < time / 2, "{faster:?} and {time:?}");
}

#[test]
fn a_congested_line_starts_slowly() {
    let conditions = Conditions { congestion: true, ..fifty_ms() };
    // 10 + 20 + 40 segments take three rounds, and the fourth brings the rest.
    let (time, _) = time_to_send(&conditions, 1, 100 * 1_448);
    assert_eq!(time, Duration::from_millis(75 + 3 * 50));
}

#[test]
fn a_reset_comes_in_the_exchange_it_was_drawn_for() {
    let conditions = Conditions { resets: 1.0, ..Conditions::default() };
    let (link, counters, now) = (Link::default(), Counters::default(), Instant::now());
    let mut places = [0; 3];
    for seed in 0..200 {
        let mut flow = Flow::new(Random::new(seed), now);
        let mut step = |way, bytes| flow.fate(way, bytes, now, &conditions, &link, &counters);
        let cut = |fate| matches!(fate, Fate::Reset(..));
        let place = if cut(step(Way::Up, 1_000)) {
            0
        } else if cut(step(Way::Down, 1_000)) {
            1
        } else {
            assert_eq!(step(Way::Up, 1_000), Fate::Reset(0, now), "at the latest when the next one begins");
            2
        };
        places[place] += 1;
    }
    assert!(places.iter().all(|count| *count > 10), "{places:?}");
    assert_eq!(counters.resets.into_inner(), 200);
}

#[test]
fn a_share_of_exchanges_is_hit_and_the_seed_repeats_it() {
    let conditions = Conditions { resets: 0.01, ..Conditions::default() };
    let run = |seed| {
        let (link, counters, now) = (Link::default(), Counters::default(), Instant::now());
        let mut random = Random::new(seed);
        let mut flow = Flow::new(random.fork(), now);
        let mut fates = Vec::new();
        for _ in 0..10_000 {
            for way in [Way::Up, Way::Down] {
                let fate = flow.fate(way, 500, now, &conditions, &link, &counters);
                if let Fate::Reset(..) = fate {
                    fates.push(fate);
                    flow = Flow::new(random.fork(), now);
                    break;
                }
            }
        }
        fates.len()
    };
    assert!((70..130).contains(&run(3)), "{}", run(3));
    assert_eq!(run(3), run(3));
}

#[test]
fn a_stall_for_ever_lets_nothing_through() {
    let conditions = Conditions { stalls: 1.0, ..Conditions::default() };
    let (link, counters, now) = (Link::default(), Counters::default(), Instant::now());
    let mut flow = Flow::new(Random::new(2), now);
    let fates: Vec<Fate> = (0..10_000)
        .map(|index| if index == 0 { Way::Up } else { Way::Down })
        .map(|way| flow.fate(way, 1_000, now, &conditions, &link, &counters))
        .collect();
    assert!(fates.contains(&Fate::Never));
    assert_eq!(counters.stalls.into_inner(), 1);
}
