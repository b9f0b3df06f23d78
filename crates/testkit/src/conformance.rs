//! One suite for every store: what an [`ObjectStore`] promises, asked of a store over its trait and nothing else.
//!
//! Each check has a bucket of its own, so that a failed one doesn't spoil the next, and empties it again.

mod buckets;
mod copies;
mod deletes;
mod ground;
mod hostile;
mod links;
mod listings;
mod multipart;
mod objects;
mod tags;

use std::fmt;

use futures::FutureExt;
use futures::future::BoxFuture;
use satchel_objects::{Capabilities, ObjectKey, ObjectStore};

pub use ground::Failure;
use ground::Ground;

/// Asks whether a server can do something.
type Has = fn(&Capabilities) -> bool;
type Body = for<'a> fn(&'a Ground<'a>) -> BoxFuture<'a, Result<(), Failure>>;

/// A check of the suite.
struct Check {
    name: &'static str,
    /// The capability without which it is switched off, by name and by value.
    needs: Option<(&'static str, Has)>,
    body: Body,
}

/// What became of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// The checks that ran and passed.
    pub passed: Vec<&'static str>,
    /// The checks that a declared capability switched off, with the capability.
    pub off: Vec<(&'static str, &'static str)>,
    /// The checks that the caller excused, with the reason.
    pub excused: Vec<(&'static str, &'static str)>,
    /// The checks that failed, and how.
    pub failed: Vec<(&'static str, Failure)>,
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} passed: {}", self.passed.len(), self.passed.join(", "))?;
        for (name, capability) in &self.off {
            writeln!(formatter, "off: {name} (the server has no {capability})")?;
        }
        for (name, reason) in &self.excused {
            writeln!(formatter, "excused: {name} ({reason})")?;
        }
        for (name, failure) in &self.failed {
            writeln!(formatter, "FAILED: {name}: {failure}")?;
        }
        Ok(())
    }
}

/// Runs the whole suite. `expectations` are what this server is known to do: they switch checks off, and a store that
/// learns about itself less than that fails.
pub async fn run(store: &dyn ObjectStore, expectations: Capabilities) -> Report {
    run_except(store, expectations, &[]).await
}

/// Runs the suite without some checks, each with the reason why this server can't pass it. A name that is no check
/// counts as failed.
pub async fn run_except(
    store: &dyn ObjectStore,
    expectations: Capabilities,
    excused: &[(&'static str, &'static str)],
) -> Report {
    run_with_keys(store, expectations, excused, |_| true).await
}

/// The same, with only those hostile keys that `fits` takes: for servers whose keys are free but for a few.
pub async fn run_with_keys(
    store: &dyn ObjectStore,
    expectations: Capabilities,
    excused: &[(&'static str, &'static str)],
    fits: fn(&ObjectKey) -> bool,
) -> Report {
    let mut report = Report::default();
    let checks = all();
    for (name, _) in excused {
        if !checks.iter().any(|check| check.name == *name) {
            report.failed.push((name, Failure::new("excused, but there is no such check")));
        }
    }
    for check in checks {
        if let Some((capability, has)) = check.needs
            && !has(&expectations)
        {
            report.off.push((check.name, capability));
            continue;
        }
        if let Some(excuse) = excused.iter().find(|(name, _)| *name == check.name) {
            report.excused.push(*excuse);
            continue;
        }
        match Ground::new(store, expectations, fits).run(check.body).await {
            Ok(()) => report.passed.push(check.name),
            Err(failure) => report.failed.push((check.name, failure)),
        }
    }
    let learnt = store.capabilities();
    for (kept, name) in [
        (learnt.tagging || !expectations.tagging, "tagging"),
        (learnt.batch_delete || !expectations.batch_delete, "batch_delete"),
        (learnt.part_copy || !expectations.part_copy, "part_copy"),
    ] {
        if !kept {
            report.failed.push((name, Failure::new("the store learnt that the server can't do this")));
        }
    }
    report
}

fn all() -> Vec<Check> {
    let mut checks = Vec::new();
    checks.extend(buckets::checks());
    checks.extend(listings::checks());
    checks.extend(objects::checks());
    checks.extend(tags::checks());
    checks.extend(copies::checks());
    checks.extend(deletes::checks());
    checks.extend(multipart::checks());
    checks.extend(links::checks());
    checks.extend(hostile::checks());
    checks
}

/// A check for every server.
fn check(name: &'static str, body: Body) -> Check {
    Check { name, needs: None, body }
}

/// A check for servers that can do something.
fn check_if(name: &'static str, capability: &'static str, has: Has, body: Body) -> Check {
    Check { name, needs: Some((capability, has)), body }
}

/// Makes a check's body of an `async fn`.
macro_rules! body {
    ($function:ident) => {
        |ground| Box::pin($function(ground))
    };
}

/// Fails the check, with a sentence, where something doesn't hold.
macro_rules! ensure {
    ($holds:expr, $($sentence:tt)+) => {
        if !$holds {
            return Err(crate::conformance::Failure::new(format!($($sentence)+)));
        }
    };
}

use {body, ensure};

impl Ground<'_> {
    /// Runs a check and cleans up after it; a panic is a failure like any other.
    async fn run(&self, body: Body) -> Result<(), Failure> {
        let outcome = std::panic::AssertUnwindSafe(async {
            self.prepare().await?;
            body(self).await
        })
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(Failure::new("it panicked")));
        let cleaned = self.clean().await;
        outcome.and(cleaned)
    }
}
