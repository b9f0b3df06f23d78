//! The bodies. Each module has one function per operation of its part of the list, with the operation's name. What an
//! operation does, and with which errors it fails, stands in the list and in its types.

#[allow(missing_docs, reason = "the list has a sentence on each")]
pub mod access;
pub(crate) mod app;
#[allow(missing_docs, reason = "the list has a sentence on each")]
pub mod documented;
pub(crate) mod streamed;
