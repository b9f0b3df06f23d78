//! The order of turns, without tasks and time.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use super::Client;

/// What runs and what waits.
pub(super) struct Turns<T> {
    pub(super) closed: bool,
    limit: usize,
    room: usize,
    running: usize,
    by_address: HashMap<IpAddr, usize>,
    by_client: HashMap<Client, usize>,
    /// In the order of their next turns. None is empty.
    addresses: VecDeque<Line<T>>,
    waiting: usize,
    tickets: u64,
}

/// Those of one address.
struct Line<T> {
    address: IpAddr,
    /// In the order of their next turns. None is empty.
    credentials: VecDeque<Credential<T>>,
    waiting: usize,
}

/// Those of one access key ID.
struct Credential<T> {
    credential: u64,
    waiters: VecDeque<(u64, T)>,
}

/// The most that one part may have of a number of turns: three quarters, but at least one.
fn share(turns: usize) -> usize {
    (turns - turns / 4).max(1)
}

impl<T> Turns<T> {
    pub(super) fn new(limit: usize, room: usize) -> Self {
        Self {
            closed: false,
            limit: limit.max(1),
            room,
            running: 0,
            by_address: HashMap::new(),
            by_client: HashMap::new(),
            addresses: VecDeque::new(),
            waiting: 0,
            tickets: 0,
        }
    }

    pub(super) fn running(&self) -> usize {
        self.running
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    fn may_begin(&self, client: Client) -> bool {
        let of_address = self.by_address.get(&client.address).copied().unwrap_or(0);
        let of_client = self.by_client.get(&client).copied().unwrap_or(0);
        let share_of_address = share(self.limit);
        self.running < self.limit && of_address < share_of_address && of_client < share(share_of_address)
    }

    /// Takes a turn, where there is one. Whoever waits can't have it: that would have been handed out.
    pub(super) fn begin(&mut self, client: Client) -> bool {
        let begins = self.may_begin(client);
        if begins {
            self.running += 1;
            *self.by_address.entry(client.address).or_default() += 1;
            *self.by_client.entry(client).or_default() += 1;
        }
        begins
    }

    /// Gives a turn back.
    pub(super) fn end(&mut self, client: Client) {
        self.running = self.running.saturating_sub(1);
        if let Some(count) = self.by_address.get_mut(&client.address) {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&client.address);
            }
        }
        if let Some(count) = self.by_client.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                self.by_client.remove(&client);
            }
        }
    }

    /// Joins the queue and answers its ticket, and who has to go for it.
    pub(super) fn wait(&mut self, client: Client, waiter: T) -> (u64, Option<T>) {
        self.tickets += 1;
        let ticket = self.tickets;
        let at = self.addresses.iter().position(|known| known.address == client.address).unwrap_or_else(|| {
            let line = Line { address: client.address, credentials: VecDeque::new(), waiting: 0 };
            self.addresses.push_back(line);
            self.addresses.len() - 1
        });
        let address = &mut self.addresses[at];
        let known = address.credentials.iter().position(|known| known.credential == client.credential);
        let at = known.unwrap_or_else(|| {
            address.credentials.push_back(Credential { credential: client.credential, waiters: VecDeque::new() });
            address.credentials.len() - 1
        });
        address.credentials[at].waiters.push_back((ticket, waiter));
        address.waiting += 1;
        self.waiting += 1;
        let displaced = if self.waiting > self.room { self.displace() } else { None };
        (ticket, displaced)
    }

    /// The last to come of whoever has most of the queue.
    fn displace(&mut self) -> Option<T> {
        let longest = self.addresses.iter_mut().enumerate().max_by_key(|(_, address)| address.waiting);
        let (at, address) = longest?;
        let credentials = address.credentials.iter_mut().enumerate();
        let (within, credential) = credentials.max_by_key(|(_, credential)| credential.waiters.len())?;
        let (_, displaced) = credential.waiters.pop_back()?;
        self.took_one(at, within);
        Some(displaced)
    }

    /// Leaves the queue, where it is still in it.
    pub(super) fn leave(&mut self, client: Client, ticket: u64) {
        let Some(at) = self.addresses.iter().position(|known| known.address == client.address) else { return };
        let credentials = &mut self.addresses[at].credentials;
        let Some(within) = credentials.iter().position(|known| known.credential == client.credential) else { return };
        let waiters = &mut credentials[within].waiters;
        let Ok(place) = waiters.binary_search_by_key(&ticket, |(ticket, _)| *ticket) else { return };
        waiters.remove(place);
        self.took_one(at, within);
    }

    /// Whose turn it is now. Who had one goes to the end of the line, and so does its access key ID.
    pub(super) fn next(&mut self) -> Option<(Client, T)> {
        let found = self.addresses.iter().enumerate().find_map(|(at, address)| {
            let within = address.credentials.iter().position(|credential| {
                self.may_begin(Client { address: address.address, credential: credential.credential })
            })?;
            Some((at, within))
        });
        let (at, within) = found?;
        let mut address = self.addresses.remove(at)?;
        let mut credential = address.credentials.remove(within)?;
        let client = Client { address: address.address, credential: credential.credential };
        let next = credential.waiters.pop_front();
        address.waiting -= 1;
        self.waiting -= 1;
        if !credential.waiters.is_empty() {
            address.credentials.push_back(credential);
        }
        if !address.credentials.is_empty() {
            self.addresses.push_back(address);
        }
        let (_, waiter) = next?;
        self.begin(client);
        Some((client, waiter))
    }

    /// Empties the queue.
    pub(super) fn clear(&mut self) -> Vec<T> {
        self.waiting = 0;
        let credentials = std::mem::take(&mut self.addresses).into_iter().flat_map(|address| address.credentials);
        credentials.flat_map(|credential| credential.waiters).map(|(_, waiter)| waiter).collect()
    }

    /// One was taken out there: the counts, and nobody who is empty.
    fn took_one(&mut self, at: usize, within: usize) {
        self.waiting -= 1;
        let address = &mut self.addresses[at];
        address.waiting -= 1;
        if address.credentials[within].waiters.is_empty() {
            address.credentials.remove(within);
        }
        if address.credentials.is_empty() {
            self.addresses.remove(at);
        }
    }
}
