use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::*;

/// What it is called, and how it is known.
type Trap = (&'static str, fn(&str) -> bool);

fn texts() -> Vec<String> {
    hostile().iter().map(|key| key.as_str().to_owned()).collect()
}

#[test]
fn there_are_a_thousand_legal_ones_each_once() {
    let texts = texts();
    assert!(texts.len() >= 1_000, "{}", texts.len());
    let all: HashSet<&String> = texts.iter().collect();
    assert_eq!(all.len(), texts.len(), "each once");
    assert!(texts.iter().all(|text| (1..=1_024).contains(&text.len())), "1 to 1,024 bytes");
    let families = families();
    assert!(families.len() >= 15 && families.values().all(|keys| keys.len() >= 12), "{families:?}");
    assert!(FIXTURE.is_ascii(), "what can't be seen is written as an escape");
}

#[test]
fn every_kind_of_trap_is_in_it() {
    let texts = texts();
    let all: HashSet<&str> = texts.iter().map(String::as_str).collect();
    for key in [
        "..",
        ".",
        "/",
        "//",
        "a",
        "a/",
        "a/b",
        "a/../b",
        "\\",
        "C:",
        "CON",
        "in/CON",
        "reserved/CON.txt",
        "%2F",
        "+",
        "~",
    ] {
        assert!(all.contains(key), "{key:?}");
    }
    let traps: [Trap; 19] = [
        ("a leading slash", |key| key.starts_with('/')),
        ("two slashes in the middle", |key| key.trim_matches('/').contains("//")),
        ("a segment that goes up", |key| key.split('/').any(|segment| segment == "..") && key.contains('/')),
        ("a trailing space", |key| key.ends_with(' ')),
        ("a trailing dot", |key| key.ends_with('.')),
        ("a colon", |key| key.contains(':')),
        ("a backslash", |key| key.contains('\\')),
        ("a name over 255 bytes", |key| key.split('/').any(|name| name.len() > 255)),
        ("a name over 255 UTF-16 units", |key| key.split('/').any(|name| name.encode_utf16().count() > 255)),
        ("over 255 bytes, below 255 characters", |key| {
            key.split('/').any(|name| name.len() > 255 && name.chars().count() < 255)
        }),
        ("1,024 bytes in one name", |key| key.len() == 1_024 && !key.contains('/')),
        ("1,024 bytes, not in ASCII", |key| key.len() == 1_024 && !key.is_ascii()),
        ("hundreds of folders", |key| key.matches('/').count() > 300),
        ("from right to left", |key| key.contains('\u{202e}')),
        ("no width", |key| key.contains('\u{200b}')),
        ("beside the surrogates", |key| key.contains('\u{d7ff}') || key.contains('\u{e000}')),
        ("a noncharacter", |key| key.contains('\u{fdd0}') || key.contains('\u{1ffff}')),
        ("a part file of ours", |key| key.ends_with(".satchel-part")),
        ("an escape of ours", |key| key.contains('‰')),
    ];
    for (name, is_one) in traps {
        assert!(texts.iter().any(|text| is_one(text)), "none is {name}");
    }
    for control in (1..32).chain([127]) {
        let control = char::from(control);
        assert!(texts.iter().any(|text| text.contains(control)), "{control:?}");
    }
}

#[test]
fn twins_come_together() {
    let texts = texts();
    let all: HashSet<&str> = texts.iter().map(String::as_str).collect();
    let twins = |other: &dyn Fn(&str) -> String| {
        texts.iter().filter(|text| other(text) != **text && all.contains(&*other(text))).count()
    };
    assert!(twins(&|text| text.to_lowercase()) >= 15);
    assert!(twins(&|text| text.nfc().collect()) >= 20);
    assert!(twins(&|text| text.nfkc().collect()) >= 20);
    assert!(twins(&|text| text.trim_end_matches(['.', ' ']).to_owned()) >= 15);
    assert!(twins(&|text| format!("{text}/")) >= 5, "a file and a folder of one name");
}
