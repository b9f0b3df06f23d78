//! Why a command of xtask stopped.

use std::fmt;

/// Why a command of xtask stopped.
#[derive(Debug)]
pub enum Failure {
    /// The steps that failed have shown their output already.
    AlreadySaid,
    /// Something only a person can mend, in words that say what to do.
    Told(String),
    /// A file or a program couldn't be used.
    Io {
        /// The file or program.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Failure {
    /// A closure for `map_err` that names the file or program.
    pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadySaid => formatter.write_str("A step failed; its output is above."),
            Self::Told(words) => formatter.write_str(words),
            Self::Io { what, source } => write!(formatter, "{what}: {source}"),
        }
    }
}

impl std::error::Error for Failure {}
