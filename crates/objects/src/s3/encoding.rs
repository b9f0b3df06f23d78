//! Keys on the wire: in listings, in `x-amz-copy-source`, in XML, in `Content-Disposition`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// RFC 3986's unreserved characters and `/`: everything else is escaped in a copy source.
const COPY_SOURCE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// RFC 5987's `attr-char`, for `filename*`.
const ATTRIBUTE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// Decodes a text of a listing that was asked for with `encoding-type=url`: percent escapes, and `+` for a space (as
/// Amazon and MinIO write it; both write a plus as `%2B`). `None` where it isn't UTF-8.
pub(super) fn decode_listed(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// Whether a text can have come out of URL encoding, which leaves no space, no control character, nothing beyond
/// ASCII, and no `%` without two digits.
pub(super) fn may_be_encoded(text: &str) -> bool {
    let hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(place, byte)| match byte {
        b'%' => hex(bytes.get(place + 1)) && hex(bytes.get(place + 2)),
        b'"' | b'<' | b'>' => false,
        byte => byte.is_ascii_graphic(),
    })
}

/// `bucket/key` as `x-amz-copy-source` wants it.
pub(super) fn copy_source(bucket: &str, key: &str) -> String {
    format!("{}/{}", utf8_percent_encode(bucket, COPY_SOURCE), utf8_percent_encode(key, COPY_SOURCE))
}

/// Whether a key survives a DeleteObjects request. XML 1.0 has no way to write most control characters, and readers
/// differ on the rest and on white space at the ends.
pub(super) fn survives_xml(key: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{2028}' | '\u{2029}');
    !key.contains(odd) && key.trim() == key
}

/// `attachment` with a file name: a plain one for old readers, and RFC 5987's for all others.
pub fn attachment(name: &str) -> String {
    if name.is_empty() {
        return "attachment".to_owned();
    }
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ATTRIBUTE))
}

/// Tags in the form of the `x-amz-tagging` header.
pub(super) fn tagging_header<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    tags.map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How Amazon and MinIO write a key into such a listing: Go's `url.QueryEscape` with `/` kept.
    fn listed_by_a_server(key: &str) -> String {
        url::form_urlencoded::byte_serialize(key.as_bytes()).collect::<String>().replace("%2F", "/")
    }

    proptest! {
        #[test]
        fn every_listed_key_comes_back(key in any::<String>()) {
            prop_assert_eq!(decode_listed(&listed_by_a_server(&key)), Some(key.clone()));
            // Servers that escape a space as `%20`, as Python does.
            let escaped = utf8_percent_encode(&key, NON_ALPHANUMERIC).to_string();
            prop_assert!(may_be_encoded(&escaped));
            prop_assert_eq!(decode_listed(&escaped), Some(key));
        }

        #[test]
        fn every_copy_source_can_be_taken_apart(key in any::<String>()) {
            let source = copy_source("bucket", &key);
            prop_assert!(source.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~/%".contains(&b)), "{}", source);
            let rest = source.strip_prefix("bucket/").unwrap();
            prop_assert_eq!(percent_decode_str(rest).decode_utf8().unwrap(), key);
        }

        #[test]
        fn an_attachment_is_one_header_line(name in any::<String>()) {
            let text = attachment(&name);
            prop_assert!(text.bytes().all(|b| b == b' ' || b.is_ascii_graphic()), "{}", text);
            prop_assert!(text.matches('"').count() == 2 || name.is_empty());
        }
    }

    #[test]
    fn a_text_that_was_never_encoded_is_known() {
        for text in ["a b", "新", "100%", "a%zzb", "a\nb", "<a>"] {
            assert!(!may_be_encoded(text), "{text}");
        }
        for text in ["a+b", "a%20b/c", "%E6%96%B0", ""] {
            assert!(may_be_encoded(text), "{text}");
        }
    }

    #[test]
    fn a_plus_is_a_space_and_an_escaped_plus_is_a_plus() {
        assert_eq!(decode_listed("a+b%2Bc").as_deref(), Some("a b+c"));
        assert_eq!(decode_listed("%FF"), None);
    }

    #[test]
    fn attachment_names_both_forms() {
        assert_eq!(
            attachment("新 \"a\".txt"),
            "attachment; filename=\"_ _a_.txt\"; filename*=UTF-8''%E6%96%B0%20%22a%22.txt"
        );
    }

    #[test]
    fn control_characters_and_spaces_at_the_ends_dont_go_into_xml() {
        for key in ["a\u{1}b", "a\nb", " a", "a ", "a\u{FFFE}", "\u{85}"] {
            assert!(!survives_xml(key), "{key:?}");
        }
        for key in ["a b", "a<&>\"'", "新/🎞"] {
            assert!(survives_xml(key), "{key:?}");
        }
    }

    #[test]
    fn tags_are_written_as_a_query() {
        assert_eq!(tagging_header([("a b", "1+1"), ("é", "")].into_iter()), "a%20b=1%2B1&%C3%A9=");
    }
}
