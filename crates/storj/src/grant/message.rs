//! The protobuf messages within a grant.

use zeroize::Zeroize;

use super::GrantError;
use crate::api_key::ApiKey;
use crate::cipher::Cipher;
use crate::secret::EncryptionKey;
use crate::store::{EncryptionStore, StoreEntry};
use crate::wire::{self, Reader, WireError, Writer};

/// `pb.Scope`. It borrows, so that keys aren't copied more often than they must.
#[derive(Default)]
pub(super) struct Scope<'a> {
    pub(super) satellite: &'a [u8],
    pub(super) api_key: &'a [u8],
    pub(super) access: Option<Access<'a>>,
}

/// `pb.EncryptionAccess`.
#[derive(Default)]
pub(super) struct Access<'a> {
    default_key: &'a [u8],
    entries: Vec<Entry<'a>>,
    default_cipher: u64,
}

/// `pb.EncryptionAccess_StoreEntry`.
#[derive(Default)]
struct Entry<'a> {
    bucket: &'a [u8],
    unencrypted: &'a [u8],
    encrypted: &'a [u8],
    key: &'a [u8],
    cipher: u64,
}

impl<'a> Scope<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, WireError> {
        let mut scope = Self::default();
        wire::read(bytes, |reader, field| {
            match field {
                1 => set(&mut scope.satellite, reader.string(field)),
                2 => set(&mut scope.api_key, reader.bytes(field)),
                3 => {
                    // The same message twice is one message, field by field.
                    let mut access = scope.access.take().unwrap_or_default();
                    reader.message(field, |reader, field| access.take(reader, field));
                    scope.access = Some(access);
                }
                _ => return false,
            }
            true
        })?;
        Ok(scope)
    }
}

impl<'a> Access<'a> {
    fn take(&mut self, reader: &mut Reader<'a>, field: u32) -> bool {
        match field {
            1 => set(&mut self.default_key, reader.bytes(field)),
            2 => {
                let mut entry = Entry::default();
                if reader.message(field, |reader, field| entry.take(reader, field)) {
                    self.entries.push(entry);
                }
            }
            3 => set(&mut self.default_cipher, reader.varint(field)),
            4 => take_parameters(reader, field),
            _ => return false,
        }
        true
    }

    /// `parseEncryptionAccessFromProto`.
    pub(super) fn into_store(self) -> Result<EncryptionStore, GrantError> {
        let mut store = EncryptionStore::default();
        if !self.default_key.is_empty() {
            store.default_key = Some(key(self.default_key).ok_or(GrantError::DefaultKey)?);
        }
        // The field is 32 bits wide, and zero in it is what "unspecified" is tested by.
        store.default_cipher =
            if low_32_bits(self.default_cipher) == 0 { Cipher::AES_GCM } else { cipher(self.default_cipher) };
        for Entry { bucket, unencrypted, encrypted, key: bytes, cipher: number } in self.entries {
            let key = key(bytes).ok_or(GrantError::EntryKey)?;
            let (unencrypted, encrypted) = (unencrypted.to_vec(), encrypted.to_vec());
            let entry = StoreEntry { unencrypted, encrypted, key, cipher: cipher(number) };
            store.add(bucket, entry).map_err(GrantError::Entry)?;
        }
        Ok(store)
    }
}

impl<'a> Entry<'a> {
    fn take(&mut self, reader: &mut Reader<'a>, field: u32) -> bool {
        match field {
            1 => set(&mut self.bucket, reader.bytes(field)),
            2 => set(&mut self.unencrypted, reader.bytes(field)),
            3 => set(&mut self.encrypted, reader.bytes(field)),
            4 => set(&mut self.key, reader.bytes(field)),
            5 => set(&mut self.cipher, reader.varint(field)),
            6 => take_parameters(reader, field),
            _ => return false,
        }
        true
    }
}

/// `pb.EncryptionParameters`: nobody uses them, but they must be well formed.
fn take_parameters(reader: &mut Reader<'_>, field: u32) {
    reader.message(field, |reader, field| {
        let known = matches!(field, 1 | 2);
        if known {
            let _ = reader.varint(field);
        }
        known
    });
}

fn set<T>(target: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *target = value;
    }
}

fn key(bytes: &[u8]) -> Option<EncryptionKey> {
    let mut bytes: [u8; EncryptionKey::LENGTH] = bytes.try_into().ok()?;
    let key = EncryptionKey::new(bytes);
    bytes.zeroize();
    Some(key)
}

fn low_32_bits(number: u64) -> u64 {
    number & 0xffff_ffff
}

/// A cipher is one byte there: the rest of the number is cut off.
fn cipher(number: u64) -> Cipher {
    Cipher::from_number(number.to_le_bytes()[0])
}

/// `Access.Serialize`, up to the base58.
pub(super) fn serialize(satellite: &[u8], api_key: &ApiKey, store: &EncryptionStore) -> Vec<u8> {
    let mut access = Writer::default();
    if let Some(key) = &store.default_key {
        access.bytes(1, key.expose());
    }
    for (bucket, StoreEntry { unencrypted, encrypted, key, cipher }) in store.entries() {
        let mut entry = Writer::default();
        entry.bytes(1, bucket);
        entry.bytes(2, unencrypted);
        entry.bytes(3, encrypted);
        entry.bytes(4, key.expose());
        entry.varint(5, i64::from(cipher.number()));
        let mut entry = entry.finish();
        access.message(2, &entry);
        entry.zeroize();
    }
    access.varint(3, i64::from(store.default_cipher.number()));
    let mut access = access.finish();

    let mut scope = Writer::default();
    scope.bytes(1, satellite);
    scope.bytes(2, &api_key.serialize_bytes());
    scope.message(3, &access);
    access.zeroize();
    scope.finish()
}
