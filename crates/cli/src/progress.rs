//! Progress bars, on a terminal only.

use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use satchel_transfer::{Progress, TransferStatus};

use crate::output::{Output, shown};
use crate::units;

/// How often a bar is drawn a second, at most.
const DRAWN: u8 = 10;

/// A line that says how far it is, or nothing where nobody watches. Clones are the same line.
#[derive(Clone)]
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar on standard error where that is a terminal and progress is wanted.
    pub fn new(output: &Output) -> Self {
        let wanted = !output.quiet && !output.json && std::io::IsTerminal::is_terminal(&std::io::stderr());
        Self(wanted.then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(DRAWN));
            bar.set_style(style("{msg}"));
            bar
        }))
    }

    /// What planning tells; it counts on this bar.
    pub fn planning(&self) -> Progress {
        let Some(bar) = self.0.clone() else { return Progress::silent() };
        let drawn = Arc::new(Mutex::new(Instant::now()));
        Progress::new(move |files, bytes| {
            let mut drawn = drawn.lock().unwrap_or_else(PoisonError::into_inner);
            if drawn.elapsed() >= Duration::from_millis(100) {
                *drawn = Instant::now();
                bar.set_message(format!("found {}, {}", units::count(files, "file"), units::size(bytes)));
            }
        })
    }

    /// How far a transfer is.
    pub fn show(&self, status: &TransferStatus) {
        let Some(bar) = &self.0 else { return };
        // A transfer without bytes (a delete) is measured in files.
        let (done, all) = if status.bytes > 0 {
            (status.bytes_done, status.bytes)
        } else {
            (status.files_done.into(), status.files.into())
        };
        if bar.length() != Some(all) {
            bar.set_length(all);
            bar.set_style(style("{bar:24} {percent:>3}%  {msg}"));
        }
        bar.set_position(done);
        bar.set_message(message(status));
    }

    /// Takes the line away.
    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }

    /// Writes a line above the bar.
    pub fn say(&self, line: &str) {
        match &self.0 {
            Some(bar) => bar.suspend(|| crate::output::say(line)),
            None => crate::output::say(line),
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("##-")
}

fn message(status: &TransferStatus) -> String {
    let mut message = format!("{}/{}", status.files_done, units::count(status.files.into(), "file"));
    if status.bytes > 0 {
        let _ = write!(message, "  {} of {}", units::size(status.bytes_done), units::size(status.bytes));
    }
    if status.speed > 0 {
        let _ = write!(message, "  {}/s", units::size(status.speed));
    }
    if let Some(left) = status.time_left {
        let _ = write!(message, "  {} left", units::age(left));
    }
    if status.files_failed > 0 {
        let _ = write!(message, "  {} failed", status.files_failed);
    }
    if let Some(error) = &status.retrying {
        let info = satchel_operations::errors::transfer(error);
        let _ = write!(message, "  trying again: {}", shown(&crate::words::sentence(&info)));
    }
    message
}
