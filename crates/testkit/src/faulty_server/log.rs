//! What came and went: the figures that promises about "sent again" are held against.

use std::collections::BTreeMap;
use std::fmt;

use satchel_objects::Operation;

use super::Fault;

/// A request and what became of it.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// Its S3 operation, where it is one of ours.
    pub operation: Option<Operation>,
    /// `GET`, `PUT`, …
    pub method: String,
    /// The bucket; empty where the request names none.
    pub bucket: String,
    /// The key, decoded; empty where the request names none.
    pub key: String,
    /// The upload ID, where the query names one.
    pub upload_id: Option<String>,
    /// The part number, where the query names one.
    pub part: Option<u16>,
    /// The `Range` header.
    pub range: Option<String>,
    /// The object that is copied, as the header names it.
    pub copy_source: Option<String>,
    /// How long the request's body says it is.
    pub length: u64,
    /// How many bytes of it came.
    pub received: u64,
    /// What the server behind answered; `None` where it wasn't asked, or hasn't answered.
    pub behind: Option<u16>,
    /// What the client was answered, as far as the answer's head has gone out.
    pub status: Option<u16>,
    /// How many bytes of the answer's body went out.
    pub sent: u64,
    /// Whether the whole answer went out to a client that was still there.
    pub answered: bool,
    /// The fault that struck.
    pub fault: Option<Fault>,
    /// When it came: a count over all comings and endings.
    pub began: u64,
    /// When it ended; `None` while it is under way.
    pub ended: Option<u64>,
}

impl Exchange {
    /// Whether the client was told of success.
    pub fn acknowledged(&self) -> bool {
        self.answered && self.status.is_some_and(|status| (200..300).contains(&status))
    }

    fn is(&self, operation: Operation) -> bool {
        self.operation == Some(operation)
    }
}

/// Everything that came since the start (or since [`forget`](super::FaultyServer::forget)), in the order it came.
#[derive(Clone, Debug, Default)]
pub struct Log {
    exchanges: Vec<Exchange>,
    clock: u64,
    /// Exchanges forgotten, so that those under way still know their place.
    forgotten: usize,
}

impl Log {
    pub(super) fn clear(&mut self) {
        self.forgotten += self.exchanges.len();
        self.exchanges.clear();
    }

    pub(super) fn begin(&mut self, mut exchange: Exchange) -> usize {
        self.clock += 1;
        exchange.began = self.clock;
        self.exchanges.push(exchange);
        self.forgotten + self.exchanges.len() - 1
    }

    pub(super) fn change(&mut self, number: usize, change: impl FnOnce(&mut Exchange)) {
        if let Some(exchange) = number.checked_sub(self.forgotten).and_then(|index| self.exchanges.get_mut(index)) {
            change(exchange);
        }
    }

    pub(super) fn end(&mut self, number: usize) {
        self.clock += 1;
        let clock = self.clock;
        self.change(number, |exchange| exchange.ended = Some(clock));
    }

    /// Every exchange, in the order they came.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// Those of an operation.
    pub fn of(&self, operation: Operation) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(move |exchange| exchange.is(operation))
    }

    /// How many requests of an operation came.
    pub fn calls(&self, operation: Operation) -> usize {
        self.of(operation).count()
    }

    /// The bytes of an operation: received from clients, and sent to them.
    pub fn bytes(&self, operation: Operation) -> (u64, u64) {
        self.of(operation).fold((0, 0), |(up, down), exchange| (up + exchange.received, down + exchange.sent))
    }

    /// The bytes of objects that were received for a key, in whole and in parts: what is more than its size was sent
    /// again.
    pub fn received(&self, bucket: &str, key: &str) -> u64 {
        let bodies = self.of_key(bucket, key);
        bodies
            .filter(|exchange| exchange.is(Operation::PutObject) || exchange.is(Operation::UploadPart))
            .map(|exchange| exchange.received)
            .sum()
    }

    /// The bytes of an object that were sent to clients.
    pub fn sent(&self, bucket: &str, key: &str) -> u64 {
        self.of_key(bucket, key)
            .filter(|exchange| exchange.is(Operation::GetObject))
            .map(|exchange| exchange.sent)
            .sum()
    }

    /// How many multipart uploads were begun for a key, as far as the client was told.
    pub fn uploads(&self, bucket: &str, key: &str) -> usize {
        let created = self.of_key(bucket, key).filter(|exchange| exchange.is(Operation::CreateMultipartUpload));
        created.filter(|exchange| exchange.acknowledged()).count()
    }

    fn of_key(&self, bucket: &str, key: &str) -> impl Iterator<Item = &Exchange> {
        self.exchanges.iter().filter(move |exchange| exchange.bucket == bucket && exchange.key == key)
    }

    /// Parts that came (any byte of them) after the same part of the same upload had been acknowledged.
    pub fn parts_sent_again(&self) -> Vec<&Exchange> {
        let mut acknowledged: BTreeMap<(&str, u16), u64> = BTreeMap::new();
        for part in self.of(Operation::UploadPart).filter(|part| part.acknowledged()) {
            if let (Some(id), Some(number), Some(ended)) = (&part.upload_id, part.part, part.ended) {
                let first = acknowledged.entry((id, number)).or_insert(ended);
                *first = ended.min(*first);
            }
        }
        let again = self.of(Operation::UploadPart).filter(|part| {
            let (Some(id), Some(number)) = (&part.upload_id, part.part) else { return false };
            part.received > 0 && acknowledged.get(&(id.as_str(), number)).is_some_and(|ended| *ended < part.began)
        });
        again.collect()
    }
}

impl fmt::Display for Log {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for one in &self.exchanges {
            let operation = one.operation.map_or_else(|| one.method.clone(), |operation| format!("{operation:?}"));
            write!(formatter, "{:>5} {operation} {}/{:?}", one.began, one.bucket, one.key)?;
            if let Some(part) = one.part {
                write!(formatter, " part {part}")?;
            }
            if let Some(range) = &one.range {
                write!(formatter, " {range}")?;
            }
            write!(formatter, ": {} of {} bytes came", one.received, one.length)?;
            write!(formatter, ", behind {:?}, answered {:?} + {} bytes", one.behind, one.status, one.sent)?;
            write!(formatter, "{}", if one.answered { "" } else { " (not whole)" })?;
            match &one.fault {
                Some(fault) => writeln!(formatter, ", {fault:?}")?,
                None => writeln!(formatter)?,
            }
        }
        Ok(())
    }
}
