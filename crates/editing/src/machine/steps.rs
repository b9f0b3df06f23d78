//! The transitions: what each event makes of each phase. What isn't named here changes nothing.

use std::time::SystemTime;

use satchel_objects::{KeyError, ObjectKey};

use super::{Action, Edit, Event, Held, Phase};
use crate::names::numbered_key;
use crate::{Answer, At, Base, Condition, Conflict, Content, Failure, Remote, Tried, Version};

/// How many tries are remembered: each is one save while nothing could be reached.
const TRIES_KEPT: usize = 64;

impl Edit {
    /// Takes an event and says what is to be done now, in order.
    #[allow(clippy::match_same_arms, reason = "a table of transitions, read phase by phase")]
    pub fn on(&mut self, event: Event) -> Vec<Action> {
        match (&mut self.phase, event) {
            (Phase::Closed, _) => vec![],
            (_, Event::Discard) => self.discard(),
            (_, Event::Restarted) => self.restarted(),
            (_, Event::Finish) => self.finish(),

            (Phase::Fetching, Event::Fetched { version, content }) => {
                self.base = Some(Base { at: At::Version(version), content: Some(content) });
                self.go(Phase::Watching, Action::Open)
            }
            (Phase::Fetching, Event::FetchFailed) => self.discard(),

            (Phase::Settling { again } | Phase::Sending { again }, Event::Touched) => {
                *again = true;
                vec![]
            }
            (Phase::Watching | Phase::Held(_) | Phase::Missing | Phase::Closing | Phase::Strays(_), Event::Touched) => {
                self.settle()
            }
            (Phase::Held(_) | Phase::Missing, Event::Retry) => self.settle(),

            (Phase::Settling { again: true }, Event::Rested { .. } | Event::Vanished | Event::Unreadable(_)) => {
                self.settle()
            }
            (Phase::Settling { .. }, Event::Rested { content, modified }) => self.rested(content, modified),
            (Phase::Settling { .. }, Event::Vanished) => self.vanished(),
            (Phase::Settling { .. }, Event::Unreadable(failure)) => self.hold(failure),

            (Phase::Sending { again }, Event::Sent(version)) => {
                let again = *again;
                self.sent(version, again)
            }
            (Phase::Sending { .. }, Event::SourceChanged) | (Phase::Sending { again: true }, Event::SendFailed(_)) => {
                self.settle()
            }
            (Phase::Sending { .. }, Event::SendFailed(failure)) => self.hold(failure),
            (Phase::Sending { .. }, Event::Refused(theirs)) => self.refused(theirs),

            (Phase::Asking(conflict, _), Event::Answered(answer)) => {
                let conflict = conflict.clone();
                self.answered(conflict, answer)
            }
            (Phase::Taking(_), Event::Taken { version, content }) => {
                self.given_up(Base { at: At::Version(version), content: Some(content) });
                self.settle()
            }
            (Phase::Taking(_), Event::PutAside) => {
                self.given_up(Base { at: At::Deleted, content: None });
                self.go(Phase::Strays(1), None)
            }
            (Phase::Taking(conflict), Event::TakeFailed(failure)) => {
                let conflict = conflict.clone();
                self.aside = None;
                self.go(Phase::Asking(conflict, Some(failure)), None)
            }

            (Phase::Closing, Event::Removed) => self.go(Phase::Closed, None),
            (Phase::Closing, Event::StraysFound(count)) => {
                self.closing = false;
                self.go(Phase::Strays(count), None)
            }
            _ => vec![],
        }
    }

    /// Where the copy goes: the target, or the name beside it that is tried.
    pub fn destination(&self) -> ObjectKey {
        let beside = self.beside.and_then(|number| numbered_key(&self.target.key, number));
        beside.unwrap_or_else(|| self.target.key.clone())
    }

    fn go(&mut self, phase: Phase, action: impl Into<Option<Action>>) -> Vec<Action> {
        self.phase = phase;
        action.into().into_iter().collect()
    }

    fn settle(&mut self) -> Vec<Action> {
        self.go(Phase::Settling { again: false }, Action::Settle)
    }

    fn hold(&mut self, failure: Failure) -> Vec<Action> {
        let later = failure.retryable.then_some(Action::RetryLater);
        self.go(Phase::Held(Held::Failed(failure)), later)
    }

    fn discard(&mut self) -> Vec<Action> {
        self.discarded = true;
        self.go(Phase::Closed, Action::RemoveAll)
    }

    /// What is unsaved stays until it is saved: the wish is remembered. A last look finds what nobody told.
    fn finish(&mut self) -> Vec<Action> {
        self.closing = true;
        match self.phase {
            Phase::Fetching => self.discard(),
            Phase::Watching | Phase::Missing => self.settle(),
            Phase::Strays(_) => self.go(Phase::Closing, Action::Remove),
            _ => vec![],
        }
    }

    /// Nothing was opened before the base was written down, so without one there is nothing to keep.
    fn restarted(&mut self) -> Vec<Action> {
        if self.discarded || self.base.is_none() {
            return self.discard();
        }
        self.found = true;
        self.settle()
    }

    /// The copy rests: is there something to send?
    fn rested(&mut self, content: Content, modified: Option<SystemTime>) -> Vec<Action> {
        let found = std::mem::take(&mut self.found);
        let Some(base) = &self.base else { return vec![] };
        if base.content.as_ref() == Some(&content) {
            self.mine = None;
            // Nothing unsaved after a restart: the person is long done with it.
            self.closing |= found;
            return if self.closing { self.go(Phase::Closing, Action::Remove) } else { self.go(Phase::Watching, None) };
        }
        let known = self.mine.as_ref() == Some(&content);
        let condition = match &base.at {
            At::Version(version) => Some(Condition::Is(version.clone())),
            At::Nothing => Some(Condition::Absent),
            At::Deleted => None,
        };
        self.mine = Some(content.clone());
        match condition {
            // A save that Satchel saw goes up. One that it didn't see may be half of one, of a computer that stopped.
            _ if found && !known => self.go(Phase::Held(Held::Found), None),
            None => self.go(Phase::Asking(Conflict::Deleted, None), None),
            Some(condition) => {
                self.tried.push(Tried { content, modified });
                let surplus = self.tried.len().saturating_sub(TRIES_KEPT);
                self.tried.drain(..surplus);
                self.go(Phase::Sending { again: false }, Action::Send(condition))
            }
        }
    }

    fn vanished(&mut self) -> Vec<Action> {
        let found = std::mem::take(&mut self.found);
        self.closing |= found && self.mine.is_none();
        let deleted = self.base.as_ref().is_some_and(|base| base.at == At::Deleted);
        match (self.closing, deleted) {
            (true, _) => self.go(Phase::Closing, Action::Remove),
            (false, true) => self.go(Phase::Strays(1), None),
            (false, false) => self.go(Phase::Missing, None),
        }
    }

    fn sent(&mut self, version: Version, again: bool) -> Vec<Action> {
        let content = self.tried.pop().map(|tried| tried.content);
        self.saved(version, content);
        if again || self.closing { self.settle() } else { self.go(Phase::Watching, None) }
    }

    fn saved(&mut self, version: Version, content: Option<Content>) {
        self.target.key = self.destination();
        self.beside = None;
        self.given_up(Base { at: At::Version(version), content });
    }

    /// From here on there is a new base, and what was to be sent before doesn't count any more.
    fn given_up(&mut self, base: Base) {
        self.mine = None;
        self.tried.clear();
        self.aside = None;
        self.base = Some(base);
    }

    fn refused(&mut self, theirs: Option<Remote>) -> Vec<Action> {
        let ours = theirs.as_ref().and_then(|theirs| {
            let tried = self.tried.iter().rev().find(|tried| is_ours(theirs, tried))?;
            Some((theirs.version.clone(), tried.content.clone()))
        });
        if let Some((version, content)) = ours {
            // Our own object, of a try whose end was lost. A later save may still have to go up.
            self.saved(version, Some(content));
            return self.settle();
        }
        if let Some(number) = self.beside {
            // That name is taken, too.
            return self.beside(number.saturating_add(1));
        }
        let conflict = theirs.map_or(Conflict::Deleted, Conflict::Changed);
        self.go(Phase::Asking(conflict, None), None)
    }

    fn answered(&mut self, conflict: Conflict, answer: Answer) -> Vec<Action> {
        match (answer, conflict) {
            (Answer::KeepMine, Conflict::Changed(theirs)) => self.over(At::Version(theirs.version)),
            (Answer::KeepMine, Conflict::Deleted) => self.over(At::Nothing),
            (Answer::KeepBoth, conflict) if numbered_key(&self.target.key, 2).is_none() => {
                let bytes = self.target.key.as_str().len();
                let failure = Failure::new(false, KeyError::TooLong { bytes });
                self.go(Phase::Asking(conflict, Some(failure)), None)
            }
            (Answer::KeepBoth, _) => self.beside(2),
            (Answer::KeepTheirs, Conflict::Changed(theirs)) => {
                self.go(Phase::Taking(Conflict::Changed(theirs)), Action::Take)
            }
            (Answer::KeepTheirs, Conflict::Deleted) => self.go(Phase::Taking(Conflict::Deleted), Action::PutAside),
        }
    }

    /// The copy goes over what the person has seen to stand there, and over nothing else.
    fn over(&mut self, at: At) -> Vec<Action> {
        self.base = Some(Base { at, content: None });
        self.settle()
    }

    fn beside(&mut self, number: u32) -> Vec<Action> {
        self.beside = Some(number);
        self.over(At::Nothing)
    }
}

/// Whether an object is the one that a try of ours made: its size, and the file's time in its metadata, which systems
/// count in billionths of a second.
fn is_ours(theirs: &Remote, tried: &Tried) -> bool {
    theirs.size == tried.content.size && theirs.modified.is_some() && theirs.modified == tried.modified
}
