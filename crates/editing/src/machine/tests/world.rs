//! The world around an edit, as small as it can be.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel_objects::{BucketName, ETag, ObjectKey};

use crate::{
    Action, Answer, Condition, Conflict, Content, Edit, EditId, Event, Failure, Phase, Remote, Target, Version,
};

pub fn version(number: u32) -> Version {
    Version::Tag(ETag(format!("\"{number}\"")))
}

pub fn content(number: u32) -> Content {
    Content { sha256: number.to_string(), size: 5 }
}

pub fn remote(number: u32) -> Remote {
    Remote { version: version(number), size: 5, written: None, modified: None }
}

pub fn offline() -> Failure {
    Failure::new(true, std::io::Error::other("offline"))
}

pub fn edit() -> Edit {
    let key = ObjectKey::new("folder/a.txt").unwrap();
    let target = Target { account: "x".into(), bucket: BucketName::new("bucket").unwrap(), key };
    Edit::new(EditId("0".repeat(32)), target, "a.txt".into(), UNIX_EPOCH)
}

/// What a new process knows: only what was written down.
pub fn restarted(edit: &Edit) -> Edit {
    Edit { phase: Phase::default(), closing: false, found: false, ..edit.clone() }
}

/// The time that the file had when it held that: each save has its own.
#[allow(clippy::unnecessary_wraps, reason = "a file's time is optional")]
fn time_of(number: u32) -> Option<SystemTime> {
    Some(UNIX_EPOCH + Duration::from_nanos(u64::from(number)))
}

/// An object at the store.
#[derive(Clone, Copy, Debug)]
struct Stored {
    content: u32,
    version: u32,
    ours: bool,
}

pub struct World {
    edit: Edit,
    written_down: Edit,
    file: Option<u32>,
    rested: Option<u32>,
    aside: Vec<u32>,
    removed: bool,
    store: Option<Stored>,
    beside: Option<Stored>,
    work: Option<Action>,
    touches: u32,
    next: u32,
    /// Every content that stood at the store under a name of this edit.
    stored: BTreeSet<u32>,
    /// The versions that the person has seen, or that are our own.
    seen: BTreeSet<String>,
    gone_by_hand: bool,
}

impl World {
    pub fn new() -> Self {
        let first = Stored { content: 1, version: 1, ours: false };
        let mut world = Self {
            edit: edit(),
            written_down: edit(),
            file: None,
            rested: None,
            aside: Vec::new(),
            removed: false,
            store: Some(first),
            beside: None,
            work: None,
            touches: 0,
            next: 2,
            stored: BTreeSet::from([1]),
            seen: BTreeSet::new(),
            gone_by_hand: false,
        };
        world.act(vec![Action::Fetch]);
        world
    }

    fn new_number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    fn happened(&mut self, event: Event) {
        let actions = self.edit.on(event);
        self.written_down = self.edit.clone();
        self.act(actions);
    }

    fn act(&mut self, actions: Vec<Action>) {
        for action in actions {
            if let Action::Send(Condition::Is(Version::Tag(tag))) = &action {
                assert!(self.seen.contains(&tag.0), "would overwrite {tag:?}, which nobody has seen");
            }
            if action != Action::Open {
                self.work = Some(action);
            }
        }
    }

    fn see(&mut self, version: u32) {
        self.seen.insert(format!("\"{version}\""));
    }

    pub fn step(&mut self, step: u8) {
        if self.edit.is_closed() && self.work.is_none() {
            return;
        }
        let opened = !matches!(self.edit.phase, Phase::Fetching);
        match step {
            0..=3 if opened && !self.removed => {
                self.file = Some(self.new_number());
                self.touches += 1;
                self.gone_by_hand = false;
            }
            4 if opened && !self.removed => {
                self.file = None;
                self.touches += 1;
                self.gone_by_hand = true;
            }
            5 => {
                let (content, version) = (self.new_number(), self.new_number());
                self.store = Some(Stored { content, version, ours: false });
                self.stored.insert(content);
            }
            6 => self.store = None,
            7..=9 => self.deliver(),
            10..=14 => self.finish_work(true, false),
            15 => self.finish_work(false, false),
            16 => self.finish_work(false, true),
            17 | 18 => self.crash(step == 18),
            19 => self.happened(Event::Finish),
            20 => self.answer(Answer::KeepMine),
            21 => self.answer(Answer::KeepTheirs),
            22 => self.answer(Answer::KeepBoth),
            23 => self.happened(Event::Retry),
            _ => {}
        }
    }

    fn deliver(&mut self) {
        // As on the desk: the removal itself looks whether the copy is still what it was.
        if self.touches > 0 && !matches!(self.edit.phase, Phase::Closing | Phase::Fetching) {
            self.touches -= 1;
            self.happened(Event::Touched);
        }
    }

    fn answer(&mut self, answer: Answer) {
        if let (Phase::Asking(Conflict::Changed(theirs), _), Answer::KeepMine) = (&self.edit.phase, answer)
            && let Version::Tag(tag) = &theirs.version
        {
            self.seen.insert(tag.0.clone());
        }
        self.happened(Event::Answered(answer));
    }

    fn crash(&mut self, landed: bool) {
        if landed && matches!(self.work, Some(Action::Send(_))) {
            self.finish_work(false, true);
        }
        self.edit = restarted(&self.written_down);
        (self.work, self.touches) = (None, 0);
        self.happened(Event::Restarted);
    }

    /// The work ends: well, badly, or (`landed`) well at the store while we are told that it failed.
    fn finish_work(&mut self, well: bool, landed: bool) {
        let Some(work) = self.work.take() else { return };
        let event = match (work, self.store) {
            (Action::Fetch, Some(stored)) if well => {
                self.file = Some(stored.content);
                self.see(stored.version);
                Event::Fetched { version: version(stored.version), content: content(stored.content) }
            }
            (Action::Fetch, _) => Event::FetchFailed,
            (Action::Settle, _) => match self.file {
                None => Event::Vanished,
                Some(_) if !well => Event::Unreadable(offline()),
                Some(number) => {
                    self.rested = Some(number);
                    Event::Rested { content: content(number), modified: time_of(number) }
                }
            },
            (Action::Send(condition), _) => self.send(&condition, well, landed),
            (Action::Take, Some(stored)) if well => {
                self.aside.extend(self.file.replace(stored.content));
                self.see(stored.version);
                self.touches += 1;
                Event::Taken { version: version(stored.version), content: content(stored.content) }
            }
            (Action::PutAside, _) if well => {
                self.aside.extend(self.file.take());
                self.touches += 1;
                Event::PutAside
            }
            (Action::Take | Action::PutAside, _) => Event::TakeFailed(offline()),
            (Action::Remove, _) => self.remove(),
            (Action::RemoveAll, _) => {
                self.removed = true;
                assert!(self.seen.is_empty(), "nobody wanted it discarded, and it was opened");
                Event::Removed
            }
            (Action::RetryLater | Action::Open, _) => Event::Retry,
        };
        self.happened(event);
    }

    fn send(&mut self, condition: &Condition, well: bool, landed: bool) -> Event {
        if !well && !landed {
            return Event::SendFailed(offline());
        }
        let Some(number) = self.rested else { return Event::SourceChanged };
        if self.file != self.rested {
            return Event::SourceChanged;
        }
        let made = self.new_number();
        let place = if self.edit.beside.is_some() { &mut self.beside } else { &mut self.store };
        let holds = match (&condition, &place) {
            (Condition::Absent, None) => true,
            (Condition::Is(wanted), Some(there)) => *wanted == version(there.version),
            _ => false,
        };
        if holds {
            *place = Some(Stored { content: number, version: made, ours: true });
            let moved = self.edit.beside.is_some();
            self.stored.insert(number);
            self.see(made);
            if !landed {
                if moved {
                    self.store = self.beside.take();
                }
                return Event::Sent(version(made));
            }
            return Event::SendFailed(offline());
        }
        if landed {
            return Event::SendFailed(offline());
        }
        let there = *place;
        let ours = there.is_some_and(|there| there.ours && self.edit.beside.is_some());
        let event = Event::Refused(there.map(|there| Remote {
            modified: if there.ours { time_of(there.content) } else { None },
            ..remote(there.version)
        }));
        // The edit is of the object beside from now on.
        if ours {
            self.store = self.beside.take();
        }
        event
    }

    fn remove(&mut self) -> Event {
        if self.file.is_some() && self.file != self.rested {
            return Event::Touched;
        }
        if !self.aside.is_empty() {
            return Event::StraysFound(1);
        }
        if let Some(number) = self.file {
            assert!(self.stored.contains(&number), "{number} was removed, and never was at the store");
        }
        self.removed = true;
        Event::Removed
    }

    pub fn check(&self) {
        if self.removed {
            return;
        }
        if let Phase::Watching = self.edit.phase
            && let (Some(file), 0) = (self.file, self.touches)
        {
            assert!(self.stored.contains(&file), "{file} counts as saved, and never was at the store");
        }
    }

    /// Everything works, nobody interferes, and every question is answered.
    pub fn calm_down(&mut self) {
        for _ in 0..100 {
            self.finish_work(true, false);
            self.deliver();
            match self.edit.phase {
                Phase::Asking(..) => self.answer(Answer::KeepMine),
                Phase::Held(_) => self.happened(Event::Retry),
                _ => {}
            }
        }
        if !self.removed && !self.gone_by_hand && !matches!(self.edit.phase, Phase::Strays(_)) {
            assert!(matches!(self.edit.phase, Phase::Watching), "{:?}", self.edit.phase);
            let Some(file) = self.file else { panic!("the copy is gone: {:?}", self.edit) };
            assert!(self.stored.contains(&file));
        }
    }
}
