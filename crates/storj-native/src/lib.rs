//! What only a Storj satellite can do, through Storj's official library `uplink`: a grant from a passphrase and the
//! project's own salt, the revocation of a share, and a project's encrypted buckets and objects; and registration at an
//! auth service by DRPC.
//!
//! The library is Go. It is built and linked with the cargo feature `native`; without it every call answers
//! [`NativeError::NotInThisBuild`] and nothing else. With it:
//!
//! - What can be wrong with a text is found in Rust first, by `satchel-storj`, and never gets to Go.
//! - Each call runs on a thread of its own, at most [`MAXIMUM_CALLS`] at a time, and never on the caller's.
//! - Dropping a future of a [`NativeProject`] ends its call within milliseconds. The calls that the library offers no
//!   end for ([`request_access`], [`revoke_access`], [`register_access`]) go on unseen on their threads until they end.
//! - A call that hears nothing for [`Timeouts::quiet`] answers [`NativeError::TimedOut`].
//! - No error names a secret, and of what Go says only the first line is kept: the rest is its stack.
//!
//! Secrets are wiped here after use. What Go copies of them it keeps until its memory is used again: nothing can be
//! done about that from outside.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod access;
#[cfg_attr(not(feature = "native"), path = "backend/absent.rs")]
mod backend;
mod error;
mod project;
mod timeouts;
#[cfg(any(feature = "native", test))]
mod words;

pub use access::{
    RegisterOptions, register_access, register_access_within, request_access, request_access_within, revoke_access,
    revoke_access_within,
};
pub use error::NativeError;
pub use project::{MAXIMUM_OBJECT, NativeBucket, NativeListing, NativeObject, NativeProject};
pub use timeouts::{MAXIMUM_CALLS, Timeouts};

/// Whether this build has the official library. Without it every call answers [`NativeError::NotInThisBuild`].
pub const IS_IN_THIS_BUILD: bool = cfg!(feature = "native");

/// How many calls of the library run in this process, those that nobody waits for any more included.
pub fn running_calls() -> usize {
    backend::running()
}
