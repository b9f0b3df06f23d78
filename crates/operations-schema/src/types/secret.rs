//! Secrets on their way in, and what stands for those that stay in the engine.

use std::fmt;

use satchel_secret::Secret;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::describe::records;
use crate::{Described, Shape};

/// A secret that a person typed. It goes in and never comes back: it prints as `•••` and serialises as `null`.
#[derive(Clone)]
pub struct SecretText(Secret<String>);

impl SecretText {
    /// Takes a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Secret::new(text.into()))
    }

    /// The secret itself: for signing and for the place where secrets live, nothing else.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The secret, still in its wrapper.
    pub fn secret(&self) -> &Secret<String> {
        &self.0
    }
}

impl From<Secret<String>> for SecretText {
    fn from(secret: Secret<String>) -> Self {
        Self(secret)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("•••")
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_none()
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Described for SecretText {
    fn shape() -> Shape {
        Shape::SecretText
    }
}

/// A secret that an operation answers. It can't be serialised: a door writes the text itself, or keeps it and answers
/// the handle, which is all that the desktop shows.
#[derive(Clone, Debug)]
pub struct SecretOutput(pub SecretText);

impl Described for SecretOutput {
    fn shape() -> Shape {
        SecretHandle::shape()
    }
}

/// S3 credentials that were made. As for [`SecretOutput`], each door has its own way to show them.
#[derive(Clone, Debug)]
pub struct CredentialsOutput {
    /// The access key ID, which isn't secret as long as the grant wasn't registered as public.
    pub access_key_id: String,
    /// The secret key.
    pub secret_key: SecretOutput,
    /// The S3 endpoint that takes them.
    pub endpoint: String,
}

impl CredentialsOutput {
    /// What the desktop shows of them, once `keep` has put the secret away and answered its handle.
    pub fn kept(self, keep: impl FnOnce(SecretOutput) -> SecretHandle) -> KeptCredentials {
        KeptCredentials {
            access_key_id: self.access_key_id,
            secret_key: keep(self.secret_key),
            endpoint: self.endpoint,
        }
    }
}

impl Described for CredentialsOutput {
    fn shape() -> Shape {
        KeptCredentials::shape()
    }
}

/// A secret for an operation: typed by a person, or one that the engine keeps and the window knows by its handle only.
/// On the wire it is a text, or a [`SecretHandle`], which the desktop alone takes.
#[derive(Clone, Debug)]
pub enum SecretInput {
    /// The secret itself.
    Typed(SecretText),
    /// One that the engine keeps.
    Kept(SecretHandle),
}

impl Serialize for SecretInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Typed(text) => text.serialize(serializer),
            Self::Kept(handle) => handle.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for SecretInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = SecretInput;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<SecretInput, E> {
                Ok(SecretInput::Typed(SecretText::new(text)))
            }

            fn visit_string<E: serde::de::Error>(self, text: String) -> Result<SecretInput, E> {
                Ok(SecretInput::Typed(SecretText::new(text)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SecretInput, A::Error> {
                SecretHandle::deserialize(MapAccessDeserializer::new(map)).map(SecretInput::Kept)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl Described for SecretInput {
    fn shape() -> Shape {
        Shape::SecretInput
    }
}

records! {
    /// A secret that the engine keeps for the window, until it is dropped or the program ends.
    SecretHandle {
        /// Its handle.
        secret: String,
    }

    /// S3 credentials whose secret key the engine keeps.
    KeptCredentials {
        /// The access key ID.
        access_key_id: String,
        /// The secret key.
        secret_key: SecretHandle,
        /// The S3 endpoint that takes them.
        endpoint: String,
    }

    /// A kept secret that is to be written to a file that only this person can read.
    SaveSecret {
        /// Its handle.
        secret: String,
        /// The name that is suggested for the file.
        name: String,
    }

    /// A file that was written.
    SavedFile {
        /// Its name, without its folder.
        name: String,
    }

    /// A QR code.
    QrPicture {
        /// Modules on a side, without the quiet zone of four around it.
        size: u32,
        /// The dark modules, as the `d` of an SVG path with one unit a module.
        path: String,
    }

    /// A secret on the screen, because the person asked for it.
    RevealedSecret {
        /// The secret itself.
        text: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_prints_or_serialises_itself() {
        let secret = SecretText::new("sesame-7261");
        assert!(!format!("{secret:?}").contains("sesame"));
        assert_eq!(serde_json::to_string(&secret).unwrap(), "null");
        assert_eq!(secret.expose(), "sesame-7261");
    }

    #[test]
    fn a_secret_comes_as_a_text_or_as_a_handle() {
        let read = |json: &str| serde_json::from_str::<SecretInput>(json);
        assert!(matches!(read(r#""secret-1""#).unwrap(), SecretInput::Typed(text) if text.expose() == "secret-1"));
        assert!(
            matches!(read(r#"{"secret":"secret-1"}"#).unwrap(), SecretInput::Kept(kept) if kept.secret == "secret-1")
        );
        for wrong in ["7", "null", "{}", "[]"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
