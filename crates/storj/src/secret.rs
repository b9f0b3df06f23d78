//! What nobody may see by accident.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret: it prints as `•••`, can't be serialised or compared in passing, and is wiped when it is dropped.
///
/// Reading it takes a call to [`Secret::expose`], so that every place that sees one can be found.
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes a secret.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The secret itself: for using it and for the place where secrets live, nothing else.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> ZeroizeOnDrop for Secret<T> {}

impl<T: Zeroize + Clone> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("•••")
    }
}

impl From<&str> for Secret<String> {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

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
    fn a_secret_prints_as_dots() {
        let (secret, key) = (Secret::from("sesame-7261"), EncryptionKey::new([7; 32]));
        assert_eq!(format!("{secret:?} {key:?}"), "••• •••");
        assert_eq!(secret.clone().expose(), "sesame-7261");
    }
}
