//! The program itself, run as people and scripts run it, against the embedded store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod access;
mod accounts;
mod copying;
mod demo;
mod guide;
mod hostile;
#[cfg(target_os = "linux")]
mod http_guide;
mod interrupted;
mod links;
mod listing;
mod op;
mod removing;
mod serve;
mod support;
mod tagging;
mod this_program;
mod uploads;
mod wrong;
