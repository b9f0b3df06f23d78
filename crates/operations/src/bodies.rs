//! The bodies. Each module has one function per operation of its part of the list, with the operation's name.

pub mod access;
pub mod app;
pub mod documented;
pub mod streamed;
