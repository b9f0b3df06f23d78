//! Protobuf as the official library reads and writes it.
//!
//! Source: storj.io/picobuf. A general protobuf decoder won't do: the error texts are documented behaviour, and what
//! counts as a valid grant follows from how that one treats odd input. It goes on after an error inside a message and
//! reports the last one, stops silently at a field number above 2^29 - 1, and takes only 1 for true.

use thiserror::Error;

/// Groups within groups deeper than this are refused.
const DEEPEST_GROUP: usize = 10_000;
const LARGEST_FIELD: u32 = (1 << 29) - 1;

/// Why bytes aren't the message they should be. The sentence is the official library's.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("failed while parsing {field}: {message}")]
pub struct WireError {
    field: u32,
    message: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Varint,
    Fixed64,
    Bytes,
    StartGroup,
    EndGroup,
    Fixed32,
    Reserved,
}

/// Reads one message, field by field, and those within it.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    pending: Option<(u32, Kind)>,
    error: Option<WireError>,
}

/// Reads all of `bytes`, handing each field to `take`, which answers whether it knows it.
pub(crate) fn read<'a>(bytes: &'a [u8], take: impl FnMut(&mut Reader<'a>, u32) -> bool) -> Result<(), WireError> {
    let mut reader = Reader { rest: bytes, pending: None, error: None };
    reader.run(take);
    reader.error.map_or(Ok(()), Err)
}

impl<'a> Reader<'a> {
    fn run(&mut self, mut take: impl FnMut(&mut Self, u32) -> bool) {
        self.advance(Some(0));
        while let Some((field, kind)) = self.pending.filter(|(field, _)| *field <= LARGEST_FIELD) {
            if !take(self, field) {
                self.advance(skip(self.rest, field, kind));
            }
        }
    }

    /// A number; `None` where it couldn't be read, which [`read`] answers as an error.
    pub(crate) fn varint(&mut self, field: u32) -> Option<u64> {
        if !self.expect(field, Kind::Varint, "expected wire type Varint") {
            return None;
        }
        let Some((value, length)) = varint(self.rest) else {
            self.fail(field, "unable to parse Varint");
            return None;
        };
        self.advance(Some(length));
        Some(value)
    }

    /// Bytes, as a field of type bytes.
    pub(crate) fn bytes(&mut self, field: u32) -> Option<&'a [u8]> {
        self.delimited(field, "unable to parse Bytes")
    }

    /// Bytes, as a field of type string. They needn't be UTF-8.
    pub(crate) fn string(&mut self, field: u32) -> Option<&'a [u8]> {
        self.delimited(field, "unable to parse String")
    }

    fn delimited(&mut self, field: u32, otherwise: &'static str) -> Option<&'a [u8]> {
        if !self.expect(field, Kind::Bytes, "expected wire type Bytes") {
            return None;
        }
        let Some((bytes, length)) = delimited(self.rest) else {
            self.fail(field, otherwise);
            return None;
        };
        self.advance(Some(length));
        Some(bytes)
    }

    /// A message within this one; answers whether there was one, even one that couldn't be read.
    pub(crate) fn message(&mut self, field: u32, take: impl FnMut(&mut Self, u32) -> bool) -> bool {
        if !self.expect(field, Kind::Bytes, "expected wire type Bytes") {
            return false;
        }
        let found = delimited(self.rest);
        let outer = std::mem::replace(&mut self.rest, found.map_or(&[], |(bytes, _)| bytes));
        self.run(take);
        self.rest = outer;
        self.advance(found.map(|(_, length)| length));
        true
    }

    fn expect(&mut self, field: u32, kind: Kind, otherwise: &'static str) -> bool {
        let fits = self.pending.is_some_and(|(_, pending)| pending == kind);
        if !fits {
            self.fail(field, otherwise);
        }
        fits
    }

    fn fail(&mut self, field: u32, message: &'static str) {
        self.pending = None;
        self.error = Some(WireError { field, message });
    }

    fn advance(&mut self, length: Option<usize>) {
        let Some(rest) = length.and_then(|length| self.rest.get(length..)) else {
            return self.fail(0, "advance outside buffer");
        };
        self.rest = rest;
        if rest.is_empty() {
            self.pending = None;
            return;
        }
        match tag(rest) {
            None => self.fail(0, "failed to parse"),
            Some((field, kind, length)) => {
                self.rest = rest.get(length..).unwrap_or_default();
                self.pending = Some((field, kind));
            }
        }
    }
}

/// A varint of at most 64 bits and its length.
pub(crate) fn varint(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        if at == 9 && *byte > 1 {
            return None;
        }
        value |= u64::from(byte & 0x7f) << (7 * at);
        if *byte < 0x80 {
            return Some((value, at + 1));
        }
    }
    None
}

fn tag(bytes: &[u8]) -> Option<(u32, Kind, usize)> {
    let (value, length) = varint(bytes)?;
    let field = i32::try_from(value >> 3).ok().filter(|field| *field >= 1)?;
    let kind = match value & 7 {
        0 => Kind::Varint,
        1 => Kind::Fixed64,
        2 => Kind::Bytes,
        3 => Kind::StartGroup,
        4 => Kind::EndGroup,
        5 => Kind::Fixed32,
        _ => Kind::Reserved,
    };
    Some((field.unsigned_abs(), kind, length))
}

fn delimited(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let (length, prefix) = varint(bytes)?;
    let end = usize::try_from(length).ok()?.checked_add(prefix)?;
    Some((bytes.get(prefix..end)?, end))
}

/// How long the value of an unknown field is. Groups are followed on a list, not on the stack.
fn skip(bytes: &[u8], field: u32, kind: Kind) -> Option<usize> {
    let mut groups = Vec::new();
    let mut at = 0;
    let (mut field, mut kind) = (field, kind);
    loop {
        let rest = bytes.get(at..)?;
        match kind {
            Kind::Varint => at += varint(rest)?.1,
            Kind::Fixed32 => at += 4,
            Kind::Fixed64 => at += 8,
            Kind::Bytes => at += delimited(rest)?.1,
            Kind::StartGroup if groups.len() > DEEPEST_GROUP => return None,
            Kind::StartGroup => groups.push(field),
            Kind::EndGroup if groups.pop() == Some(field) => {}
            Kind::EndGroup | Kind::Reserved => return None,
        }
        if at > bytes.len() {
            return None;
        }
        if groups.is_empty() {
            return Some(at);
        }
        let (next, next_kind, length) = tag(&bytes[at..])?;
        (field, kind) = (next, next_kind);
        at += length;
    }
}

/// Writes one message. Fields that have their default value are left out, as proto3 wants.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// What was written.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn raw_varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
    }

    /// A number; negative ones go as their 64-bit two's complement.
    pub(crate) fn varint(&mut self, field: u32, value: i64) {
        if value != 0 {
            self.raw_varint(u64::from(field) << 3);
            self.raw_varint(value.cast_unsigned());
        }
    }

    /// A truth value.
    pub(crate) fn bool(&mut self, field: u32, value: bool) {
        self.varint(field, i64::from(value));
    }

    /// Bytes or a string.
    pub(crate) fn bytes(&mut self, field: u32, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.message(field, bytes);
        }
    }

    /// A message within this one, written even where it is empty.
    pub(crate) fn message(&mut self, field: u32, message: &[u8]) {
        self.raw_varint(u64::from(field) << 3 | 2);
        self.raw_varint(message.len() as u64);
        self.0.extend_from_slice(message);
    }
}
