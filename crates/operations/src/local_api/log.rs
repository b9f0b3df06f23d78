//! The requests that were answered: the last ones kept, and told to the window in batches.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use futures::StreamExt as _;
use futures::stream::BoxStream;
use satchel_operations_schema::types::{EngineEvent, LocalApiLog, LocalApiRequest, LocalApiServed};
use tokio::time::Instant;

use super::{Served, ServedRequest};
use crate::host::Host;

/// How many requests are kept.
pub const KEPT: usize = 500;
/// How long requests are gathered for one event.
const GATHERED: Duration = Duration::from_millis(100);
/// A path that is longer is cut: any program may ask for anything.
const LONGEST_PATH: usize = 200;
/// Methods and IDs are short; one that isn't was made to be a nuisance.
const LONGEST_WORD: usize = 40;

/// The log.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    requests: VecDeque<LocalApiRequest>,
    total: u64,
}

impl Log {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept.
    pub fn read(&self) -> LocalApiLog {
        let kept = self.kept();
        LocalApiLog { requests: kept.requests.iter().cloned().collect(), total: kept.total }
    }

    fn add(&self, served: &ServedRequest) -> LocalApiRequest {
        let mut kept = self.kept();
        kept.total += 1;
        let request = described(served, kept.total);
        if kept.requests.len() == KEPT {
            kept.requests.pop_front();
        }
        kept.requests.push_back(request.clone());
        request
    }

    fn miss(&self, count: u64) {
        self.kept().total += count;
    }

    /// Takes in what a server answers until it is gone, and tells the host: at most ten times a second, however many
    /// requests there are.
    pub async fn follow(self, mut served: BoxStream<'static, Served>, host: Arc<dyn Host>) {
        let mut gathered = VecDeque::new();
        let mut until: Option<Instant> = None;
        loop {
            let next = match until {
                None => Some(served.next().await),
                Some(until) => tokio::time::timeout_at(until, served.next()).await.ok(),
            };
            match next {
                Some(Some(Served::Request(request))) => {
                    if gathered.len() == KEPT {
                        gathered.pop_front();
                    }
                    gathered.push_back(self.add(&request));
                    until = until.or_else(|| Some(Instant::now() + GATHERED));
                }
                Some(Some(Served::Missed(missed))) => self.miss(missed),
                over => {
                    let requests: Vec<_> = gathered.drain(..).collect();
                    if !requests.is_empty() {
                        let total = self.kept().total;
                        host.emit(EngineEvent::LocalApiServed(LocalApiServed { requests, total }));
                    }
                    until = None;
                    if over.is_some() {
                        return;
                    }
                }
            }
        }
    }
}

fn described(served: &ServedRequest, number: u64) -> LocalApiRequest {
    let ms = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    LocalApiRequest {
        number,
        id: cut(&served.id, LONGEST_WORD),
        at: ms(served.at.duration_since(UNIX_EPOCH).unwrap_or_default()),
        method: cut(&served.method, LONGEST_WORD),
        path: cut(&served.path, LONGEST_PATH),
        status: served.status,
        code: served.code.map(i64::from),
        took: ms(served.took),
        received: served.received,
        sent: served.sent,
    }
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_is_cut_between_characters() {
        assert_eq!(cut("/listBuckets", 200), "/listBuckets");
        assert_eq!(cut("对象存储", 2), "对象…");
        assert_eq!(cut("对象", 2), "对象");
    }
}
