//! One connection: what comes in is queued with its time of arrival and handed on then.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::flow::{Fate, Flow, Way};
use super::{Shared, lock};

/// What is read at once.
const CHUNK: usize = 256 << 10;
/// The runtime's timers tick in milliseconds and round up: half of one early is right on average.
const TICK: Duration = Duration::from_micros(500);

/// What is left of a buffer that is still worth reading into.
const WORTH_READING: usize = 32 << 10;

/// What a direction's queue holds.
enum Piece {
    Bytes(Bytes, Instant),
    /// The last bytes before both ends are reset.
    Reset(Bytes, Instant),
    /// The sender broke the connection: so does the line, once the receiver has what came before.
    Broken(Instant),
    End(Instant),
}

/// How a direction ended.
#[derive(Clone, Copy, PartialEq)]
enum Ended {
    Whole,
    /// One of the two sides is gone.
    Broken,
    /// As planned.
    Reset,
}

/// Carries a connection until both its ends are done, or it breaks.
pub(super) async fn carry(mut client: TcpStream, shared: Arc<Shared>, cut: CancellationToken) {
    let to = *lock(&shared.to);
    let connected = tokio::select! {
        () = cut.cancelled() => None,
        connected = TcpStream::connect(to) => connected.ok(),
    };
    let Some(mut server) = connected else {
        reset(&client);
        return;
    };
    // Delays are the line's alone. (Errors here are those of a connection that is gone, which the next call tells.)
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let flow = Mutex::new(Flow::new(lock(&shared.random).fork(), Instant::now()));
    let ended = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        let up = pump(from_client, to_server, Way::Up, &flow, &shared);
        let down = pump(from_server, to_client, Way::Down, &flow, &shared);
        tokio::select! {
            () = cut.cancelled() => Ended::Reset,
            ended = both(up, down) => ended,
        }
    };
    if ended != Ended::Whole {
        reset(&client);
        reset(&server);
    }
}

/// A planned reset ends both directions at once. Where a side is gone, the other still gets what that side had said.
async fn both(up: impl Future<Output = Ended>, down: impl Future<Output = Ended>) -> Ended {
    tokio::pin!(up, down);
    let (first, second) = tokio::select! {
        first = &mut up => (first, if first == Ended::Reset { first } else { down.await }),
        first = &mut down => (first, if first == Ended::Reset { first } else { up.await }),
    };
    if first == Ended::Whole { second } else { first }
}

/// Has the connection end with a reset when it is dropped.
fn reset(stream: &TcpStream) {
    // Fails only where it is gone already.
    let _ = stream.set_zero_linger();
}

/// Carries one direction.
async fn pump(from: ReadHalf<'_>, to: WriteHalf<'_>, way: Way, flow: &Mutex<Flow>, shared: &Shared) -> Ended {
    let (queue, pieces) = mpsc::unbounded_channel();
    let room = Semaphore::new(shared.conditions().window.clamp(CHUNK, Semaphore::MAX_PERMITS));
    let received = async {
        receive(from, way, flow, shared, queue, &room).await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        ended = hand_on(to, way, shared, pieces, &room) => ended,
        () = received => Ended::Broken,
    }
}

/// Reads until there is nothing more to read, and says so to the queue.
async fn receive(
    mut from: ReadHalf<'_>,
    way: Way,
    flow: &Mutex<Flow>,
    shared: &Shared,
    queue: mpsc::UnboundedSender<Piece>,
    room: &Semaphore,
) {
    let mut buffer = BytesMut::new();
    let link = if way == Way::Up { &shared.link_up } else { &shared.link_down };
    loop {
        if buffer.capacity() < WORTH_READING {
            buffer.reserve(CHUNK);
        }
        let read = from.read_buf(&mut buffer).await;
        let (now, conditions) = (Instant::now(), shared.conditions());
        let mut bytes = match read {
            Ok(1..) => buffer.split().freeze(),
            ended => {
                let at = lock(flow).end(way, now, &conditions);
                let last = if ended.is_ok() { Piece::End(at) } else { Piece::Broken(at) };
                // Nobody listens only where the other side is gone as well.
                let _ = queue.send(last);
                return;
            }
        };
        let most = piece_size(conditions.bandwidth);
        while !bytes.is_empty() {
            let fate = lock(flow).fate(way, bytes.len().min(most), now, &conditions, link, &shared.counters);
            let piece = match fate {
                Fate::Arrive(count, at) => Piece::Bytes(bytes.split_to(count), at),
                Fate::Reset(count, at) => {
                    let _ = queue.send(Piece::Reset(bytes.split_to(count), at));
                    return;
                }
                Fate::Never => return std::future::pending().await,
            };
            if let Piece::Bytes(bytes, _) = &piece
                && let Ok(permit) = room.acquire_many(u32::try_from(bytes.len()).unwrap_or(u32::MAX)).await
            {
                // It is given back where the piece is handed on.
                permit.forget();
            }
            if queue.send(piece).is_err() {
                return;
            }
        }
    }
}

/// On a slow line small pieces, so that it flows evenly.
fn piece_size(bandwidth: Option<u64>) -> usize {
    let hundredth = bandwidth.map_or(u64::MAX, |bandwidth| bandwidth / 100);
    usize::try_from(hundredth).unwrap_or(usize::MAX).clamp(2 << 10, CHUNK)
}

/// Writes each piece when its time has come.
async fn hand_on(
    mut to: WriteHalf<'_>,
    way: Way,
    shared: &Shared,
    mut pieces: mpsc::UnboundedReceiver<Piece>,
    room: &Semaphore,
) -> Ended {
    let counter = if way == Way::Up { &shared.counters.up } else { &shared.counters.down };
    while let Some(piece) = pieces.recv().await {
        let (bytes, at) = match &piece {
            Piece::Bytes(bytes, at) | Piece::Reset(bytes, at) => (&bytes[..], *at),
            Piece::End(at) | Piece::Broken(at) => (&[][..], *at),
        };
        if let Some(early) = at.checked_sub(TICK)
            && early > Instant::now()
        {
            tokio::time::sleep_until(early.into()).await;
        }
        if to.write_all(bytes).await.is_err() {
            return Ended::Broken;
        }
        counter.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        match piece {
            Piece::Bytes(bytes, _) => room.add_permits(bytes.len()),
            Piece::Reset(..) => return Ended::Reset,
            Piece::Broken(_) => return Ended::Broken,
            Piece::End(_) => match to.shutdown().await {
                Ok(()) => return Ended::Whole,
                Err(_) => return Ended::Broken,
            },
        }
    }
    Ended::Broken
}
