//! Asks before something can't be undone.

use std::io::{BufRead, IsTerminal, Write};

use crate::failure::{Result, Stop, failed, usage};

/// Whether there is somebody to ask.
pub fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Goes on where `yes` was given or the person says so. Without a terminal there must be a `--yes`.
pub fn confirm(yes: bool, question: &str) -> Result<()> {
    if yes {
        return Ok(());
    }
    if !can_ask() {
        return Err(usage(format!("{question} Nobody can be asked here: --yes answers.")));
    }
    match ask(&format!("{question} [y/N] "))?.as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(declined()),
    }
}

/// Asks, and gives the answer in lower case without the white space around it.
pub fn ask(question: &str) -> Result<String> {
    let failed = |error: std::io::Error| failed(format!("nobody could be asked: {error}"));
    let mut stderr = std::io::stderr().lock();
    write!(stderr, "{question}").and_then(|()| stderr.flush()).map_err(failed)?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(failed)?;
    Ok(answer.trim().to_lowercase())
}

/// The person said no.
pub fn declined() -> Stop {
    usage("nothing was done")
}
