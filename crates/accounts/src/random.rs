//! Random names and credentials, from the system's generator.

use zeroize::Zeroizing;

use crate::SecretError;

/// `bytes` random bytes, in hexadecimal digits.
pub(crate) fn hex(bytes: usize) -> Result<String, SecretError> {
    let mut raw = Zeroizing::new(vec![0_u8; bytes]);
    getrandom::fill(&mut raw)
        .map_err(|error| SecretError::Failed { detail: format!("the system gives no random numbers: {error}") })?;
    Ok(hex::encode(&*raw))
}
