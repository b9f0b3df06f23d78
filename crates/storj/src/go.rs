//! Conventions of Go's standard library that Storj's formats and error texts lean on.
//!
//! The official tools are written in Go, and what they answer is part of the formats: which base64 is refused and at
//! which byte, how a name is quoted in an error, what an address may look like. Each function here names the Go
//! function it agrees with; the vectors hold both to it.

pub(crate) mod address;
pub(crate) mod base64;
pub(crate) mod escape;
pub(crate) mod number;
pub(crate) mod quote;
pub(crate) mod url;
