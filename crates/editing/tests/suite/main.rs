//! Edit in place on the embedded store: real files, the system's real file events, every save by a program's own way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, missing_docs)]

mod conflicts;
mod opening;
mod restarts;
mod saves;
mod support;
