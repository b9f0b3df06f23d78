//! A job done by everybody, in turns.

use super::ground::Ground;
use super::jobs::Job;
use super::measure::{Ended, Limits};
use super::record::EntrantRecord;
use super::statistics::Seeded;
use super::tools::{Entrant, Tool};
use crate::failure::Failure;

/// How a job is measured.
pub struct Rules<'a> {
    /// How often everybody does it.
    pub rounds: usize,
    /// The order of the rounds follows it.
    pub seed: u64,
    /// When a run is ended.
    pub limits: Limits<'a>,
}

/// Lets everybody do the job: once to see that the result is right and which requests it takes, then round by round in
/// a new order each, so that what else the machine does meets all alike.
pub fn hold(
    ground: &mut Ground,
    job: Job,
    entrants: &[Entrant],
    rules: &Rules<'_>,
) -> Result<Vec<EntrantRecord>, Failure> {
    let mut records: Vec<EntrantRecord> = entrants.iter().copied().map(record_of).collect();
    for (entrant, record) in entrants.iter().zip(&mut records) {
        ground.prepare_round(job)?;
        let counted = ground.run_counted(*entrant, job, &rules.limits)?;
        record.requests = counted.requests;
        if let Some(wrong) = what_is_wrong(counted.ended, || ground.verify(job))? {
            println!("    {}: {wrong}", record.name);
            record.failures.push(wrong);
        }
    }
    // Who couldn't do it once isn't asked again.
    let able: Vec<usize> = (0..entrants.len()).filter(|at| records[*at].failures.is_empty()).collect();
    let mut random = Seeded::new(rules.seed);
    for round in 1..=rules.rounds {
        let mut said = Vec::new();
        for at in random.order(able.len()).into_iter().map(|at| able[at]) {
            ground.prepare_round(job)?;
            let ended = ground.run(entrants[at], job, &rules.limits)?;
            let cost = if let Ended::Well(cost) = ended { Some(cost) } else { None };
            match (what_is_wrong(ended, || ground.glance(job))?, cost) {
                (None, Some(cost)) => {
                    said.push(format!("{} {:.2}", records[at].name, cost.wall));
                    records[at].runs.push(cost);
                }
                (wrong, _) => {
                    let wrong = wrong.unwrap_or_default();
                    said.push(format!("{} failed: {wrong}", records[at].name));
                    records[at].failures.push(wrong);
                }
            }
        }
        println!("    round {round}: {}", said.join(", "));
    }
    Ok(records)
}

fn record_of(entrant: Entrant) -> EntrantRecord {
    EntrantRecord { name: entrant.name(), ours: entrant.tool == Tool::Satchel, ..EntrantRecord::default() }
}

/// What is wrong with a run: its end, or what it left.
fn what_is_wrong(
    ended: Ended,
    look: impl FnOnce() -> Result<Option<String>, Failure>,
) -> Result<Option<String>, Failure> {
    match ended {
        Ended::Well(_) => Ok(look()?.map(|wrong| format!("ended well, but {wrong}"))),
        Ended::Badly(words) => Ok(Some(words)),
        Ended::OverTime => Ok(Some("took longer than the limit".into())),
        Ended::Stopped => Ok(Some("was stopped".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Cost;

    #[test]
    fn a_fast_tool_with_a_wrong_result_has_failed() {
        let well = Ended::Well(Cost { wall: 0.1, processor: 0.1, memory: 1 });
        let said = what_is_wrong(well.clone(), || Ok(Some("3 objects were left".into()))).unwrap();
        assert_eq!(said.as_deref(), Some("ended well, but 3 objects were left"));
        assert_eq!(what_is_wrong(well, || Ok(None)).unwrap(), None);
        let said = what_is_wrong(Ended::OverTime, || panic!("nobody looks")).unwrap();
        assert!(said.unwrap().contains("longer"));
    }
}
