//! Keys that are legal in S3 and break programs that take them for paths, URLs, XML, or text of one language.

use satchel_objects::ObjectKey;

/// Names that trip somebody; each is also tried within a folder and as one.
const NAMES: &[&str] = &[
    // Paths.
    ".",
    "..",
    "...",
    "~",
    "~root",
    "-",
    "--",
    "-rf",
    "$HOME",
    "%USERPROFILE%",
    "C:",
    "C:\\Windows",
    "\\\\host\\share",
    "a\\b",
    "\\",
    "..\\..\\a",
    "a:b",
    "file:stream",
    ":",
    "|",
    "*",
    "?",
    "<",
    ">",
    "a*b?c",
    "\"quoted\"",
    "'single'",
    "`tick`",
    "$(id)",
    ";id",
    "&",
    "&&",
    "!",
    "!history",
    "{a,b}",
    "[a-z]",
    "(a)",
    "^",
    "=",
    "@",
    ",",
    // Names that Windows keeps for itself.
    "CON",
    "con",
    "PRN",
    "AUX",
    "NUL",
    "nul.txt",
    "COM1",
    "COM\u{b9}",
    "LPT9",
    "CONIN$",
    "CLOCK$",
    "desktop.ini",
    "Thumbs.db",
    ".DS_Store",
    "._a",
    "Icon\r",
    "$MFT",
    "AUTORUN.INF",
    // Ends that get trimmed.
    " ",
    "  ",
    " lead",
    "trail ",
    "trail.",
    "trail..",
    "dot .",
    " .",
    "\u{a0}",
    "\u{3000}wide",
    "\u{feff}bom",
    "\u{200b}",
    "\ttab",
    "tab\t",
    // URLs.
    "%",
    "%%",
    "%2F",
    "%2f",
    "%2E%2E",
    "%252F",
    "%00",
    "%zz",
    "%E4%B8",
    "+",
    "a+b",
    "a b",
    "a%20b",
    "a%2Bb",
    "#",
    "a#b",
    "?",
    "a?b=c",
    "a?versionId=1",
    "a&b=c",
    "a=b",
    ";param",
    "http://host/a",
    "//host",
    "a?X-Amz-Signature=x",
    "?acl",
    "?uploads",
    "?tagging",
    "s3://b/k",
    "data:text/html,x",
    "javascript:alert(1)",
    // XML, HTML, JSON, SQL.
    "&amp;",
    "&lt;",
    "<Key>",
    "</Key>",
    "]]>",
    "<![CDATA[",
    "<!--",
    "&#0;",
    "&#x1;",
    "<script>alert(1)</script>",
    "{\"a\":1}",
    "\\u0000",
    "\\n",
    "' OR 1=1 --",
    "%s%n",
    "{0}",
    "${a}",
    "a%_b",
    "a_b",
    "a\"b\"c",
    // Control characters.
    "\u{1}",
    "a\u{1}b",
    "\u{7}",
    "\u{8}",
    "a\nb",
    "a\r\nb",
    "a\rb",
    "\u{b}",
    "\u{c}",
    "\u{1b}[31mred",
    "\u{1f}",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "\u{9f}",
    "\u{2028}",
    "\u{2029}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{fffd}",
    // Scripts, widths, directions.
    "新郎与新娘.mov",
    "結婚式",
    "사진",
    "фото",
    "صورة.png",
    "תמונה",
    "ภาพ",
    "चित्र",
    "🎞️",
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈",
    "e\u{301}",
    "\u{e9}",
    "\u{1e9b}\u{323}",
    "\u{212b}",
    "\u{c5}",
    "A\u{30a}",
    "\u{fb01}",
    "fi",
    "\u{1d11e}",
    "\u{10ffff}",
    "\u{202e}gpj.exe",
    "a\u{202d}b\u{202c}c",
    "\u{2066}x\u{2069}",
    "\u{200f}rtl",
    "ſ",
    "s",
    "S",
    "ß",
    "ẞ",
    "ss",
    "İ",
    "i",
    "I",
    "ı",
    "K",
    "\u{212a}",
    "Ⅷ",
    "①",
    "が",
    "か\u{3099}",
    "ａ",
    // Twins that differ in case only.
    "readme",
    "README",
    "ReadMe",
    "readme.",
    "readme ",
    // What servers keep for themselves.
    ".minio.sys",
    ".sgwtmp",
    ".uploads",
    ".versions",
    "_$folder$",
    "a_$folder$",
    ".satchel-part",
    ".a.satchel-part",
    "soap",
    "index.html",
    "null",
    "undefined",
    "NaN",
    "true",
    "0",
    "-1",
    "1e9",
];

/// Whole keys, with slashes in odd places.
const WHOLE: &[&str] = &[
    "/",
    "//",
    "///",
    "/a",
    "//a",
    "a/",
    "a//",
    "a//b",
    "a///b",
    "/a/",
    "a/b",
    "a",
    "a/b/c",
    "a/./b",
    "a/../b",
    "../a",
    "../../a",
    "../../../../etc/passwd",
    "a/..",
    "a/.",
    "./a",
    "./",
    "../",
    "a/../../b",
    "/../a",
    "/./a",
    "a/ /b",
    "a/ ",
    "a /b",
    "a./b",
    " /a",
    "/ ",
    "a/b/",
    "a/b//",
    "a/b/c/",
    "a/%2F/b",
    "a%2Fb",
    "..%2Fa",
    "..\\a",
    "a/\u{1}/b",
    "a/\n/b",
    "a/新/b",
    "a/e\u{301}/b",
    "a/\u{e9}/b",
    "A/b",
    "a/B",
    "a-",
    "a.",
    "a0",
    "a b/",
    "a!",
    "a\u{10ffff}",
    "b/\u{e000}",
    "b/\u{10000}",
];

/// Every hostile key, each once.
pub fn hostile() -> Vec<ObjectKey> {
    let mut texts: Vec<String> = WHOLE.iter().map(|text| (*text).to_owned()).collect();
    for name in NAMES {
        texts.push((*name).to_owned());
        texts.push(format!("in/{name}"));
    }
    for name in NAMES.iter().step_by(3) {
        texts.push(format!("of/{name}/a"));
    }
    texts.extend(longest());
    unique(texts)
}

/// Keys that any server takes, also one that keeps objects as files: still no names of one language, nor only letters.
pub fn gentle() -> Vec<ObjectKey> {
    let texts = [
        "plain.txt",
        "a folder/with a space.txt",
        "新郎与新娘/影片.mov",
        "🎞️/👩‍👩‍👧‍👦.txt",
        "plus+and+more",
        "per%cent",
        "%2F%20",
        "hash#mark",
        "question?mark=1&b=2",
        "amp&ersand",
        "quote\"s'",
        "<angle>",
        "semi;colon",
        "comma,equals=at@",
        "(paren)[bracket]{brace}",
        "tilde~dash-under_score.dot",
        "صورة/שלום.png",
        "\u{e9}",
        "dollar$exclaim!star*",
        "back`tick^caret|pipe",
        "a/b/c/d/e/f/g/h",
        "colon:colon",
    ];
    unique(texts.map(str::to_owned))
}

/// Keys of exactly 1,024 bytes, with and without folders and of more than one byte a character.
fn longest() -> [String; 4] {
    let folders = "0123456789/".repeat(93);
    let wide = "新".repeat(341);
    ["x".repeat(1024), format!("{folders}y"), format!("{wide}z"), format!("{}/{}", "d".repeat(511), "n".repeat(512))]
}

fn unique(texts: impl IntoIterator<Item = String>) -> Vec<ObjectKey> {
    let mut keys: Vec<ObjectKey> = texts.into_iter().filter_map(|text| ObjectKey::new(text).ok()).collect();
    keys.sort();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn they_are_hundreds_and_hold_what_they_promise() {
        let keys = hostile();
        assert!(keys.len() > 300, "{}", keys.len());
        let has = |wanted: &dyn Fn(&str) -> bool| assert!(keys.iter().any(|key| wanted(key.as_str())));
        has(&|key| key == "..");
        has(&|key| key.contains("//"));
        has(&|key| key.starts_with('/'));
        has(&|key| key.ends_with(' '));
        has(&|key| key.ends_with('.'));
        has(&|key| key.len() == 1024 && !key.is_ascii());
        has(&|key| key.contains('\u{202e}'));
        has(&|key| key.contains('\u{1}'));
        let texts: HashSet<&str> = keys.iter().map(ObjectKey::as_str).collect();
        assert!(texts.contains("a") && texts.contains("a/b"));
        assert!(keys.iter().any(|key| {
            let composed: String = key.as_str().nfc().collect();
            composed != key.as_str() && texts.contains(&*composed)
        }));
        assert!(keys.iter().any(|key| {
            let lower = key.as_str().to_lowercase();
            lower != key.as_str() && texts.contains(&*lower)
        }));
    }
}
