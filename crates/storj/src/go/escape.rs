//! `net/url`'s percent escapes, part by part of a URL.

use super::quote::quote;

/// The part of a URL that a text stands in: each lets other characters through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Path,
    Host,
    Zone,
    User,
    Query,
    Fragment,
}

const SUB_DELIMITERS_IN_HOSTS: &[u8] = b"!$&'()*+,;=:[]<>\"";

/// Whether `byte` needs an escape there.
pub(crate) fn must_escape(byte: u8, part: Part) -> bool {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        return false;
    }
    if matches!(part, Part::Host | Part::Zone) && SUB_DELIMITERS_IN_HOSTS.contains(&byte) {
        return false;
    }
    match (byte, part) {
        (b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'?' | b'@', Part::Path) => byte == b'?',
        (b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'?' | b'@', Part::User) => b"@/?:".contains(&byte),
        (
            b'$' | b'&' | b'+' | b',' | b'/' | b':' | b';' | b'=' | b'?' | b'@' | b'!' | b'(' | b')' | b'*',
            Part::Fragment,
        ) => false,
        _ => true,
    }
}

/// `escape`: what must be escaped there as `%XX`, a space in a query as `+`.
pub(crate) fn escape(bytes: &[u8], part: Part) -> String {
    const HEXADECIMAL: &[u8; 16] = b"0123456789ABCDEF";
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte == b' ' && part == Part::Query {
            text.push('+');
        } else if must_escape(byte, part) {
            text.push('%');
            text.push(char::from(HEXADECIMAL[usize::from(byte >> 4)]));
            text.push(char::from(HEXADECIMAL[usize::from(byte & 15)]));
        } else {
            text.push(char::from(byte));
        }
    }
    text
}

/// `unescape`: the bytes, or the error's text.
pub(crate) fn unescape(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let in_host = matches!(part, Part::Host | Part::Zone);
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'%' => {
                let sequence = &text[at..text.len().min(at + 3)];
                let refused = || format!("invalid URL escape {}", quote(sequence));
                let value = hexadecimal(sequence).ok_or_else(refused)?;
                let percent = sequence == b"%25";
                let forbidden = match part {
                    Part::Host => value < 0x80 && !percent,
                    Part::Zone => !percent && value != b' ' && must_escape(value, Part::Host),
                    _ => false,
                };
                if forbidden {
                    return Err(refused());
                }
                bytes.push(value);
                at += 3;
                continue;
            }
            b'+' if part == Part::Query => bytes.push(b' '),
            _ if in_host && byte < 0x80 && must_escape(byte, part) => {
                return Err(format!("invalid character {} in host name", quote(&[byte])));
            }
            _ => bytes.push(byte),
        }
        at += 1;
    }
    Ok(bytes)
}

fn hexadecimal(sequence: &[u8]) -> Option<u8> {
    let [_, high, low] = sequence else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}
