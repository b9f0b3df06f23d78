//! [`Secret`]: what nobody may see by accident.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_dots() {
        let secret = Secret::from("sesame-7261");
        assert_eq!(format!("{secret:?}"), "•••");
        assert_eq!(secret.clone().expose(), "sesame-7261");
    }
}
