//! Secrets at the desktop's door: what the engine keeps, and what the window says instead.

use satchel_operations_schema::types::{
    CreateAccessGrant, CreateCredentials, CreateRestrictKey, CredentialsOutput, ErrorInfo, KeptCredentials,
    SecretHandle, SecretInput, SecretOutput, SecretText, ShareUrl,
};
use satchel_secret::Secret;

use crate::engine::Engine;
use crate::errors;

/// The secret itself. A door that keeps none, or that didn't look it up, knows of no handle.
pub fn typed(input: &SecretInput) -> Result<&Secret<String>, ErrorInfo> {
    match input {
        SecretInput::Typed(text) => Ok(text.secret()),
        SecretInput::Kept(_) => Err(errors::stale("secret")),
    }
}

impl Engine {
    /// Keeps a secret, and answers what the window calls it by.
    pub(crate) fn keep_secret(&self, secret: Secret<String>) -> SecretHandle {
        SecretHandle { secret: self.secrets.keep(secret) }
    }

    /// What a handle stands for.
    pub(crate) fn kept_secret(&self, handle: &str) -> Result<Secret<String>, ErrorInfo> {
        self.secrets.get(handle)
    }

    /// What the window typed, or what its handle stands for.
    pub(crate) fn secret(&self, input: &SecretInput) -> Result<Secret<String>, ErrorInfo> {
        match input {
            SecretInput::Typed(text) => Ok(text.secret().clone()),
            SecretInput::Kept(handle) => self.kept_secret(&handle.secret),
        }
    }

    fn resolve(&self, input: &mut SecretInput) -> Result<(), ErrorInfo> {
        *input = SecretInput::Typed(SecretText::from(self.secret(input)?));
        Ok(())
    }
}

/// A request with secrets in it, any of which may be one that the engine keeps.
pub trait WithSecrets: Sized {
    /// The same with the secrets themselves.
    fn with_secrets_of(self, engine: &Engine) -> Result<Self, ErrorInfo>;
}

macro_rules! with_secrets {
    ($($request:ident: $($field:ident),+;)*) => { $(
        impl WithSecrets for $request {
            fn with_secrets_of(mut self, engine: &Engine) -> Result<Self, ErrorInfo> {
                $( engine.resolve(&mut self.$field)?; )+
                Ok(self)
            }
        }
    )* };
}
with_secrets! {
    CreateRestrictKey: api_key;
    CreateAccessGrant: restrict_key, password;
    CreateCredentials: access_grant;
    ShareUrl: api_key, password;
}

/// An answer with secrets in it.
pub trait SecretAnswer {
    /// What the window sees of it.
    type Shown: serde::Serialize;
    /// Puts the secrets away.
    fn kept_by(self, engine: &Engine) -> Self::Shown;
}

impl SecretAnswer for SecretOutput {
    type Shown = SecretHandle;

    fn kept_by(self, engine: &Engine) -> SecretHandle {
        engine.keep_secret(self.0.secret().clone())
    }
}

impl SecretAnswer for CredentialsOutput {
    type Shown = KeptCredentials;

    fn kept_by(self, engine: &Engine) -> KeptCredentials {
        self.kept(|secret| secret.kept_by(engine))
    }
}
