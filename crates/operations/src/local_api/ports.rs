//! A port that nobody listens on.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

/// How many ports above the one that was asked for are tried.
const TRIES: u16 = 64;

/// The next port above `port` that is free on this computer now.
pub async fn free_above(port: u16) -> Option<u16> {
    let above = (1..=TRIES).filter_map(|step| port.checked_add(step));
    for candidate in above {
        if TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, candidate))).await.is_ok() {
            return Some(candidate);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = taken.local_addr().unwrap().port();
        let below = port - 1;
        let free = free_above(below).await.unwrap();
        assert!(free > port, "{port} is taken, and {free} was offered");
        assert_eq!(free_above(u16::MAX).await, None);
    }
}
