//! How an account's secret is written where secrets are kept: the secret key as it is, or, with a session token, the
//! two as JSON.

use serde::Deserialize;
use zeroize::Zeroizing;

/// What an account signs with.
pub(super) struct Secret {
    pub(super) secret_key: Zeroizing<String>,
    pub(super) session_token: Option<Zeroizing<String>>,
}

#[derive(Deserialize)]
struct Pair {
    secret_key: String,
    session_token: String,
}

pub(super) fn encode(secret_key: &Zeroizing<String>, session_token: Option<&Zeroizing<String>>) -> Zeroizing<String> {
    let Some(session_token) = session_token else { return secret_key.clone() };
    // `Value`'s Display can't fail, and both texts are only borrowed until they are escaped.
    let key = Zeroizing::new(serde_json::Value::from(secret_key.as_str()).to_string());
    let token = Zeroizing::new(serde_json::Value::from(session_token.as_str()).to_string());
    Zeroizing::new(format!(r#"{{"secret_key":{},"session_token":{}}}"#, *key, *token))
}

/// `None` where it is neither form.
pub(super) fn decode(text: Zeroizing<String>) -> Option<Secret> {
    if !text.starts_with('{') {
        return Some(Secret { secret_key: text, session_token: None });
    }
    let Pair { secret_key, session_token } = serde_json::from_str(&text).ok()?;
    Some(Secret { secret_key: Zeroizing::new(secret_key), session_token: Some(Zeroizing::new(session_token)) })
}
