//! `%q` of `fmt`, which is `strconv.Quote`.

use std::fmt::Write;

/// The text between double quotes, with what can't be printed escaped, and bytes that aren't UTF-8 as `\x..`.
pub(crate) fn quote(bytes: &[u8]) -> String {
    let mut quoted = String::with_capacity(bytes.len() + 2);
    quoted.push('"');
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|character| push(&mut quoted, character));
        for byte in chunk.invalid() {
            let _ = write!(quoted, "\\x{byte:02x}");
        }
    }
    quoted.push('"');
    quoted
}

fn push(quoted: &mut String, character: char) {
    let short = match character {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{b}' => "\\v",
        _ => "",
    };
    let code = u32::from(character);
    // Writing to a `String` can't fail.
    let _ = if !short.is_empty() {
        quoted.write_str(short)
    } else if is_printable(character) {
        quoted.write_char(character)
    } else if code < 0x20 || code == 0x7f {
        write!(quoted, "\\x{code:02x}")
    } else if code < 0x1_0000 {
        write!(quoted, "\\u{code:04x}")
    } else {
        write!(quoted, "\\U{code:08x}")
    };
}

/// Rust escapes the same Unicode categories as Go, but a combining mark also where it stands first: so not first.
fn is_printable(character: char) -> bool {
    let text: String = ['x', character].into_iter().collect();
    character == '\'' || text.escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go_does() {
        for (bytes, quoted) in [
            (&b"docs"[..], r#""docs""#),
            (b"a\"b\\c", r#""a\"b\\c""#),
            (b"\n\t\x07\x00\x7f", r#""\n\t\a\x00\x7f""#),
            (b"\xff\xc3\xa9", "\"\\xff\u{e9}\""),
            ("it's 日本 e\u{301}".as_bytes(), "\"it's 日本 e\u{301}\""),
            ("\u{a0}\u{200b}\u{e0001}".as_bytes(), r#""\u00a0\u200b\U000e0001""#),
        ] {
            assert_eq!(quote(bytes), quoted);
        }
    }
}
