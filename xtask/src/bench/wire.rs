//! A wire that counts: forwards TCP as it is and says how many bytes went over it so far.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

/// A listening port whose connections go to a server. It stops taking new ones when dropped; those that are open end
/// with their client or server.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    up: AtomicU64,
    down: AtomicU64,
    ended: AtomicBool,
}

impl Wire {
    /// A wire to a server.
    pub fn to(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let wire = Self { address: listener.local_addr()?, shared: Arc::default() };
        let shared = Arc::clone(&wire.shared);
        thread::spawn(move || accept(&listener, server, &shared));
        Ok(wire)
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Bytes that the client has sent so far.
    pub fn up(&self) -> u64 {
        self.shared.up.load(Ordering::Relaxed)
    }

    /// Bytes that the server has sent so far.
    pub fn down(&self) -> u64 {
        self.shared.down.load(Ordering::Relaxed)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection; where that fails, it ends with the program.
        let _woken = TcpStream::connect(self.address);
    }
}

fn accept(listener: &TcpListener, server: SocketAddr, shared: &Arc<Shared>) {
    for client in listener.incoming().map_while(Result::ok) {
        if shared.ended.load(Ordering::Relaxed) {
            return;
        }
        // A server that isn't there, or has no more ports, is what the client would have met, too.
        let Ok((client, server)) = pair(client, server) else { continue };
        let (client, server) = (Arc::new(client), Arc::new(server));
        for upwards in [true, false] {
            let (from, to) = if upwards { (&client, &server) } else { (&server, &client) };
            let (from, to, shared) = (Arc::clone(from), Arc::clone(to), Arc::clone(shared));
            thread::spawn(move || carry(&from, &to, if upwards { &shared.up } else { &shared.down }));
        }
    }
}

fn pair(client: TcpStream, server: SocketAddr) -> io::Result<(TcpStream, TcpStream)> {
    let server = TcpStream::connect(server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    Ok((client, server))
}

fn carry(from: &TcpStream, to: &TcpStream, count: &AtomicU64) {
    let mut buffer = vec![0; 64 << 10];
    let ended = forward(from, to, count, &mut buffer);
    // An orderly end is passed on in its direction; a broken one ends both, as a broken wire does. A side that is
    // closed already can't be shut down, which is as well.
    let _passed_on = to.shutdown(if ended.is_ok() { Shutdown::Write } else { Shutdown::Both });
    if ended.is_err() {
        let _passed_on = from.shutdown(Shutdown::Both);
    }
}

fn forward(mut from: &TcpStream, mut to: &TcpStream, count: &AtomicU64, buffer: &mut [u8]) -> io::Result<()> {
    loop {
        let read = from.read(buffer)?;
        if read == 0 {
            return Ok(());
        }
        to.write_all(&buffer[..read])?;
        count.fetch_add(read as u64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers each connection with what came, twice, once its client has ended.
    fn doubling_server() -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let mut said = Vec::new();
                client.read_to_end(&mut said).unwrap();
                client.write_all(&said.repeat(2)).unwrap();
            }
        });
        address
    }

    fn say(wire: &Wire, words: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(wire.address).unwrap();
        stream.write_all(words).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    #[test]
    fn bytes_arrive_and_are_counted_each_way() {
        let wire = Wire::to(doubling_server()).unwrap();
        assert_eq!(say(&wire, b"hello"), b"hellohello");
        let long = vec![7; 300_000];
        assert_eq!(say(&wire, &long).len(), 600_000);
        assert_eq!((wire.up(), wire.down()), (300_005, 600_010));
    }

    #[test]
    fn a_server_that_is_gone_closes_the_connection() {
        let gone = {
            let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
            listener.local_addr().unwrap()
        };
        let wire = Wire::to(gone).unwrap();
        let mut stream = TcpStream::connect(wire.address).unwrap();
        let mut answer = Vec::new();
        // Closed or reset, but never left waiting.
        let read = stream.read_to_end(&mut answer);
        assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
    }
}
