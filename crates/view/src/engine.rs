//! What runs behind a view: listings, the arranger that puts pages, order and filter into place, and the notifier.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::State;
use crate::listing::Lister;
use crate::tree::{Folder, Job, Outcome, Plan, Tree};

/// A job of at most so many rows is done at once, by whoever asked for it: a few milliseconds.
const AT_ONCE: usize = 4096;

/// The least time between two jobs on a large folder that is being listed, and between two calls of `on_change`.
const PAUSE: Duration = Duration::from_millis(200);
const QUIET: Duration = Duration::from_millis(100);

/// Is called with each new state.
pub(crate) type OnChange = Arc<dyn Fn(State) + Send + Sync>;

/// The shared part of a view's handles and tasks.
#[derive(Debug)]
pub(crate) struct Engine {
    tree: Mutex<Tree>,
    lister: Lister,
    runtime: Option<Handle>,
    /// The arranger and the notifier.
    tasks: Mutex<Vec<AbortHandle>>,
    pages: Notify,
    wishes: Notify,
    changes: Notify,
    news: Notify,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves rows that are at worst outdated.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// Starts listing `tree`'s place. Without a tokio runtime around it nothing is ever listed.
    pub(crate) fn start(lister: Lister, tree: Tree, on_change: OnChange) -> Arc<Self> {
        let engine = Arc::new(Self {
            tree: Mutex::new(tree),
            lister,
            runtime: Handle::try_current().ok(),
            tasks: Mutex::default(),
            pages: Notify::new(),
            wishes: Notify::new(),
            changes: Notify::new(),
            news: Notify::new(),
        });
        if let Some(runtime) = &engine.runtime {
            let arranger = runtime.spawn(engine.clone().arrange());
            let notifier = runtime.spawn(engine.clone().notify(on_change));
            *lock(&engine.tasks) = vec![arranger.abort_handle(), notifier.abort_handle()];
        }
        let plans = engine.tree().refresh();
        engine.spawn(plans);
        engine
    }

    /// The tree, locked. Never hold it across an await or a callback.
    pub(crate) fn tree(&self) -> MutexGuard<'_, Tree> {
        lock(&self.tree)
    }

    /// Says that something changed.
    pub(crate) fn changed(&self) {
        self.changes.notify_one();
    }

    /// Starts listings.
    pub(crate) fn spawn(self: &Arc<Self>, plans: Vec<Plan>) {
        let Some(runtime) = &self.runtime else { return };
        for plan in plans {
            let mut tree = self.tree();
            // Unless it was cancelled since it was planned.
            let number = plan.number;
            let folder = tree.folder_mut(plan.folder);
            if let Some(run) = folder.and_then(|folder| folder.run.as_mut()).filter(|run| run.number == number) {
                run.abort = Some(runtime.spawn(self.clone().list(plan)).abort_handle());
            }
        }
    }

    async fn list(self: Arc<Self>, plan: Plan) {
        let ended = self.lister.list(&plan, |page| self.take(&plan, |folder| folder.incoming.push(page))).await;
        self.take(&plan, |folder| folder.ended = Some(ended));
    }

    /// Gives something to the folder that the plan is about, if the plan is still its own.
    fn take(&self, plan: &Plan, give: impl FnOnce(&mut Folder)) {
        let mut tree = self.tree();
        let folder = tree.folder_mut(plan.folder);
        let is_current = |folder: &&mut Folder| folder.run.as_ref().is_some_and(|run| run.number == plan.number);
        if let Some(folder) = folder.filter(is_current) {
            give(folder);
            let ended = folder.ended.is_some();
            drop(tree);
            if ended { self.wishes.notify_one() } else { self.pages.notify_one() }
        }
    }

    /// Brings what was asked for into effect: at once where that is quick, else soon.
    pub(crate) fn arrange_soon(self: &Arc<Self>, mut tree: MutexGuard<'_, Tree>) {
        let quick = tree.work().is_some_and(|rows| rows <= AT_ONCE);
        let job = if quick { tree.begin() } else { None };
        let outcome = job.map(|job| tree.finish(job.run()));
        drop(tree);
        match outcome {
            Some(outcome) => self.report(outcome),
            None => self.wishes.notify_one(),
        }
        self.changed();
    }

    /// Tells of a finished job.
    fn report(self: &Arc<Self>, outcome: Outcome) {
        self.spawn(outcome.plans);
        if outcome.urgent {
            self.news.notify_one();
        }
        self.changed();
    }

    /// Does jobs as they come up: at once when a person waits, else with pauses that grow with the folder, so that
    /// the pages of a long listing are merged by many at a time.
    async fn arrange(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = self.pages.notified() => {}
                () = self.wishes.notified() => {}
            }
            let mut large = false;
            loop {
                // Its own statement: the lock isn't held while the job runs.
                let job = self.tree().begin();
                let Some(job) = job else { break };
                let size = job.size();
                large |= size > AT_ONCE;
                let done = if size <= AT_ONCE { Some(job.run()) } else { self.run_aside(job).await };
                // Without a runtime any more there is nobody to tell.
                let Some(done) = done else { return };
                let outcome = self.tree().finish(done);
                self.report(outcome);
                if large {
                    break;
                }
            }
            if large {
                let _ = tokio::time::timeout(PAUSE, self.wishes.notified()).await;
                // Pages may have come while the job ran.
                self.pages.notify_one();
            }
        }
    }

    async fn run_aside(&self, job: Job) -> Option<Job> {
        tokio::task::spawn_blocking(move || job.run()).await.ok()
    }

    /// Calls `on_change`: the first time at once, then at most every [`QUIET`], except for news.
    async fn notify(self: Arc<Self>, on_change: OnChange) {
        loop {
            tokio::select! {
                () = self.changes.notified() => {}
                () = self.news.notified() => {}
            }
            let state = self.tree().state();
            on_change(state);
            if tokio::time::timeout(QUIET, self.news.notified()).await.is_ok() {
                self.changes.notify_one();
            }
        }
    }

    /// Ends listing and notifying. The rows stay as they are.
    pub(crate) fn close(&self) {
        self.tree().cancel();
        for task in lock(&self.tasks).drain(..) {
            task.abort();
        }
    }
}
