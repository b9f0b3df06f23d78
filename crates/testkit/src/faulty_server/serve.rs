//! One connection of a client: request by request to the server behind and back, with what is planned for each.

use std::io;
use std::sync::Arc;

use md5::{Digest, Md5};
use satchel_objects::Operation;
use time::OffsetDateTime;
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio_util::sync::CancellationToken;

use super::answer::{Answer, http_date};
use super::classify::classify;
use super::log::Exchange;
use super::outlet::{Outlet, Stop, Trouble};
use super::rule::Fault;
use super::wire::{Framing, Head, Incoming, Piece};
use super::{Shared, clock, lock};
use crate::random::Random;

/// A connection, to the client or to the server behind.
struct Side {
    incoming: Incoming,
    outlet: Outlet,
}

impl Side {
    fn new(stream: TcpStream) -> Self {
        // Fails only where the connection is gone, which the next call tells.
        let _ = stream.set_nodelay(true);
        let (read, write): (OwnedReadHalf, OwnedWriteHalf) = stream.into_split();
        Self { incoming: Incoming::new(read), outlet: Outlet::new(write) }
    }

    /// Has the connection end with a reset when it is dropped.
    fn reset(&self) {
        let _ = self.incoming.half.as_ref().set_zero_linger();
    }
}

/// What follows on an exchange.
#[derive(PartialEq)]
enum Next {
    Request,
    Close,
    Reset,
    /// Nothing, for ever: the exchange is over for the log, so that waiting for the others has an end.
    Stall,
}

/// The record of an exchange; it ends with this.
struct Record<'a> {
    shared: &'a Shared,
    number: usize,
}

impl<'a> Record<'a> {
    fn begin(shared: &'a Shared, exchange: Exchange) -> Self {
        shared.busy.send_modify(|busy| *busy += 1);
        let number = lock(&shared.log).begin(exchange);
        Self { shared, number }
    }

    fn change(&self, change: impl FnOnce(&mut Exchange)) {
        lock(&self.shared.log).change(self.number, change);
    }
}

impl Drop for Record<'_> {
    fn drop(&mut self) {
        lock(&self.shared.log).end(self.number);
        self.shared.busy.send_modify(|busy| *busy -= 1);
    }
}

/// Serves a connection until one of its ends has enough.
pub(super) async fn serve(client: TcpStream, shared: Arc<Shared>, cut: CancellationToken) {
    let mut connection = Connection { client: Side::new(client), behind: None, shared: &shared };
    let next = tokio::select! {
        () = cut.cancelled() => Next::Reset,
        next = connection.run() => next,
    };
    if next == Next::Reset {
        connection.client.reset();
        if let Some(behind) = &connection.behind {
            behind.reset();
        }
    }
}

struct Connection<'a> {
    client: Side,
    behind: Option<Side>,
    shared: &'a Shared,
}

impl Connection<'_> {
    async fn run(&mut self) -> Next {
        while let Ok(Some(head)) = self.client.incoming.head().await {
            let next = self.exchange(&head).await.unwrap_or(Next::Reset);
            if next == Next::Stall {
                std::future::pending::<()>().await;
            }
            if next != Next::Request || head.closes() {
                return next;
            }
        }
        Next::Close
    }

    async fn exchange(&mut self, head: &Head) -> io::Result<Next> {
        let mut exchange = classify(head);
        let (fault, mut random) = lock(&self.shared.rules).choose(&exchange);
        exchange.fault.clone_from(&fault);
        let (method, operation) = (exchange.method.clone(), exchange.operation);
        let record = Record::begin(self.shared, exchange);
        let now = OffsetDateTime::now_utc() + clock::offset(fault.as_ref());
        let is_late =
            matches!(fault, Some(Fault::ClockAhead(_) | Fault::ClockBehind(_))) && !clock::is_in_time(head, now);
        match &fault {
            Some(Fault::Answer(answer)) => self.answer(head, &record, &method, answer, now).await,
            Some(Fault::Drop) if matches!(operation, Some(Operation::PutObject | Operation::UploadPart)) => {
                self.pretend(head, &record).await
            }
            _ if is_late => {
                let refusal = Answer::new(403, "RequestTimeTooSkewed");
                self.answer(head, &record, &method, &refusal, now).await
            }
            _ => self.forward(head, &record, &method, fault.as_ref(), &mut random).await,
        }
    }

    /// Takes a request's body and gives its MD5.
    async fn swallow(&mut self, head: &Head, record: &Record<'_>) -> io::Result<Md5> {
        let (mut framing, mut md5) = (head.request_body()?, Md5::new());
        while let Piece::Data(bytes) = self.client.incoming.piece(&mut framing).await? {
            record.change(|exchange| exchange.received += bytes.len() as u64);
            md5.update(&bytes);
        }
        Ok(md5)
    }

    /// Answers by itself.
    async fn answer(
        &mut self,
        head: &Head,
        record: &Record<'_>,
        method: &str,
        answer: &Answer,
        now: OffsetDateTime,
    ) -> io::Result<Next> {
        // A client that waits for a 100 (Continue) sends no body after an error.
        let waits = head.expects_continue();
        if !waits {
            self.swallow(head, record).await?;
        }
        self.say(record, method, answer, now).await?;
        Ok(if waits { Next::Close } else { Next::Request })
    }

    async fn say(&mut self, record: &Record<'_>, method: &str, answer: &Answer, now: OffsetDateTime) -> io::Result<()> {
        let is_gone = self.client.incoming.is_gone();
        let (head, body) = answer.render(method, now);
        self.client.outlet.write(head.as_bytes()).await?;
        record.change(|exchange| exchange.status = Some(answer.status()));
        self.client.outlet.write(body.as_bytes()).await?;
        record.change(|exchange| (exchange.sent, exchange.answered) = (body.len() as u64, !is_gone));
        Ok(())
    }

    /// Acknowledges a body and forgets it.
    async fn pretend(&mut self, head: &Head, record: &Record<'_>) -> io::Result<Next> {
        if head.expects_continue() {
            self.client.outlet.write(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        let md5 = self.swallow(head, record).await?.finalize();
        let mut headers = vec![("ETag", format!("\"{}\"", hex::encode(md5)))];
        for name in
            ["x-amz-checksum-crc32", "x-amz-checksum-crc32c", "x-amz-checksum-crc64nvme", "x-amz-checksum-sha256"]
        {
            headers.extend(head.value(name).map(|value| (name, value.to_owned())));
        }
        self.say(record, "PUT", &Answer::success(headers), OffsetDateTime::now_utc()).await?;
        Ok(Next::Request)
    }

    /// Hands a request on and its answer back.
    async fn forward(
        &mut self,
        head: &Head,
        record: &Record<'_>,
        method: &str,
        fault: Option<&Fault>,
        random: &mut Random,
    ) -> io::Result<Next> {
        if self.behind.as_mut().is_none_or(|behind| behind.incoming.is_gone()) {
            let to = *lock(&self.shared.to);
            self.behind = Some(Side::new(TcpStream::connect(to).await?));
        }
        let Some(behind) = &mut self.behind else { return Ok(Next::Reset) };
        let body = head.request_body()?;
        let trouble = Trouble::of_request(fault, body.length(), random);
        let is_off = matches!(fault, Some(Fault::ClockAhead(_) | Fault::ClockBehind(_)));
        let signed = is_off.then(|| clock::sign_anew(head, OffsetDateTime::now_utc())).flatten();
        let first = signed.unwrap_or_else(|| head.raw.clone());

        let is_whole = {
            let mut answering = Answering {
                incoming: &mut behind.incoming,
                client: &mut self.client.outlet,
                record,
                method,
                fault,
                random,
            };
            let sending = send(&mut self.client.incoming, &mut behind.outlet, &first, body, trouble, record);
            tokio::pin!(sending);
            let answering = answering.run();
            tokio::pin!(answering);
            let mut sent = None;
            loop {
                tokio::select! {
                    ended = &mut sending, if sent.is_none() => match ended {
                        Ok(()) => sent = Some(true),
                        // The server behind takes no more: it has said why, or is about to.
                        Err(Unsent::Behind) => sent = Some(false),
                        Err(Unsent::Client) => return Ok(Next::Reset),
                        Err(Unsent::Stalled) => return Ok(Next::Stall),
                    },
                    answered = &mut answering => match answered {
                        Ok(is_last) => break sent == Some(true) && !is_last,
                        Err(Stop::Cut) => return Ok(Next::Close),
                        Err(Stop::Stalled) => return Ok(Next::Stall),
                        Err(Stop::Reset | Stop::Broken) => return Ok(Next::Reset),
                    },
                }
            }
        };
        if let Some(Fault::AnswerAfterEffect(answer)) = fault {
            self.say(record, method, answer, OffsetDateTime::now_utc()).await?;
        } else if !self.client.incoming.is_gone() {
            record.change(|exchange| exchange.answered = true);
        }
        Ok(if is_whole { Next::Request } else { Next::Close })
    }
}

/// Which side ended a request early.
enum Unsent {
    Client,
    Behind,
    Stalled,
}

/// Hands a request on.
async fn send(
    client: &mut Incoming,
    behind: &mut Outlet,
    head: &[u8],
    mut framing: Framing,
    mut trouble: Trouble,
    record: &Record<'_>,
) -> Result<(), Unsent> {
    let stopped = |stop| match stop {
        Stop::Broken => Unsent::Behind,
        Stop::Stalled => Unsent::Stalled,
        Stop::Reset | Stop::Cut => Unsent::Client,
    };
    behind.write(head).await.map_err(|_| Unsent::Behind)?;
    if framing == Framing::Length(0) && trouble.is_at_once() {
        // A body that is empty has no byte for the fault: it strikes after the head.
        behind.send(bytes::Bytes::from_static(b" "), framing, &mut trouble).await.map_err(stopped)?;
    }
    loop {
        match client.piece(&mut framing).await.map_err(|_| Unsent::Client)? {
            Piece::Data(bytes) => {
                record.change(|exchange| exchange.received += bytes.len() as u64);
                behind.send(bytes, framing, &mut trouble).await.map_err(stopped)?;
            }
            Piece::End(trailer) => return behind.end(&trailer, framing).await.map_err(|_| Unsent::Behind),
        }
    }
}

/// An answer on its way back.
struct Answering<'a> {
    incoming: &'a mut Incoming,
    client: &'a mut Outlet,
    record: &'a Record<'a>,
    method: &'a str,
    fault: Option<&'a Fault>,
    random: &'a mut Random,
}

impl Answering<'_> {
    /// Hands it back; true where the connection ends with it.
    async fn run(&mut self) -> Result<bool, Stop> {
        let head = loop {
            let head = self.incoming.head().await?.ok_or(Stop::Broken)?;
            if head.status()? >= 200 {
                break head;
            }
            self.client.write(&head.raw).await?;
        };
        let status = head.status()?;
        self.record.change(|exchange| exchange.behind = Some(status));
        let mut framing = head.answer_body(self.method)?;
        if let Some(Fault::LoseAnswer | Fault::AnswerAfterEffect(_)) = self.fault {
            while let Piece::Data(_) = self.incoming.piece(&mut framing).await? {}
            return if matches!(self.fault, Some(Fault::LoseAnswer)) { Err(Stop::Reset) } else { Ok(head.closes()) };
        }
        let offset = clock::offset(self.fault);
        let raw = if offset.is_zero() {
            head.raw.clone()
        } else {
            head.with(&[("date", http_date(OffsetDateTime::now_utc() + offset))])
        };
        let mut trouble = Trouble::of_answer(self.fault, raw.len() as u64, framing.length(), self.random);
        self.client.send(raw, Framing::Length(0), &mut trouble).await?;
        self.record.change(|exchange| exchange.status = Some(status));
        loop {
            match self.incoming.piece(&mut framing).await? {
                Piece::Data(bytes) => {
                    let count = bytes.len() as u64;
                    self.client.send(bytes, framing, &mut trouble).await?;
                    self.record.change(|exchange| exchange.sent += count);
                }
                Piece::End(trailer) => {
                    self.client.end(&trailer, framing).await?;
                    return Ok(head.closes() || framing == Framing::Connection);
                }
            }
        }
    }
}
