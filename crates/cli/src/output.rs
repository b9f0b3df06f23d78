//! Standard output: one buffered writer, rows for people or one JSON object a line.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use serde::Serialize;

use crate::failure::{Result, Stop, failed};

/// Where answers go.
pub struct Output {
    writer: BufWriter<StdoutLock<'static>>,
    /// Whether answers are JSON.
    pub json: bool,
    /// Whether only failures are told.
    pub quiet: bool,
    /// Whether people watch it.
    terminal: bool,
}

impl Output {
    /// Takes standard output.
    pub fn new(json: bool, quiet: bool) -> Self {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Self { writer: BufWriter::with_capacity(64 << 10, stdout.lock()), json, quiet, terminal }
    }

    /// Writes an object on a line of its own.
    pub fn object(&mut self, object: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.writer, object).map_err(|error| told(&error.into()))?;
        self.bytes(b"\n")
    }

    /// Writes a line for people.
    pub fn line(&mut self, line: &str) -> Result<()> {
        self.bytes(line.as_bytes())?;
        self.bytes(b"\n")
    }

    /// Writes bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.writer.write_all(bytes).map_err(|error| told(&error))
    }

    /// Writes a text in which nothing can pass for another row or move a terminal's cursor.
    pub fn name(&mut self, text: &str) -> Result<()> {
        if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
            return self.bytes(text.as_bytes());
        }
        let mut start = 0;
        for (at, character) in text.char_indices().filter(|(_, character)| is_unsafe(*character)) {
            self.bytes(&text.as_bytes()[start..at])?;
            self.bytes(character.escape_default().to_string().as_bytes())?;
            start = at + character.len_utf8();
        }
        self.bytes(&text.as_bytes()[start..])
    }

    /// A page is complete: people see it now, a pipe gets it when the buffer is full.
    pub fn page(&mut self) -> Result<()> {
        if self.terminal { self.flush() } else { Ok(()) }
    }

    /// Hands everything over.
    pub fn flush(&mut self) -> Result<()> {
        self.writer.flush().map_err(|error| told(&error))
    }

    /// Hands the rest over, at the end. The second time it does nothing.
    pub fn close(&mut self) -> Result<()> {
        self.flush()
    }
}

/// A text in which nothing can pass for another row or move a terminal's cursor.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unsafe(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Control characters, line separators, and marks that turn the direction of writing around.
fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Writes a line to standard error. Where nobody can read it, nothing can be done.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

fn told(error: &io::Error) -> Stop {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Stop::Unread;
    }
    failed(format!("standard output can't be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_forge_a_row_or_move_the_cursor() {
        assert_eq!(shown("新郎/a b.txt"), "新郎/a b.txt");
        assert_eq!(shown("a\nOBJ  b"), "a\\nOBJ  b");
        assert_eq!(shown("\u{1b}[2J"), "\\u{1b}[2J");
        assert_eq!(shown("gpj\u{202e}.exe"), "gpj\\u{202e}.exe");
    }
}
