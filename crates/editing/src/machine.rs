//! [`Edit`]: one object that is being edited, as a state machine. Nothing here touches a file or a store.

mod steps;
#[cfg(test)]
mod tests;

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::{Answer, Base, Condition, Conflict, Content, EditId, Failure, Remote, Target, Tried, Version};

/// An object that is being edited: what is known of it, and where it stands. What is serialised is what has to outlive
/// a crash; after one, [`Event::Restarted`] finds out the rest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Edit {
    /// Its ID, and the name of its folder.
    pub id: EditId,
    /// The object. After [`Answer::KeepBoth`] it is the one beside.
    pub target: Target,
    /// The local copy's name.
    pub name: String,
    /// When it was begun.
    pub since: SystemTime,
    /// What is known of the object; `None` until it was fetched.
    pub base: Option<Base>,
    /// What the copy held when it last rested, where that isn't at the store yet.
    pub mine: Option<Content>,
    /// What was given to the store to write since the base, the latest last: of each the end may be unknown.
    pub tried: Vec<Tried>,
    /// The person wants both versions, and this is the number that is tried: `name (2).ext`.
    pub beside: Option<u32>,
    /// The name under which the copy was put aside while theirs takes its place.
    pub aside: Option<String>,
    /// The person wants it gone, whatever it holds.
    pub discarded: bool,
    /// Where it stands.
    #[serde(skip)]
    pub phase: Phase,
    /// The person is done with it: it goes as soon as nothing is unsaved.
    #[serde(skip)]
    pub closing: bool,
    /// It was found after a restart, and the copy hasn't rested since.
    #[serde(skip)]
    pub found: bool,
}

/// Where an edit stands.
#[derive(Clone, Debug, Default)]
pub enum Phase {
    /// The object is on its way here; nobody has opened it yet.
    #[default]
    Fetching,
    /// The copy is what the object holds.
    Watching,
    /// The copy was touched, and is looked at once it rests.
    Settling {
        /// It was touched again meanwhile.
        again: bool,
    },
    /// The copy is on its way to the store.
    Sending {
        /// It was touched again meanwhile.
        again: bool,
    },
    /// The copy isn't at the store, and waits.
    Held(Held),
    /// The copy isn't at the store, and the person is asked.
    Asking(Conflict, Option<Failure>),
    /// Theirs is being fetched, to take the copy's place.
    Taking(Conflict),
    /// The copy is gone from its folder.
    Missing,
    /// The folder is being removed.
    Closing,
    /// The folder holds files that aren't ours, so it stays until the person is done with them.
    Strays(u32),
    /// It is over.
    Closed,
}

/// Why a copy waits.
#[derive(Clone, Debug)]
pub enum Held {
    /// It couldn't be read or sent. Where trying again may help, it is tried again by and by.
    Failed(Failure),
    /// It was found after a restart, and differs from all that is known to have been saved: the person says whether it
    /// is good.
    Found,
}

/// What happens to an edit.
#[derive(Clone, Debug)]
pub enum Event {
    /// The object is here.
    Fetched {
        /// Its version.
        version: Version,
        /// What it holds.
        content: Content,
    },
    /// The object can't be fetched, or its copy can't be kept.
    FetchFailed,
    /// Something happened to the copy.
    Touched,
    /// The copy rests.
    Rested {
        /// What it holds.
        content: Content,
        /// Its time.
        modified: Option<SystemTime>,
    },
    /// Where the copy was, nothing is, and it stays so.
    Vanished,
    /// The copy can't be read.
    Unreadable(Failure),
    /// The store took it.
    Sent(Version),
    /// It was changed while it was being sent; nothing of that was kept at the store.
    SourceChanged,
    /// It couldn't be sent.
    SendFailed(Failure),
    /// Something else stands at the key, or nothing any more.
    Refused(Option<Remote>),
    /// It is to be tried again, by a timer or by the person.
    Retry,
    /// The person answered.
    Answered(Answer),
    /// Theirs took the copy's place, and the copy lies beside.
    Taken {
        /// Their version.
        version: Version,
        /// What it holds.
        content: Content,
    },
    /// Theirs is gone: the copy was put beside, and nothing took its place.
    PutAside,
    /// Theirs couldn't be fetched; the copy is where it was.
    TakeFailed(Failure),
    /// The person is done with it.
    Finish,
    /// The person wants it gone, unsaved or not.
    Discard,
    /// The folder is gone.
    Removed,
    /// The folder holds so many files that aren't ours.
    StraysFound(u32),
    /// The program was started again, and this is what it had written down.
    Restarted,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Fetch the object.
    Fetch,
    /// Open the copy, or show it in its folder.
    Open,
    /// Look at the copy once it rests.
    Settle,
    /// Send the copy.
    Send(Condition),
    /// Fetch theirs, put the copy beside, and theirs in its place.
    Take,
    /// Put the copy beside.
    PutAside,
    /// Remove the copy and its folder. Unless it holds something else than what is at the store, or files that aren't
    /// ours.
    Remove,
    /// Stop whatever is under way and remove the folder with all that is in it.
    RemoveAll,
    /// Try again after a while.
    RetryLater,
}

impl Edit {
    /// An object that is to be fetched.
    pub fn new(id: EditId, target: Target, name: String, since: SystemTime) -> Self {
        Self {
            id,
            target,
            name,
            since,
            base: None,
            mine: None,
            tried: Vec::new(),
            beside: None,
            aside: None,
            discarded: false,
            phase: Phase::Fetching,
            closing: false,
            found: false,
        }
    }

    /// Whether the copy may hold something that the store doesn't have.
    pub fn is_unsaved(&self) -> bool {
        match self.phase {
            Phase::Fetching | Phase::Watching | Phase::Closing | Phase::Strays(_) | Phase::Closed => false,
            Phase::Missing => self.mine.is_some(),
            Phase::Settling { .. } | Phase::Sending { .. } | Phase::Held(_) | Phase::Asking(..) | Phase::Taking(_) => {
                true
            }
        }
    }

    /// Whether both would be written down as the same.
    pub(crate) fn is_written_like(&self, other: &Self) -> bool {
        (&self.target, &self.base, &self.mine, &self.tried) == (&other.target, &other.base, &other.mine, &other.tried)
            && (self.beside, &self.aside, self.discarded) == (other.beside, &other.aside, other.discarded)
    }

    /// Whether both look the same to the person.
    pub(crate) fn is_shown_like(&self, other: &Self) -> bool {
        let kind = |edit: &Self| std::mem::discriminant(&edit.phase);
        (&self.target, self.closing, kind(self)) == (&other.target, other.closing, kind(other))
    }

    /// Whether it is over.
    pub fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed)
    }

    /// Whether another edit of the same object should rather use this one.
    pub fn is_of(&self, target: &Target) -> bool {
        !matches!(self.phase, Phase::Closed | Phase::Closing) && self.target == *target
    }
}
