//! What nobody may see by accident.

use std::fmt;

pub use satchel_secret::Secret;

/// 32 bytes that encrypt something or from which other keys come (`storj.Key`).
#[derive(Clone)]
pub struct EncryptionKey(Secret<[u8; Self::LENGTH]>);

impl EncryptionKey {
    /// How many bytes a key has.
    pub const LENGTH: usize = 32;

    /// Takes a key's bytes.
    pub fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(Secret::new(bytes))
    }

    /// The bytes themselves.
    pub fn expose(&self) -> &[u8; Self::LENGTH] {
        self.0.expose()
    }
}

impl fmt::Debug for EncryptionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("•••")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_prints_as_dots() {
        assert_eq!(format!("{:?}", EncryptionKey::new([7; 32])), "•••");
    }
}
