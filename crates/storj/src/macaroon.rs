//! Macaroons of format version 2: an identifier, caveats, and a signature that chains over them.
//!
//! Source: storj.io/common/macaroon (`serialize.go`, `macaroon.go`), after libmacaroons' binary format 2. Whoever holds
//! a macaroon can add a caveat, because the new signature is made with the old one as the key; nobody can take one away.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::wire;

const VERSION: u8 = 2;
const SIGNATURE: usize = 32;

const END: u32 = 0;
const LOCATION: u32 = 1;
const IDENTIFIER: u32 = 2;
const VERIFICATION: u32 = 4;
const SIGNATURE_FIELD: u32 = 6;

/// Why bytes are no macaroon. The sentences are those of the official library.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum MacaroonError {
    /// Fewer than two bytes.
    #[error("empty macaroon")]
    Empty,
    /// Another format, or something else altogether.
    #[error("invalid macaroon version")]
    Version,
    /// No identifier where the header should be.
    #[error("invalid macaroon header")]
    Header,
    /// The bytes end within a section.
    #[error("section extends past end of buffer")]
    UnfinishedSection,
    /// The same field twice, or a later one first.
    #[error("fields out of order")]
    Order,
    /// A number that doesn't end or is too large.
    #[error("varint error")]
    Varint,
    /// A field says that it is longer than what is left.
    #[error("out of bounds")]
    OutOfBounds,
    /// A caveat without its content.
    #[error("no Identifier in caveat")]
    NoIdentifier,
    /// A caveat with more fields than one can have.
    #[error("extra fields found in caveat")]
    ExtraFields,
    /// A caveat with a field that doesn't belong there.
    #[error("invalid field found in caveat")]
    InvalidField,
    /// Something else where the signature should be.
    #[error("unexpected field found instead of signature")]
    NoSignature,
    /// A signature that isn't 32 bytes long.
    #[error("signature has unexpected length")]
    SignatureLength,
}

/// A macaroon. Its signature is what gives the rights, so it is wiped.
#[derive(Clone)]
pub(crate) struct Macaroon {
    pub(crate) head: Vec<u8>,
    pub(crate) caveats: Vec<Vec<u8>>,
    pub(crate) tail: [u8; SIGNATURE],
}

impl Drop for Macaroon {
    fn drop(&mut self) {
        self.tail.zeroize();
    }
}

impl ZeroizeOnDrop for Macaroon {}

struct Packet<'a> {
    field: u32,
    data: &'a [u8],
}

impl Macaroon {
    /// `NewUnrestrictedFromParts`.
    pub(crate) fn from_parts(head: &[u8], secret: &[u8]) -> Self {
        Self { head: head.to_vec(), caveats: Vec::new(), tail: sign(secret, head) }
    }

    /// `AddFirstPartyCaveat`.
    pub(crate) fn with_caveat(&self, caveat: Vec<u8>) -> Self {
        let mut restricted = self.clone();
        restricted.tail = sign(&self.tail, &caveat);
        restricted.caveats.push(caveat);
        restricted
    }

    /// `Serialize`.
    pub(crate) fn serialize(&self) -> Vec<u8> {
        let contents: usize = self.caveats.iter().map(Vec::len).sum();
        let mut bytes = Vec::with_capacity(self.head.len() + contents + self.caveats.len() * 8 + SIGNATURE + 16);
        bytes.push(VERSION);
        for identifier in std::iter::once(&self.head).chain(&self.caveats) {
            push_packet(&mut bytes, IDENTIFIER, identifier);
            bytes.push(0);
        }
        bytes.push(0);
        push_packet(&mut bytes, SIGNATURE_FIELD, &self.tail);
        bytes
    }

    /// `ParseMacaroon`. Locations and what third parties would verify are dropped, and so is what follows the signature.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, MacaroonError> {
        let [version, rest @ ..] = bytes else { return Err(MacaroonError::Empty) };
        if rest.is_empty() {
            return Err(MacaroonError::Empty);
        }
        if *version != VERSION {
            return Err(MacaroonError::Version);
        }
        let (mut rest, section) = parse_section(rest)?;
        let [Packet { field: IDENTIFIER, data: head }] = without_location(&section) else {
            return Err(MacaroonError::Header);
        };
        let mut caveats = Vec::new();
        loop {
            let (after, section) = parse_section(rest)?;
            rest = after;
            if section.is_empty() {
                break;
            }
            match without_location(&section) {
                [Packet { field: IDENTIFIER, data }, others @ ..] => {
                    match others {
                        [] | [Packet { field: VERIFICATION, .. }] => {}
                        [_] => return Err(MacaroonError::InvalidField),
                        _ => return Err(MacaroonError::ExtraFields),
                    }
                    caveats.push(data.to_vec());
                }
                _ => return Err(MacaroonError::NoIdentifier),
            }
        }
        let (_, signature) = parse_packet(rest)?;
        if signature.field != SIGNATURE_FIELD {
            return Err(MacaroonError::NoSignature);
        }
        let tail = signature.data.try_into().map_err(|_| MacaroonError::SignatureLength)?;
        Ok(Self { head: head.to_vec(), caveats, tail })
    }
}

fn sign(key: &[u8], data: &[u8]) -> [u8; SIGNATURE] {
    hmac_sha256(key, &[data])
}

/// HMAC-SHA256 over the parts, one after the other.
pub(crate) fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length, so this can't fail; an all-zero key would be a worse answer than none.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn push_packet(bytes: &mut Vec<u8>, field: u32, data: &[u8]) {
    for mut number in [u64::from(field), data.len() as u64] {
        while number >= 0x80 {
            bytes.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        bytes.push(number.to_le_bytes()[0]);
    }
    bytes.extend_from_slice(data);
}

fn without_location<'a, 'b>(section: &'b [Packet<'a>]) -> &'b [Packet<'a>] {
    match section {
        [Packet { field: LOCATION, .. }, rest @ ..] => rest,
        section => section,
    }
}

fn parse_section(mut bytes: &[u8]) -> Result<(&[u8], Vec<Packet<'_>>), MacaroonError> {
    let mut packets: Vec<Packet<'_>> = Vec::new();
    loop {
        if bytes.is_empty() {
            return Err(MacaroonError::UnfinishedSection);
        }
        let (rest, packet) = parse_packet(bytes)?;
        if packet.field == END {
            return Ok((rest, packets));
        }
        if packets.last().is_some_and(|last| packet.field <= last.field) {
            return Err(MacaroonError::Order);
        }
        packets.push(packet);
        bytes = rest;
    }
}

fn parse_packet(bytes: &[u8]) -> Result<(&[u8], Packet<'_>), MacaroonError> {
    let (bytes, field) = parse_varint(bytes)?;
    if field == END {
        return Ok((bytes, Packet { field, data: &[] }));
    }
    let (bytes, length) = parse_varint(bytes)?;
    let length = usize::try_from(length).map_err(|_| MacaroonError::OutOfBounds)?;
    let (data, rest) = bytes.split_at_checked(length).ok_or(MacaroonError::OutOfBounds)?;
    Ok((rest, Packet { field, data }))
}

fn parse_varint(bytes: &[u8]) -> Result<(&[u8], u32), MacaroonError> {
    let (value, length) = wire::varint(bytes).ok_or(MacaroonError::Varint)?;
    let value = i32::try_from(value).map_err(|_| MacaroonError::Varint)?;
    Ok((&bytes[length..], value.unsigned_abs()))
}
