//! Numbers of any size between base 256 and base 58, five digits at a time.
//!
//! A grant for many buckets has tens of thousands of digits, and one by one they take seconds.

use zeroize::Zeroizing;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// So many digits are one step: 58 to that power is less than 2^32.
const STEP: usize = 5;
const STEP_SCALE: u64 = 58 * 58 * 58 * 58 * 58;

/// The value of each byte as a digit; 58 where it is none.
const VALUES: [u8; 256] = {
    let mut values = [58; 256];
    let mut value = 0_u8;
    while value < 58 {
        values[ALPHABET[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// The text of the bytes. Each zero byte at the beginning is a `1`.
pub(super) fn encode(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    // Limbs of 32 bits, the largest first.
    let mut limbs: Zeroizing<Vec<u32>> = Zeroizing::new(
        bytes[zeros..]
            .rchunks(4)
            .rev()
            .map(|chunk| chunk.iter().fold(0, |limb, byte| limb << 8 | u32::from(*byte)))
            .collect(),
    );
    let mut digits = Zeroizing::new(Vec::with_capacity(bytes.len() * 138 / 100 + zeros + STEP));
    let mut first = 0;
    while first < limbs.len() {
        let mut rest = 0;
        for limb in &mut limbs[first..] {
            let value = rest << 32 | u64::from(*limb);
            // The rest is less than the scale, so the quotient is less than 2^32.
            *limb = u32::try_from(value / STEP_SCALE).unwrap_or(u32::MAX);
            rest = value % STEP_SCALE;
        }
        first += limbs[first..].iter().take_while(|limb| **limb == 0).count();
        for _ in 0..STEP {
            digits.push(ALPHABET[usize::try_from(rest % 58).unwrap_or(0)]);
            rest /= 58;
        }
    }
    while digits.last() == Some(&ALPHABET[0]) {
        digits.pop();
    }
    let leading = std::iter::repeat_n(char::from(ALPHABET[0]), zeros);
    leading.chain(digits.iter().rev().map(|digit| char::from(*digit))).collect()
}

/// The bytes of the text; `None` where a character is no digit.
pub(super) fn decode(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if text.iter().any(|byte| VALUES[usize::from(*byte)] == 58) {
        return None;
    }
    let zeros = text.iter().take_while(|byte| **byte == ALPHABET[0]).count();
    // Limbs of 32 bits, the smallest first. Digits have less than 6 bits each.
    let mut limbs: Zeroizing<Vec<u32>> = Zeroizing::new(Vec::with_capacity(text.len() * 6 / 32 + 1));
    for chunk in text[zeros..].chunks(STEP) {
        let (mut carry, mut scale) = (0, 1);
        for byte in chunk {
            carry = carry * 58 + u64::from(VALUES[usize::from(*byte)]);
            scale *= 58;
        }
        for limb in limbs.iter_mut() {
            let value = u64::from(*limb) * scale + carry;
            *limb = low(value);
            carry = value >> 32;
        }
        if carry > 0 {
            limbs.push(low(carry));
        }
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(zeros + limbs.len() * 4));
    bytes.resize(zeros, 0);
    let significant = limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()).skip_while(|byte| *byte == 0);
    bytes.extend(significant);
    Some(bytes)
}

#[allow(clippy::cast_possible_truncation, reason = "the high half is what is carried")]
fn low(value: u64) -> u32 {
    value as u32
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn another_implementation_agrees(zeros in 0..6_usize, bytes in vec(any::<u8>(), 0..120), text in "[1-9A-HJ-NP-Za-km-z]{0,90}") {
            let bytes = [vec![0; zeros], bytes].concat();
            let encoded = encode(&bytes);
            prop_assert_eq!(&encoded, &bs58::encode(&bytes).into_string());
            prop_assert_eq!(&*decode(encoded.as_bytes()).unwrap(), &bytes);
            prop_assert_eq!(&*decode(text.as_bytes()).unwrap(), &bs58::decode(&text).into_vec().unwrap());
        }

        #[test]
        fn other_characters_are_no_digits(text in vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(decode(&text).is_some(), bs58::decode(&text).into_vec().is_ok());
        }
    }
}
