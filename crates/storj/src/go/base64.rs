//! `encoding/base64`, padded, not strict: line ends are skipped and spare bits ignored, as there.

use thiserror::Error;

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// `base64.CorruptInputError`: where the text stops being base64.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("illegal base64 data at input byte {0}")]
pub struct CorruptInput(pub usize);

/// `base64.StdEncoding.DecodeString`.
pub(crate) fn decode_standard(text: &[u8]) -> Result<Vec<u8>, CorruptInput> {
    decode(text, STANDARD)
}

/// `base64.URLEncoding.DecodeString`.
pub(crate) fn decode_url_safe(text: &[u8]) -> Result<Vec<u8>, CorruptInput> {
    decode(text, URL_SAFE)
}

/// `base64.URLEncoding.EncodeToString`.
pub(crate) fn encode_url_safe(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = [chunk[0], chunk.get(1).copied().unwrap_or(0), chunk.get(2).copied().unwrap_or(0)];
        let digits = [group[0] >> 2, group[0] << 4 | group[1] >> 4, group[1] << 2 | group[2] >> 6, group[2]];
        for (at, digit) in digits.into_iter().enumerate() {
            text.push(if at <= chunk.len() { URL_SAFE[usize::from(digit & 63)] } else { b'=' });
        }
    }
    text
}

fn decode(text: &[u8], alphabet: &[u8; 64]) -> Result<Vec<u8>, CorruptInput> {
    let value = |byte: u8| alphabet.iter().position(|digit| *digit == byte).and_then(|value| u8::try_from(value).ok());
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut at = 0;
    loop {
        let mut group = [0_u8; 4];
        let mut filled = 0;
        while filled < 4 {
            let Some(&byte) = text.get(at) else {
                return if filled == 0 { Ok(bytes) } else { Err(CorruptInput(at - filled)) };
            };
            at += 1;
            if let Some(digit) = value(byte) {
                group[filled] = digit;
                filled += 1;
            } else if byte == b'=' {
                at = padding(text, at, filled)?;
                push(&mut bytes, group, filled);
                return if at < text.len() { Err(CorruptInput(at)) } else { Ok(bytes) };
            } else if byte != b'\n' && byte != b'\r' {
                return Err(CorruptInput(at - 1));
            }
        }
        push(&mut bytes, group, 4);
    }
}

/// Steps over what may follow the first `=`, which stood just before `at`.
fn padding(text: &[u8], mut at: usize, filled: usize) -> Result<usize, CorruptInput> {
    let line_ends = |from: usize| text[from..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    if filled < 2 {
        return Err(CorruptInput(at - 1));
    }
    if filled == 2 {
        at += line_ends(at);
        match text.get(at) {
            None => return Err(CorruptInput(text.len())),
            Some(b'=') => at += 1,
            Some(_) => return Err(CorruptInput(at - 1)),
        }
    }
    Ok(at + line_ends(at))
}

fn push(bytes: &mut Vec<u8>, group: [u8; 4], filled: usize) {
    let all = [group[0] << 2 | group[1] >> 4, group[1] << 4 | group[2] >> 2, group[2] << 6 | group[3]];
    bytes.extend_from_slice(&all[..filled.saturating_sub(1)]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn base64_is_refused_at_the_byte_where_go_refuses_it() {
        for (text, at) in
            [("not base64!", 3), ("YQ", 0), ("YWJjYQ", 4), ("YQ=", 3), ("YQ==x", 4), ("=", 0), ("YQ=x", 2), ("Y\nQ", 1)]
        {
            assert_eq!(decode_standard(text.as_bytes()), Err(CorruptInput(at)), "{text:?}");
        }
        assert_eq!(decode_standard(b"Y\r\nQ=\n=\n").unwrap(), b"a");
        assert_eq!(decode_standard(b"YR==").unwrap(), b"a", "spare bits are ignored");
        assert_eq!(decode_standard(b"").unwrap(), b"");
    }

    proptest! {
        #[test]
        fn base64_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(decode_url_safe(&encode_url_safe(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn no_text_breaks_base64(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = decode_url_safe(&bytes);
            let _ = decode_standard(&bytes);
        }
    }
}
