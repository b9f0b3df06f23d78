//! The bodies of the operations, over an [`Engine`] that is given a [`Host`]. Doors are thin: they turn what they were
//! sent into a request, call [`dispatch`], and write what comes back.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod access;
pub mod bodies;
mod dispatch;
mod editing;
mod engine;
pub mod errors;
mod handles;
mod host;
pub mod links;
pub mod local_api;
pub mod passphrases;
mod secrets;
mod settings;

pub use access::{AccessServices, NativeSatellites, Satellites};
pub use bodies::documented::check_tags;
pub use dispatch::{OnAccount, dispatch};
pub use engine::{Engine, EngineOptions};
pub use host::{Host, HostError};
pub use links::Links;
pub use local_api::{LocalApiFailure, LocalApiServer, RunningLocalApi, Served, ServedRequest};
