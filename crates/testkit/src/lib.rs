//! What tests share: the conformance suite that every store passes, real servers to run it on, a store that fails on
//! plan, a server that answers what a test wants, and keys that break careless programs.

#![allow(clippy::result_large_err, reason = "the store error of the crate under test, in tests only")]

pub mod conformance;
pub mod fake;
pub mod faulty;
pub mod faulty_server;
pub mod http;
pub mod keys;
pub mod memory;
pub mod network;
pub mod random;
pub mod servers;
pub mod storj;

pub use faulty::FaultyStore;
pub use faulty_server::FaultyServer;
