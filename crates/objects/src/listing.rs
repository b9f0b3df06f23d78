//! Whole listings, as fast as the server answers: where keys come in order, many pages at once.

mod guess;
mod range;
mod walk;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, Stream, StreamExt};
use tokio::task::{JoinError, JoinHandle};
use tokio::time::Instant;

use crate::{BucketName, ErrorKind, ListEntry, ListPage, ListRequest, ObjectStore, Operation, Result, StoreError};
use walk::{Ask, Walk};

/// How often a page is asked for, and how long the first pause is; each later one is twice as long.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(300);
/// The longest pause that a server may ask for.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// How many pages are asked for at once after the first one. More or fewer, as the server bears it.
const FIRST_HANDFUL: usize = 8;

/// What to list.
#[derive(Clone, Debug)]
pub struct ListAll {
    /// The bucket.
    pub bucket: BucketName,
    /// Only keys that start with this text; empty for all.
    pub prefix: String,
    /// Keys that have it after the prefix are folded into one PRE entry.
    pub delimiter: Option<String>,
    /// Only keys after this one.
    pub start_after: Option<String>,
}

/// How to list. The default is right for a person who waits.
#[derive(Clone, Copy, Debug)]
pub struct ListOptions {
    /// At most so many pages are asked for at once.
    pub at_once: usize,
    /// About so many rows are held in memory before they are taken, at most.
    pub ahead: usize,
    /// Rows in a page, 1 to 1,000.
    pub page: u16,
}

impl Default for ListOptions {
    fn default() -> Self {
        Self { at_once: 16, ahead: 50_000, page: 1000 }
    }
}

/// Whose listing: a store that is shared, whose pages are read on all cores, or one at hand.
pub enum ListSource<'a> {
    /// Pages are read in tasks of their own.
    Shared(Arc<dyn ObjectStore>),
    /// Pages are read by whoever waits for the rows.
    Borrowed(&'a dyn ObjectStore),
}

impl fmt::Debug for ListSource<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.store().fmt(formatter)
    }
}

impl From<Arc<dyn ObjectStore>> for ListSource<'_> {
    fn from(store: Arc<dyn ObjectStore>) -> Self {
        Self::Shared(store)
    }
}

impl<'a> From<&'a dyn ObjectStore> for ListSource<'a> {
    fn from(store: &'a dyn ObjectStore) -> Self {
        Self::Borrowed(store)
    }
}

impl<'a> ListSource<'a> {
    fn store(&self) -> &dyn ObjectStore {
        match self {
            Self::Shared(store) => &**store,
            Self::Borrowed(store) => *store,
        }
    }

    fn ask(&self, Ask { id, request }: Ask) -> BoxFuture<'a, Answer> {
        match self {
            Self::Shared(store) => {
                let store = store.clone();
                let ended = move |error: JoinError| {
                    let failed = StoreError::new(ErrorKind::Other, Operation::ListObjectsV2);
                    Answer { id, page: Err(failed.source(error)), took: Duration::ZERO, throttled: false }
                };
                Task(tokio::spawn(async move { ask(&*store, id, &request).await }))
                    .map(move |answer| answer.unwrap_or_else(ended))
                    .boxed()
            }
            Self::Borrowed(store) => {
                let store = *store;
                async move { ask(store, id, &request).await }.boxed()
            }
        }
    }
}

/// Lists everything, in the order of UTF-8 bytes where the server's listings are in it, else in the server's order;
/// each key once, none left out. Each item is some rows, at least one.
///
/// Where the server lists in order, the key space is cut and its pieces are read at the same time: 100,000 keys
/// through a round trip of 50 ms take a fraction of what page after page takes. A listing of one page costs one
/// request, one of two pages a handful. Transient errors are retried; an error that is left ends the stream. Nothing
/// is asked for before the stream is polled, and dropping it ends its requests.
///
/// A key that is written or deleted by somebody else meanwhile is there or not; no other key is affected.
pub fn list_all<'a>(
    source: impl Into<ListSource<'a>>,
    request: ListAll,
    options: ListOptions,
) -> impl Stream<Item = Result<Vec<ListEntry>>> + Send + 'a {
    let source = source.into();
    let ordered = source.store().capabilities().ordered_listing;
    let listing = Listing {
        walk: Walk::new(request, options, ordered),
        asked: FuturesUnordered::new(),
        pulse: Pulse { at_once: 1, most: options.at_once.max(1), quickest: None },
        told: false,
        source,
    };
    futures::stream::unfold(listing, |mut listing| async move { listing.next().await.map(|rows| (rows, listing)) })
}

struct Listing<'a> {
    source: ListSource<'a>,
    walk: Walk,
    asked: FuturesUnordered<BoxFuture<'a, Answer>>,
    pulse: Pulse,
    /// The store was told that it doesn't list in order.
    told: bool,
}

impl Listing<'_> {
    async fn next(&mut self) -> Option<Result<Vec<ListEntry>>> {
        loop {
            let rows = self.walk.rows();
            for ask in self.walk.asks(self.pulse.at_once) {
                self.asked.push(self.source.ask(ask));
            }
            if rows.is_some() || self.walk.is_done() {
                return rows;
            }
            let answer = self.asked.next().await?;
            if self.walk.wants(answer.id) {
                self.pulse.feel(&answer);
            }
            self.walk.arrived(answer.id, answer.page);
            if self.walk.is_disordered() && !self.told {
                self.told = true;
                self.source.store().learn_unordered();
            }
        }
    }
}

/// How many pages at once the server bears: more as long as they don't take longer, fewer when they do or when it says
/// that it is too much.
#[derive(Debug)]
struct Pulse {
    at_once: usize,
    most: usize,
    quickest: Option<Duration>,
}

impl Pulse {
    fn feel(&mut self, answer: &Answer) {
        let Some(quickest) = self.quickest else {
            self.quickest = Some(answer.took);
            self.at_once = FIRST_HANDFUL.min(self.most);
            return;
        };
        self.quickest = Some(quickest.min(answer.took));
        if answer.throttled {
            self.at_once = (self.at_once / 2).max(1);
        } else if answer.took < quickest * 2 {
            self.at_once = (self.at_once + 1).min(self.most);
        } else if answer.took > quickest * 4 {
            self.at_once = (self.at_once - 1).max(2.min(self.most));
        }
    }
}

struct Answer {
    id: u64,
    page: Result<ListPage>,
    /// How long the last try took.
    took: Duration,
    throttled: bool,
}

async fn ask(store: &dyn ObjectStore, id: u64, request: &ListRequest) -> Answer {
    let (mut tries, mut throttled) = (1, false);
    loop {
        let begin = Instant::now();
        let page = store.list_page(request).await;
        let took = begin.elapsed();
        match page {
            Err(error) if error.is_retryable() && tries < TRIES => {
                throttled |= error.kind == ErrorKind::Throttled;
                // Not all at the same moment.
                let spread = u32::try_from(id % 8).unwrap_or(0);
                let pause = PAUSE * 2_u32.pow(tries - 1) * (8 + spread) / 8;
                tokio::time::sleep(error.retry_after.map_or(pause, |asked| asked.min(LONGEST_PAUSE).max(pause))).await;
                tries += 1;
            }
            page => return Answer { id, page, took, throttled },
        }
    }
}

/// A task that ends when nobody waits for it any longer.
struct Task<T>(JoinHandle<T>);

impl<T> Future for Task<T> {
    type Output = <JoinHandle<T> as Future>::Output;

    fn poll(mut self: std::pin::Pin<&mut Self>, context: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        self.0.poll_unpin(context)
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
