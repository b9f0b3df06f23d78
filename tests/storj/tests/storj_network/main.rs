//! A real Storj network: what it is, and Satchel on it. All tests share one network, but those that take services away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod edge;
mod grants;
mod http_api;
mod links;
#[cfg(feature = "native")]
mod native;
#[cfg(feature = "native")]
mod native_failures;
mod network;
#[cfg(feature = "native")]
mod passphrases;
