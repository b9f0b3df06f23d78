//! This test program, started once more as another process.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child as Process, ChildStdin, ChildStdout, Command, Stdio};

const FOLDER: &str = "SATCHEL_JOURNAL_TEST_FOLDER";
/// What the test harness prints isn't for us.
const MARK: &str = "journal-test:";

/// A child, which is killed when it is dropped.
pub(super) struct Child {
    process: Process,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Child {
    /// Runs the ignored test of that name, which finds the folder by [`folder`].
    pub(super) fn start(test: &str, folder: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", &format!("journal::tests::{test}"), "--ignored", "--nocapture", "--test-threads=1"]);
        command.env(FOLDER, folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let (input, output) = (process.stdin.take().unwrap(), process.stdout.take().unwrap());
        Self { process, input, output: BufReader::new(output).lines() }
    }

    /// The next line that was said.
    pub(super) fn hear(&mut self) -> String {
        loop {
            let line = self.output.next().expect("the child has ended").unwrap();
            if let Some((_, said)) = line.split_once(MARK) {
                return said.to_owned();
            }
        }
    }

    pub(super) fn tell(&mut self) {
        self.input.write_all(b"\n").unwrap();
        self.input.flush().unwrap();
    }

    /// SIGKILL; what was said before is answered.
    pub(super) fn kill(mut self) -> Vec<String> {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let rest = (&mut self.output).map_while(Result::ok);
        rest.filter_map(|line| line.split_once(MARK).map(|(_, said)| said.to_owned())).collect()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The folder that the parent named; `None` where nobody did.
pub(super) fn folder() -> Option<std::path::PathBuf> {
    std::env::var_os(FOLDER).map(Into::into)
}

pub(super) fn say(what: &str) {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{MARK}{what}").unwrap();
    output.flush().unwrap();
}

/// Waits until the parent tells; `false` if it is gone.
pub(super) fn told() -> bool {
    std::io::stdin().read_line(&mut String::new()).unwrap() > 0
}
