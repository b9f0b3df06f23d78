//! The tables: on the terminal, and in docs/PERFORMANCE.md between the marks of each section.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::jobs::{Job, Network};
use super::peers;
use super::record::{JobRecord, Record, replace};
use super::summary::{Row, Summary};
use super::tools::Peer;
use crate::failure::Failure;

/// The page that the tables stand in.
pub const PAGE: &str = "docs/PERFORMANCE.md";

/// A job's table for the terminal.
pub fn plain(job: &JobRecord) -> String {
    let summary = Summary::of(job);
    let mut text =
        format!("  {:<18} {:>6} {:>7} {:>6} {:>9} {:>9}\n", "", "time", "spread", "CPU", "memory", "requests");
    for row in &summary.rows {
        let failed = if row.failures > 0 { format!("  failed {} times", row.failures) } else { String::new() };
        let _ = writeln!(
            text,
            "  {:<18} {:>6} {:>7} {:>6} {:>9} {:>9}{failed}",
            row.name,
            or_dash(row.wall.map(two)),
            or_dash(row.spread.map(percent)),
            or_dash(row.processor.map(two)),
            or_dash(row.memory.map(mebibytes)),
            row.requests,
        );
    }
    text
}

/// A network's section: Satchel by the best peer, everybody's time, everybody's requests, and what isn't as it should.
pub fn section(network: Network, record: &Record) -> String {
    let measured: Vec<(Job, &JobRecord)> =
        Job::TIMED.iter().filter_map(|job| Some((*job, record.jobs.get(job.name())?))).collect();
    let jobs: Vec<(&JobRecord, Summary)> = measured.iter().map(|(_, job)| (*job, Summary::of(job))).collect();
    let mut text = format!("## {}\n\n", network.words());
    text += "| Job | Best peer | Time | CPU | Memory (best peer's) | Rounds |\n|---|---|---|---|---|---|\n";
    for (job, summary) in &jobs {
        let best = summary.rows.iter().find(|row| Some(&row.name) == summary.best.as_ref());
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} on {} |",
            job.words,
            or_dash(summary.best.clone()),
            or_dash(summary.ours().map(time_with_spread)),
            or_dash(summary.ours().and_then(|row| row.processor).map(two)),
            memories(summary.ours(), best),
            job.rounds,
            job.date,
        );
    }
    text += "\nEverybody's time, by the best peer's:\n\n";
    text += &everybody(&jobs, |row| if row.failures > 0 { "failed".into() } else { or_dash(row.wall.map(two)) });
    text += "\nEverybody's processor time, by the best peer's, and peak memory:\n\n";
    text += &everybody(&jobs, |row| {
        row.processor
            .zip(row.memory)
            .map_or("–".into(), |(share, memory)| format!("{share:.2}, {}", mebibytes(memory)))
    });
    text += "\nRequests that the server answered for it:\n\n";
    text += &everybody(&jobs, |row| if row.requests == 0 { String::new() } else { row.requests.to_string() });
    let losses: Vec<String> = measured
        .iter()
        .zip(&jobs)
        .flat_map(|((job, record), (_, summary))| summary.losses(&record.words, job.goal(network)))
        .collect();
    if losses.is_empty() {
        text += "\nSatchel reaches its goals in every job above.\n";
    } else {
        let _ = writeln!(text, "\nWhere Satchel doesn't reach its goals:\n\n- {}.", losses.join(".\n- "));
    }
    let versions: Vec<&str> = Peer::ALL.into_iter().map(peers::version).collect();
    let _ = writeln!(text, "\nPeers: {}.", versions.join(", "));
    text + &notes(&jobs)
}

/// Who was left out, and what went wrong.
fn notes(jobs: &[(&JobRecord, Summary)]) -> String {
    let mut notes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (job, _) in jobs {
        for missing in &job.missing {
            notes.entry(format!("{missing}, so it is left out of")).or_default().push(&job.words);
        }
        for entrant in job.entrants.iter().filter(|entrant| !entrant.failures.is_empty()) {
            let times = format!("{} failed in {} of {} rounds of", entrant.name, entrant.failures.len(), job.rounds);
            let times = if entrant.runs.is_empty() { format!("{} couldn't do", entrant.name) } else { times };
            notes.entry(times).or_default().push(&job.words);
        }
    }
    if notes.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = notes.iter().map(|(note, jobs)| format!("- {note}: {}.", jobs.join("; "))).collect();
    format!("\nNotes:\n\n{}\n", lines.join("\n"))
}

/// A table of jobs by tools.
fn everybody(jobs: &[(&JobRecord, Summary)], cell: impl Fn(&Row) -> String) -> String {
    let mut names: Vec<&str> = Vec::new();
    for row in jobs.iter().flat_map(|(_, summary)| &summary.rows) {
        if !names.contains(&row.name.as_str()) {
            names.push(&row.name);
        }
    }
    let order = |name: &&str| (!name.starts_with("Satchel"), name.to_lowercase());
    names.sort_by_key(order);
    let mut text = format!("| Job | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for (job, summary) in jobs {
        let cells =
            names.iter().map(|name| summary.rows.iter().find(|row| row.name == *name).map_or_else(String::new, &cell));
        let _ = writeln!(text, "| {} | {} |", job.words, cells.collect::<Vec<_>>().join(" | "));
    }
    text
}

/// Puts a section between its marks in the page.
pub fn write(section: &str, text: &str) -> Result<(), Failure> {
    let page = fs::read_to_string(PAGE).map_err(Failure::io(PAGE))?;
    let marked = put(&page, section, text).ok_or_else(|| {
        Failure::Told(format!(
            "{PAGE} has no marks for “{section}”: {} … {}",
            mark(section, "from"),
            mark(section, "to")
        ))
    })?;
    replace(Path::new(PAGE), &marked)
}

fn put(page: &str, section: &str, text: &str) -> Option<String> {
    let (before, rest) = page.split_once(&mark(section, "from"))?;
    let (_, after) = rest.split_once(&mark(section, "to"))?;
    let (from, to) = (mark(section, "from"), mark(section, "to"));
    Some(format!("{before}{from}\n{}\n{to}{after}", text.trim_end()))
}

fn mark(section: &str, end: &str) -> String {
    format!("<!-- bench {section} {end} -->")
}

fn time_with_spread(row: &Row) -> String {
    if row.failures > 0 && row.wall.is_none() {
        return "failed".into();
    }
    match (row.wall, row.spread) {
        (Some(wall), Some(spread)) => format!("**{wall:.2}** ± {}", percent(spread)),
        _ => "–".into(),
    }
}

fn memories(ours: Option<&Row>, best: Option<&Row>) -> String {
    let of = |row: Option<&Row>| or_dash(row.and_then(|row| row.memory).map(mebibytes));
    format!("{} ({})", of(ours), of(best))
}

fn or_dash(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".into())
}

fn two(ratio: f64) -> String {
    format!("{ratio:.2}")
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", (bytes + (1 << 19)) >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::summary::tests::{entrant, job};

    fn record() -> Record {
        let mut flaky = entrant("rclone", &[(9.0, 1.0)]);
        flaky.failures.push("reset".into());
        let mut one = job(vec![entrant("Satchel", &[(1.2, 0.5)]), entrant("s5cmd", &[(1.0, 1.0)]), flaky]);
        one.missing.push("mc couldn't be installed here".into());
        let mut other = job(vec![entrant("Satchel", &[(1.0, 1.0)]), entrant("s5cmd, tuned", &[(2.0, 1.0)])]);
        other.words = "delete".into();
        Record { jobs: [("big-up".to_owned(), one), ("delete".to_owned(), other)].into() }
    }

    #[test]
    fn a_section_says_ratios_losses_and_who_was_left_out() {
        let text = section(Network::Plain, &record());
        assert!(
            text.contains("| one file up | s5cmd | **1.20** ± 0 % | 0.50 | 10 MiB (10 MiB) | 3 on 2026-11-22 |"),
            "{text}"
        );
        assert!(text.contains("| Job | Satchel | rclone | s5cmd | s5cmd, tuned |"), "{text}");
        assert!(text.contains("| delete | 0.50 |  |  | 1.00 |"), "{text}");
        assert!(text.contains("| one file up | 1001 | 1001 | 1001 |  |"), "{text}");
        assert!(text.contains("- *one file up* takes 1.20 times as long as with s5cmd."), "{text}");
        assert!(text.contains("- mc couldn't be installed here, so it is left out of: one file up."), "{text}");
        assert!(text.contains("- rclone failed in 1 of 3 rounds of: one file up."), "{text}");
        assert!(!text.contains("goals in every job"), "{text}");
    }

    #[test]
    fn the_terminal_shows_each_tool() {
        let text = plain(&record().jobs["big-up"]);
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["Satchel", "1.20", "0", "%", "0.50", "10", "MiB", "1001"]);
        assert!(text.lines().nth(3).unwrap().ends_with("failed 1 times"), "{text}");
    }

    #[test]
    fn a_section_is_put_between_its_own_marks_only() {
        let page = "# P\n<!-- bench plain from -->\nold\n<!-- bench plain to -->\nwords\n\
                    <!-- bench loss from -->\nkept\n<!-- bench loss to -->\n";
        let put_in = put(page, "plain", "new\n\n").unwrap();
        assert!(put_in.contains("<!-- bench plain from -->\nnew\n<!-- bench plain to -->\nwords"), "{put_in}");
        assert!(put_in.contains("kept") && !put_in.contains("old"), "{put_in}");
        assert_eq!(put(&put_in, "plain", "new").unwrap(), put_in);
        assert_eq!(put(page, "latency", "x"), None);
    }

    #[test]
    fn the_page_has_marks_for_every_section() {
        let page = include_str!("../../../docs/PERFORMANCE.md");
        for section in ["plain", "latency", "loss", "resets", "after-kill"] {
            assert!(put(page, section, "x").is_some(), "{section}");
        }
    }
}
