//! The writing side of a connection, and what goes wrong there on plan.

use std::io;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncWriteExt;
use tokio::net::tcp::OwnedWriteHalf;

use super::rule::{Fault, Place};
use super::wire::Framing;
use crate::random::Random;

/// Why a message didn't go out whole.
#[derive(Debug)]
pub(super) enum Stop {
    /// As planned: the connection is to be reset.
    Reset,
    /// As planned: the connection is to end in order.
    Cut,
    /// As planned: the connection is to stay, and nothing more goes over it.
    Stalled,
    /// It broke by itself.
    Broken,
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Broken
    }
}

/// What happens at the place.
#[derive(Clone, Copy, Debug)]
enum Act {
    Reset,
    Cut,
    Flip(u8),
    Stall(Option<Duration>),
}

/// What goes wrong with a message's bytes.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    act: Option<(u64, Act)>,
    rate: Option<u64>,
    passed: u64,
}

impl Trouble {
    /// What a fault does to a request's body of this length.
    pub(super) fn of_request(fault: Option<&Fault>, length: Option<u64>, random: &mut Random) -> Self {
        match fault {
            Some(Fault::ResetRequest(place)) => Self::at(*place, length, random, Act::Reset),
            Some(Fault::FlipRequest(place)) => Self::flip(*place, length, random),
            Some(Fault::StallRequest(place, time)) => Self::at(*place, length, random, Act::Stall(*time)),
            Some(Fault::SlowRequest(rate)) => Self { rate: Some(*rate), ..Self::default() },
            _ => Self::default(),
        }
    }

    /// What a fault does to an answer, of which the head has this length and the body that one.
    pub(super) fn of_answer(fault: Option<&Fault>, head: u64, body: Option<u64>, random: &mut Random) -> Self {
        let whole = body.map(|body| head + body);
        match fault {
            Some(Fault::ResetAnswer(place)) => Self::at(*place, whole, random, Act::Reset),
            Some(Fault::StallAnswer(place, time)) => Self::at(*place, whole, random, Act::Stall(*time)),
            Some(Fault::CutAnswer(place)) => Self::at(*place, body, random, Act::Cut).after(head),
            Some(Fault::FlipAnswer(place)) => Self::flip(*place, body, random).after(head),
            Some(Fault::SlowAnswer(rate)) => Self { rate: Some(*rate), ..Self::default() },
            _ => Self::default(),
        }
    }

    fn at(place: Place, length: Option<u64>, random: &mut Random, act: Act) -> Self {
        Self { act: Some((place.resolve(length, random), act)), ..Self::default() }
    }

    fn flip(place: Place, length: Option<u64>, random: &mut Random) -> Self {
        let bit = 1 << random.below(8);
        Self::at(place, length, random, Act::Flip(bit))
    }

    fn after(mut self, head: u64) -> Self {
        if let Some((place, _)) = &mut self.act {
            *place += head;
        }
        self
    }

    /// Whether it strikes before the first byte.
    pub(super) fn is_at_once(&self) -> bool {
        matches!(self.act, Some((0, Act::Reset | Act::Stall(_))))
    }
}

/// The writing side of a connection.
#[derive(Debug)]
pub(super) struct Outlet {
    pub(super) half: OwnedWriteHalf,
}

impl Outlet {
    pub(super) fn new(half: OwnedWriteHalf) -> Self {
        Self { half }
    }

    /// Writes bytes as they are.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.half.write_all(bytes).await
    }

    /// Writes bytes of a body that ends like this; gives what has gone wrong on plan.
    pub(super) async fn send(&mut self, mut bytes: Bytes, framing: Framing, trouble: &mut Trouble) -> Result<(), Stop> {
        while let Some((place, act)) = trouble.act {
            if place >= trouble.passed + bytes.len() as u64 {
                break;
            }
            trouble.act = None;
            let before = bytes.split_to(usize::try_from(place - trouble.passed).unwrap_or_default());
            self.pass(before, framing, trouble).await?;
            match act {
                Act::Reset => return Err(Stop::Reset),
                Act::Cut => return Err(Stop::Cut),
                Act::Stall(Some(time)) => tokio::time::sleep(time).await,
                Act::Stall(None) => return Err(Stop::Stalled),
                Act::Flip(bit) => {
                    let mut changed = BytesMut::from(&bytes[..]);
                    if let Some(first) = changed.first_mut() {
                        *first ^= bit;
                    }
                    bytes = changed.freeze();
                }
            }
        }
        self.pass(bytes, framing, trouble).await
    }

    async fn pass(&mut self, mut bytes: Bytes, framing: Framing, trouble: &mut Trouble) -> Result<(), Stop> {
        trouble.passed += bytes.len() as u64;
        let Some(rate) = trouble.rate else { return Ok(self.frame(&bytes, framing).await?) };
        // Twenty times a second.
        let most = usize::try_from(rate / 20).unwrap_or(usize::MAX).max(1);
        while !bytes.is_empty() {
            let some = bytes.split_to(most.min(bytes.len()));
            self.frame(&some, framing).await?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    async fn frame(&mut self, bytes: &[u8], framing: Framing) -> io::Result<()> {
        if !matches!(framing, Framing::Chunks(_)) || bytes.is_empty() {
            return self.write(bytes).await;
        }
        self.write(format!("{:x}\r\n", bytes.len()).as_bytes()).await?;
        self.write(bytes).await?;
        self.write(b"\r\n").await
    }

    /// Ends a body.
    pub(super) async fn end(&mut self, trailer: &[u8], framing: Framing) -> io::Result<()> {
        if matches!(framing, Framing::Chunks(_)) {
            self.write(b"0\r\n").await?;
            self.write(trailer).await?;
        }
        self.half.flush().await
    }
}
