//! Edit in place: objects that are open in other programs.
//!
//! An object is fetched into a private folder and opened with the system's program for it. The folder is watched: each
//! save, once it rests, goes up on the condition that the object is still the one that was fetched. What meets
//! something else asks; what can't be sent waits; what isn't saved at the store is never removed from this computer.
//!
//! [`Edit`] is the whole logic, and pure: an [`Event`] comes in, [`Action`]s come out. [`Desk`] carries them out. The
//! store is behind [`Exchange`], so that what is sent goes the way of every other transfer.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod desk;
mod exchange;
mod files;
mod machine;
mod model;
mod names;
mod records;
mod settle;
mod watch;

pub use desk::{Desk, DeskError, DeskOptions, Opened, Outside};
pub use exchange::{Condition, Exchange, ExchangeError, Failure, LocalCopy, Remote};
pub use machine::{Action, Edit, Event, Held, Phase};
pub use model::{Answer, At, Base, Conflict, Content, EditId, Target, Tried, Version};
pub use names::{is_companion, is_risky, local_name};
pub use records::Leftover;
