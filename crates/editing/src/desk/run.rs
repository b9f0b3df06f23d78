//! The one task that owns every edit: messages come in one after the other, so that no two see an edit half changed.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::SystemTime;

use satchel_accounts::files::FileError;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::live::{Live, Waiting, Work};
use super::work::{Identity, Outcome, Worker};
use super::{DeskError, DeskOptions, Opened, Outside, Shared, blocking};
use crate::files::Folder;
use crate::records::{Record, Records, remove};
use crate::settle::Patience;
use crate::watch::Watcher;
use crate::{Action, Edit, EditId, Event, Exchange, Failure, Phase, Target, is_risky, local_name};

/// What comes to the desk.
pub(super) enum Message {
    /// Everything that was written down is taken up.
    Ready(oneshot::Sender<()>),
    /// An object is to be opened.
    Open(Target, Waiting),
    /// Something that a person wants of an edit.
    Tell(EditId, Event, oneshot::Sender<Result<(), DeskError>>),
    /// The copy of an edit was touched, or any may have been.
    Touched(Option<EditId>),
    /// A work of that number ended.
    Done(EditId, u64, Outcome),
}

pub(super) struct Run {
    records: Records,
    options: DeskOptions,
    patience: Patience,
    exchange: Arc<dyn Exchange>,
    outside: Arc<dyn Outside>,
    shared: Arc<Shared>,
    messages: mpsc::WeakUnboundedSender<Message>,
    watcher: Watcher,
    edits: BTreeMap<EditId, Live>,
}

impl Run {
    pub fn new(
        records: Records,
        options: DeskOptions,
        patience: Patience,
        exchange: Arc<dyn Exchange>,
        outside: Arc<dyn Outside>,
        shared: Arc<Shared>,
        messages: mpsc::WeakUnboundedSender<Message>,
    ) -> Self {
        let touched = messages.clone();
        let watcher = Watcher::new(
            options.native_events,
            Box::new(move |id| {
                if let Some(messages) = touched.upgrade() {
                    let _ = messages.send(Message::Touched(id.cloned()));
                }
            }),
        );
        Self { records, options, patience, exchange, outside, shared, messages, watcher, edits: BTreeMap::new() }
    }

    /// Works until every handle of the desk is gone.
    pub async fn run(mut self, found: Vec<(Edit, Record)>, mut inbox: mpsc::UnboundedReceiver<Message>) {
        for (edit, record) in found {
            self.take_up(edit, record).await;
        }
        let mut poll = tokio::time::interval(self.options.poll);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                message = inbox.recv() => match message {
                    Some(message) => self.receive(message).await,
                    None => break,
                },
                _ = poll.tick() => self.look_around().await,
            }
        }
        for live in self.edits.values() {
            if let Some(work) = &live.work {
                work.stop.cancel();
            }
        }
    }

    async fn receive(&mut self, message: Message) {
        match message {
            Message::Ready(reply) => drop(reply.send(())),
            Message::Open(target, reply) => self.open(target, reply).await,
            Message::Tell(id, event, reply) => {
                let known = self.edits.contains_key(&id);
                self.happened(&id, event).await;
                let _ = reply.send(if known { Ok(()) } else { Err(DeskError::Unknown) });
            }
            Message::Touched(Some(id)) => self.touched(&id).await,
            Message::Touched(None) => {
                for id in self.edits.keys().cloned().collect::<Vec<_>>() {
                    self.touched(&id).await;
                }
            }
            Message::Done(id, serial, outcome) => self.done(&id, serial, outcome).await,
        }
    }

    /// What an earlier session left.
    async fn take_up(&mut self, edit: Edit, record: Record) {
        let (id, aside, folder) = (edit.id.clone(), edit.aside.clone(), Folder::of(&self.records.root, &edit));
        let mut live = Live::new(edit, record, folder.clone());
        if let Err(error) = blocking(move || folder.recover(aside.as_deref())).await {
            // The copy is where it was; the look at it will find what can be found.
            tracing::warn!(%error, "a copy couldn't be put back in its place");
        }
        live.edit.aside = None;
        live.told = self.watcher.watch(&id, &live.folder.path, &live.edit.name, live.writing.clone());
        self.edits.insert(id.clone(), live);
        self.happened(&id, Event::Restarted).await;
    }

    async fn open(&mut self, target: Target, reply: Waiting) {
        if let Some(live) = self.edits.values_mut().find(|live| live.edit.is_of(&target)) {
            live.waiting.push((reply, true));
            if !matches!(live.edit.phase, Phase::Fetching) {
                let id = live.edit.id.clone();
                self.bring_up(&id).await;
            }
            return;
        }
        match self.begin(target).await {
            Ok(mut live) => {
                live.waiting.push((reply, false));
                let id = live.edit.id.clone();
                self.edits.insert(id.clone(), live);
                self.act(&id, Action::Fetch);
                self.list();
                self.outside.changed(&self.shared.list());
            }
            Err(error) => drop(reply.send(Err(error))),
        }
    }

    /// An edit that is written down, with its folder. The record comes first: a folder without one is nobody's.
    async fn begin(&self, target: Target) -> Result<Live, DeskError> {
        let name = local_name(&target.key).ok_or_else(|| DeskError::Folder { key: target.key.to_string() })?;
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| Failure::new(true, error))?;
        let edit = Edit::new(EditId(hex::encode(random)), target, name, SystemTime::now());
        let folder = Folder::of(&self.records.root, &edit);
        let live = Live::new(edit.clone(), self.records.new_record(&edit.id), folder.clone());
        save(live.record.clone(), edit).await?;
        blocking(move || folder.create()).await?;
        Ok(live)
    }

    async fn touched(&mut self, id: &EditId) {
        // The removal of a folder looks by itself whether the copy is still what it was.
        if self.edits.get(id).is_some_and(|live| !matches!(live.edit.phase, Phase::Fetching | Phase::Closing)) {
            self.happened(id, Event::Touched).await;
        }
    }

    /// Looks at the copies that nobody tells of.
    async fn look_around(&mut self) {
        let untold = self.edits.values().filter(|live| {
            !live.told
                && matches!(
                    live.edit.phase,
                    Phase::Watching
                        | Phase::Missing
                        | Phase::Held(_)
                        | Phase::Strays(_)
                        | Phase::Sending { again: false }
                )
        });
        let looks: Vec<_> = untold.map(|live| (live.edit.id.clone(), live.folder.clone(), live.identity)).collect();
        for (id, folder, known) in looks {
            let missing = self.edits.get(&id).is_some_and(|live| matches!(live.edit.phase, Phase::Missing));
            match blocking(move || folder.identity()).await {
                Ok(None) if missing => {}
                Ok(now) if now == known => {}
                Ok(_) => self.touched(&id).await,
                Err(error) => tracing::warn!(%error, "a copy can't be looked at"),
            }
        }
    }

    async fn done(&mut self, id: &EditId, serial: u64, outcome: Outcome) {
        let Some(live) = self.edits.get_mut(id).filter(|live| live.serial == serial) else { return };
        live.work = None;
        match outcome.identity {
            Identity::Unknown => {}
            Identity::Gone => live.identity = None,
            Identity::Is(identity) => live.identity = Some(identity),
        }
        if let Some(error) = outcome.error {
            answer(live, Err(error));
        }
        if matches!(outcome.event, Event::Sent(_)) {
            live.failures = 0;
        }
        self.happened(id, outcome.event).await;
    }

    /// The one place where an edit changes: the event, then what is written down, then what is done.
    async fn happened(&mut self, id: &EditId, event: Event) {
        let Some(live) = self.edits.get_mut(id) else { return };
        let (opens, answered) = (matches!(event, Event::Fetched { .. }), matches!(event, Event::Answered(_)));
        let before = live.edit.clone();
        let mut actions = live.edit.on(event);
        if actions.iter().any(|action| matches!(action, Action::Take | Action::PutAside)) {
            live.edit.aside = Some(live.folder.free_aside());
        }
        if !live.edit.is_written_like(&before)
            && let Err(error) = save(live.record.clone(), live.edit.clone()).await
        {
            tracing::warn!(%error, "an edit couldn't be written down");
            if opens {
                // What isn't written down would be lost by a crash: then it isn't opened.
                answer(live, Err(error.into()));
                actions = live.edit.on(Event::Discard);
            }
        }
        let shown = live.edit.clone();
        for action in actions {
            self.act(id, action);
        }
        if self.edits.get(id).is_some_and(|live| live.edit.is_closed() && live.work.is_none()) {
            self.forget(id).await;
        }
        self.list();
        if answered || !shown.is_shown_like(&before) {
            self.outside.changed(&self.shared.list());
        }
    }

    fn act(&mut self, id: &EditId, action: Action) {
        if matches!(action, Action::Open) {
            self.opened(id);
            return;
        }
        let Some(live) = self.edits.get_mut(id) else { return };
        match action {
            Action::Remove | Action::RemoveAll => self.watcher.unwatch(id, &live.folder.path),
            Action::Settle if !live.told => {
                live.told = self.watcher.watch(id, &live.folder.path, &live.edit.name, live.writing.clone());
            }
            Action::RetryLater => live.failures = live.failures.saturating_add(1),
            _ => {}
        }
        if matches!(action, Action::Remove | Action::RemoveAll) {
            live.told = false;
        }
        live.serial += 1;
        let stop = CancellationToken::new();
        let worker = Worker {
            edit: live.edit.clone(),
            folder: live.folder.clone(),
            identity: live.identity,
            writing: live.writing.clone(),
            patience: self.patience,
            pause: self.options.retry * 2_u32.pow(live.failures.saturating_sub(1).min(5)),
            exchange: self.exchange.clone(),
            stop: stop.clone(),
        };
        let before = live.work.take();
        if let Some(work) = &before {
            work.stop.cancel();
        }
        let (messages, id, serial) = (self.messages.clone(), id.clone(), live.serial);
        let task = tokio::spawn(async move {
            if let Some(Work { task, .. }) = before {
                // It ends by itself: half of a rename is worse than a moment's wait.
                let _ = task.await;
            }
            let outcome = worker.work(action).await;
            if let Some(messages) = messages.upgrade() {
                let _ = messages.send(Message::Done(id, serial, outcome));
            }
        });
        live.work = Some(Work { stop, task });
    }

    /// The object is here: now its folder is watched, and then it is opened.
    fn opened(&mut self, id: &EditId) {
        let Some(live) = self.edits.get_mut(id) else { return };
        live.told = self.watcher.watch(id, &live.folder.path, &live.edit.name, live.writing.clone());
        open_outside(&*self.outside, live);
    }

    async fn bring_up(&mut self, id: &EditId) {
        let Some(live) = self.edits.get_mut(id) else { return };
        let folder = live.folder.clone();
        match blocking(move || folder.identity()).await {
            Ok(Some(_)) => open_outside(&*self.outside, live),
            Ok(None) if live.edit.is_unsaved() => {
                answer(live, Err(DeskError::NotThere { key: live.edit.target.key.to_string() }));
            }
            // The copy was thrown away, and nothing of it was unsaved: the object is fetched anew.
            Ok(None) => {
                let (target, waiting) = (live.edit.target.clone(), std::mem::take(&mut live.waiting));
                self.happened(id, Event::Discard).await;
                for (reply, _) in waiting {
                    Box::pin(self.open(target.clone(), reply)).await;
                }
            }
            Err(error) => answer(live, Err(error.into())),
        }
    }

    /// It is over, and its folder is gone.
    async fn forget(&mut self, id: &EditId) {
        let Some(mut live) = self.edits.remove(id) else { return };
        answer(&mut live, Err(DeskError::Cancelled));
        let (folder, record) = (live.folder.path.clone(), live.record.clone());
        let gone = blocking(move || {
            // A folder that couldn't be removed keeps its record, and goes at the next start.
            if !folder.exists()
                && let Err(error) = remove(&record)
            {
                tracing::warn!(%error, "the record of an edit that is over couldn't be removed");
            }
            Ok(())
        });
        let _ = gone.await;
    }

    fn list(&self) {
        let edits = self.edits.values().filter(|live| !live.edit.is_closed());
        let edits = edits.map(|live| (live.edit.id.clone(), live.edit.clone())).collect();
        *self.shared.edits.lock().unwrap_or_else(PoisonError::into_inner) = edits;
    }
}

fn open_outside(outside: &dyn Outside, live: &mut Live) {
    let path = live.folder.copy().path();
    let shown = is_risky(&live.edit.name);
    let done = if shown { outside.show(&path) } else { outside.open(&path) };
    let id = live.edit.id.clone();
    answer(live, done.map(|()| (id, shown)).map_err(DeskError::Failed));
}

/// Answers whoever waits for an edit to be open.
fn answer(live: &mut Live, done: Result<(EditId, bool), DeskError>) {
    let mut waiting = std::mem::take(&mut live.waiting);
    let Some((last, already)) = waiting.pop() else { return };
    for (reply, already) in waiting {
        let same = match &done {
            Ok((id, shown)) => Ok(Opened { id: id.clone(), already, shown: *shown }),
            Err(_) => Err(DeskError::Cancelled),
        };
        let _ = reply.send(same);
    }
    let _ = last.send(done.map(|(id, shown)| Opened { id, already, shown }));
}

async fn save(record: Arc<Record>, edit: Edit) -> Result<(), FileError> {
    let path = record.path().to_owned();
    let saved = tokio::task::spawn_blocking(move || record.save(&edit)).await;
    saved.unwrap_or_else(|error| Err(FileError::Write { path, source: std::io::Error::other(error) }))
}
