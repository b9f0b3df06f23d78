//! Encrypted components as bytes that hold no slash, and none of the bytes that sort first and last.
//!
//! Source: `encodeSegment` and `decodeSegment` of storj.io/common/encryption, `path.go`.

use crate::cipher::CipherError;

const EMPTY: u8 = 1;
const NOT_EMPTY: u8 = 2;

/// The byte as two, where it needs that.
fn escaped(byte: u8) -> Option<[u8; 2]> {
    Some(match byte {
        0x00 => [0x01, 1],
        0x01 => [0x01, 2],
        0x2e => [0x2e, 1],
        0x2f => [0x2e, 2],
        0xfe => [0xfe, 1],
        0xff => [0xfe, 2],
        _ => return None,
    })
}

/// `encodeSegment`.
pub(super) fn encode(segment: &[u8]) -> Vec<u8> {
    if segment.is_empty() {
        return vec![EMPTY];
    }
    let mut encoded = Vec::with_capacity(segment.len() + 8);
    encoded.push(NOT_EMPTY);
    for byte in segment {
        match escaped(*byte) {
            Some(pair) => encoded.extend_from_slice(&pair),
            None => encoded.push(*byte),
        }
    }
    encoded
}

/// `decodeSegment`.
pub(super) fn decode(encoded: &[u8]) -> Result<Vec<u8>, CipherError> {
    let content = match encoded {
        [] => return Err(CipherError::Segment("encoded segment cannot be empty")),
        [EMPTY] => return Ok(Vec::new()),
        [EMPTY, ..] => return Err(CipherError::Segment("segment encoded as empty but contains data")),
        [NOT_EMPTY] => return Err(CipherError::Segment("segment encoded as not empty but doesn't contain data")),
        [NOT_EMPTY, content @ ..] => content,
        _ => return Err(CipherError::Segment("invalid segment prefix")),
    };
    let mut segment = Vec::with_capacity(content.len());
    let mut rest = content;
    loop {
        rest = match rest {
            [] => return Ok(segment),
            [0x01, second @ (1 | 2), after @ ..] => {
                segment.push(second - 1);
                after
            }
            [first @ (0x2e | 0xfe), second @ (1 | 2), after @ ..] => {
                segment.push(first + (second - 1));
                after
            }
            [0x01 | 0x2e | 0xfe, ..] => return Err(CipherError::Segment("invalid escape sequence")),
            [0x00 | 0x2f | 0xff] => return Err(CipherError::Segment("invalid character")),
            [0x00 | 0x2f | 0xff, ..] => return Err(CipherError::Segment("invalid character in segment")),
            [byte, after @ ..] => {
                segment.push(*byte);
                after
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn segments_come_back_without_slashes(segment in proptest::collection::vec(any::<u8>(), 0..60)) {
            let encoded = encode(&segment);
            prop_assert!(!encoded.iter().any(|byte| [0x00, 0x2f, 0xff].contains(byte)));
            prop_assert_eq!(decode(&encoded).unwrap(), segment);
        }

        #[test]
        fn what_decodes_encodes_to_the_same(encoded in proptest::collection::vec(prop_oneof![0..=3_u8, Just(0x2e), Just(0x2f), Just(0xfe), Just(0xff), any::<u8>()], 0..12)) {
            if let Ok(segment) = decode(&encoded) {
                prop_assert_eq!(encode(&segment), encoded);
            }
        }
    }
}
