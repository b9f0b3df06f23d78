//! Whose turn it is.
//!
//! Turns go round twice over: from address to address, and within an address from access key ID to access key ID. The
//! latter is what a client says of itself: whoever invents many only shares out the turns of his own address. No
//! address holds more than three quarters of all turns, and no access key ID more than three quarters of those, so that
//! long transfers of one leave room for the short requests of another. Where the queue is full, the longest part of it
//! gives way to a shorter one.

mod turns;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use turns::Turns;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Client {
    /// The address of the connection's other end.
    pub(crate) address: IpAddr,
    /// A hash of the access key ID that it sent; 0 where it sent none.
    pub(crate) credential: u64,
}

/// Why a request got no turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum QueueRefusal {
    /// The queue is full.
    Full,
    /// It waited for too long.
    Waited,
    /// The server stops.
    Stopping,
}

/// Turns for a number of requests at once, and a queue for the others.
#[derive(Clone)]
pub(crate) struct Queue {
    turns: Arc<Mutex<Turns<Waiter>>>,
    patience: Duration,
}

type Answer = Result<Permit, QueueRefusal>;
type Waiter = oneshot::Sender<Answer>;

impl Queue {
    pub(crate) fn new(running: usize, queued: usize, patience: Duration) -> Self {
        Self { turns: Arc::new(Mutex::new(Turns::new(running, queued))), patience }
    }

    /// Waits for a turn. It ends when the permit is dropped.
    pub(crate) async fn enter(&self, client: Client) -> Answer {
        let (sender, receiver) = oneshot::channel();
        let ticket = {
            let mut turns = self.lock();
            if turns.closed {
                return Err(QueueRefusal::Stopping);
            }
            if turns.begin(client) {
                return Ok(self.permit(client));
            }
            let (ticket, displaced) = turns.wait(client, sender);
            drop(turns);
            // Where there is no room for this one, it is this one that is displaced.
            if let Some(displaced) = displaced {
                let _ = displaced.send(Err(QueueRefusal::Full));
            }
            ticket
        };
        // Whoever goes away meanwhile waits no longer.
        let _waiting = Waiting { queue: self, client, ticket };
        match tokio::time::timeout(self.patience, receiver).await {
            Ok(answer) => answer.unwrap_or(Err(QueueRefusal::Stopping)),
            Err(_) => Err(QueueRefusal::Waited),
        }
    }

    /// Nobody gets a turn any more; those that wait are told so.
    pub(crate) fn close(&self) {
        let waiting = {
            let mut turns = self.lock();
            turns.closed = true;
            turns.clear()
        };
        for waiter in waiting {
            let _ = waiter.send(Err(QueueRefusal::Stopping));
        }
    }

    /// How many have a turn, and how many wait.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let turns = self.lock();
        (turns.running(), turns.waiting())
    }

    fn permit(&self, client: Client) -> Permit {
        Permit { queue: self.clone(), client }
    }

    /// Hands out what turns there are. Permits are made and sent without the lock: one that nobody takes any more gives
    /// its turn back here.
    fn hand_out(&self) {
        loop {
            let Some((client, waiter)) = self.lock().next() else { return };
            let _ = waiter.send(Ok(self.permit(client)));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Turns<Waiter>> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A turn.
pub(crate) struct Permit {
    queue: Queue,
    client: Client,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.queue.lock().end(self.client);
        self.queue.hand_out();
    }
}

/// A place in the queue.
struct Waiting<'a> {
    queue: &'a Queue,
    client: Client,
    ticket: u64,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.queue.lock().leave(self.client, self.ticket);
    }
}

#[cfg(test)]
mod tests;
