//! What official tools answered, case by case. Each test reads every case of its file, so more can be dropped in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests say what they expect")]

mod cases;
mod grants;
mod keys;
mod places;
