//! Keys that are legal in S3 and break programs that take them for paths, URLs, XML, or text of one language.

use std::collections::BTreeMap;

use satchel_objects::ObjectKey;

/// The keys, by family: JSON, in ASCII, so that what can't be seen can be read.
const FIXTURE: &str = include_str!("../fixtures/hostile-keys.json");

/// The families of hostile keys, by what they try.
///
/// # Panics
/// Where the fixture isn't what this module's tests have checked.
#[allow(clippy::expect_used, reason = "the fixture is compiled in and has a test")]
pub fn families() -> BTreeMap<String, Vec<ObjectKey>> {
    let texts: BTreeMap<String, Vec<String>> = serde_json::from_str(FIXTURE).expect("the fixture is JSON");
    let legal = |text| ObjectKey::new(text).expect("the fixture's keys are legal");
    texts.into_iter().map(|(family, texts)| (family, texts.into_iter().map(legal).collect())).collect()
}

/// Every hostile key, each once, in order.
pub fn hostile() -> Vec<ObjectKey> {
    let mut keys: Vec<ObjectKey> = families().into_values().flatten().collect();
    keys.sort();
    keys
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

fn unique(texts: impl IntoIterator<Item = String>) -> Vec<ObjectKey> {
    let mut keys: Vec<ObjectKey> = texts.into_iter().filter_map(|text| ObjectKey::new(text).ok()).collect();
    keys.sort();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests;
