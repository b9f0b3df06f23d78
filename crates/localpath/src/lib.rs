//! The only place that turns an object key into a local path, and back, and that touches the person's files.
//!
//! Keys are any text; local names are not. [`Policy`] says what a system can hold and writes the rest in a reversible
//! form, [`Namer`] keeps twins apart, and [`TargetFolder`] writes below one folder and nowhere else. [`walk`] reads
//! what a person dropped, without following symbolic links.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod error;
mod folder;
mod identity;
mod mark;
mod namer;
mod part;
mod path;
mod policy;
mod publish;
mod walk;
mod whole;

pub use error::{LocalAction, LocalError, LocalErrorKind};
pub use folder::{LocalKind, LocalMetadata, TargetFolder, WriteCheck};
pub use identity::FileIdentity;
pub use namer::{Leaf, Namer, Placed};
pub use part::{PartFile, PartWriter};
pub use path::{LocalPath, LocalPathError};
pub use policy::{Folding, Policy};
pub use publish::IfTaken;
pub use walk::{Found, FoundFile, WalkProblem, open_source, walk};
pub use whole::WholeFile;
