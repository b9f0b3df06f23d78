//! `netip.ParseAddr`: is it an IP address, and if not, why.

use super::quote::quote;
use super::url::cut;

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Four,
    Six,
}

/// A sentence, and where it is said of.
type Fault<'a> = (&'static str, &'a [u8]);

/// Answers the family; the error is Go's text.
pub(crate) fn parse(text: &[u8]) -> Result<Family, String> {
    let outcome = match text.iter().find(|byte| b".:%".contains(byte)) {
        Some(b'.') => parse_four(text).map(|()| Family::Four),
        Some(b':') => parse_six(text).map(|()| Family::Six),
        Some(_) => Err(("missing IPv6 address", &[][..])),
        None => Err(("unable to parse IP", &[][..])),
    };
    outcome.map_err(|(why, at)| {
        let place = if at.is_empty() { String::new() } else { format!(" (at {})", quote(at)) };
        format!("ParseAddr({}): {why}{place}", quote(text))
    })
}

fn parse_four(text: &[u8]) -> Result<(), Fault<'_>> {
    let (mut value, mut digits, mut fields) = (0_u32, 0, 0);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", &[]));
                }
                value = value * 10 + u32::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", &[]));
                }
            }
            b'.' => {
                if at == 0 || at == text.len() - 1 || text[at - 1] == b'.' {
                    return Err(("IPv4 field must have at least one digit", &text[at..]));
                }
                if fields == 3 {
                    return Err(("IPv4 address too long", &[]));
                }
                (value, digits, fields) = (0, 0, fields + 1);
            }
            _ => return Err(("unexpected character", &text[at..])),
        }
    }
    if fields < 3 { Err(("IPv4 address too short", &[])) } else { Ok(()) }
}

fn parse_six(whole: &[u8]) -> Result<(), Fault<'_>> {
    let (mut rest, zone) = cut(whole, b'%');
    if rest.len() < whole.len() && zone.is_empty() {
        return Err(("zone must be a non-empty string", &[]));
    }
    let mut ellipsis = false;
    if let Some(after) = rest.strip_prefix(b"::") {
        if after.is_empty() {
            return Ok(());
        }
        (ellipsis, rest) = (true, after);
    }
    let mut bytes = 0;
    while bytes < 16 {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        match digits {
            0 => return Err(("each colon-separated field must have at least one digit", rest)),
            5.. => return Err(("each group must have 4 or less digits", rest)),
            _ => {}
        }
        if rest.get(digits) == Some(&b'.') {
            if !ellipsis && bytes != 12 {
                return Err(("embedded IPv4 address must replace the final 2 fields of the address", rest));
            }
            if bytes + 4 > 16 {
                return Err(("too many hex fields to fit an embedded IPv4 at the end of the address", rest));
            }
            parse_four(rest)?;
            (bytes, rest) = (bytes + 4, &[]);
            break;
        }
        bytes += 2;
        match &rest[digits..] {
            [] => {
                rest = &[];
                break;
            }
            [b':'] => return Err(("colon must be followed by more characters", &rest[digits..])),
            [b':', b':', ..] if ellipsis => return Err(("multiple :: in address", &rest[digits + 1..])),
            [b':', b':', after @ ..] => {
                (ellipsis, rest) = (true, after);
                if after.is_empty() {
                    break;
                }
            }
            [b':', after @ ..] => rest = after,
            other => return Err(("unexpected character, want colon", other)),
        }
    }
    if !rest.is_empty() {
        return Err(("trailing garbage after address", rest));
    }
    match (bytes < 16, ellipsis) {
        (true, false) => Err(("address string too short", &[])),
        (false, true) => Err(("the :: must expand to at least one field of zeros", &[])),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_refused_in_the_words_that_go_uses() {
        for (text, why) in [
            ("x", "unable to parse IP"),
            ("%a", "missing IPv6 address"),
            ("1.2.3", "IPv4 address too short"),
            ("01.2.3.4", "IPv4 field has octet with leading zero"),
            ("1..2.3", "IPv4 field must have at least one digit (at \".2.3\")"),
            ("::%", "zone must be a non-empty string"),
            ("1:2", "address string too short"),
            ("1:2:", "colon must be followed by more characters (at \":\")"),
            ("1::2::3", "multiple :: in address (at \":3\")"),
            ("::12345", "each group must have 4 or less digits (at \"12345\")"),
            ("1:2:3:4:5:6:7:8:9", "trailing garbage after address (at \"9\")"),
            ("1:2:3:4:5:6:7::8", "the :: must expand to at least one field of zeros"),
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap_err(), format!("ParseAddr({}): {why}", quote(text.as_bytes())));
        }
    }

    proptest! {
        #[test]
        fn the_standard_library_agrees(text in "[0-9a-f:.]{0,20}", six in any::<[u16; 8]>()) {
            let six = std::net::Ipv6Addr::from(six).to_string();
            for text in [text, six] {
                let verdict = match text.parse() {
                    Ok(std::net::IpAddr::V4(_)) => Some(Family::Four),
                    Ok(std::net::IpAddr::V6(_)) => Some(Family::Six),
                    Err(_) => None,
                };
                prop_assert_eq!(parse(text.as_bytes()).ok(), verdict, "{}", text);
            }
        }
    }
}
