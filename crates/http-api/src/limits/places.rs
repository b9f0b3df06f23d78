//! Who has which of the connections.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A client as the other end of a connection: an IPv4 address, or the /64 that an IPv6 address is in, of which whoever
/// has one address has all.
pub(crate) fn client_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Places for a number of connections, of which each client may have some.
#[derive(Clone)]
pub(crate) struct Places {
    all: Arc<Semaphore>,
    each: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Places {
    pub(crate) fn new(all: usize, each: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), each, taken: Arc::default() }
    }

    /// Waits until there is room for another connection.
    pub(crate) async fn room(&self) -> Option<OwnedSemaphorePermit> {
        self.all.clone().acquire_owned().await.ok()
    }

    /// Takes a place for a client; none where it has as many as it may.
    pub(crate) fn take(&self, client: IpAddr, room: OwnedSemaphorePermit) -> Result<Place, OwnedSemaphorePermit> {
        let client = client_of(client);
        let mut taken = self.lock();
        let count = taken.entry(client).or_default();
        if *count >= self.each {
            return Err(room);
        }
        *count += 1;
        drop(taken);
        Ok(Place { places: self.clone(), client, _room: room })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's place.
pub(crate) struct Place {
    places: Places,
    client: IpAddr,
    _room: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.lock();
        if let Some(count) = taken.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_client_has_so_many_places_and_an_ipv6_network_is_one() {
        let places = Places::new(5, 2);
        let take = async |address: &str| {
            let room = places.room().await.unwrap();
            places.take(address.parse().unwrap(), room).ok()
        };
        let first = take("192.0.2.1").await.unwrap();
        let _second = take("::ffff:192.0.2.1").await.unwrap();
        assert!(take("192.0.2.1").await.is_none());
        let other = take("192.0.2.2").await.unwrap();
        let _sixth = (take("2001:db8::1").await.unwrap(), take("2001:db8::ffff:0:0:1").await.unwrap());
        assert_eq!(places.all.available_permits(), 0, "who is refused keeps no place");
        drop(first);
        assert!(take("2001:db8::2").await.is_none());
        drop(take("192.0.2.1").await.unwrap());
        drop((take("2001:db8:0:1::1").await.unwrap(), other));
        assert_eq!(places.lock().len(), 2);
    }
}
