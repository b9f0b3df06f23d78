//! Names for a second of the same name.

use std::collections::HashSet;

/// `name (2).ext`; a folder's `/` stays at the end.
pub(super) fn numbered(name: &str, number: u32) -> String {
    let (body, slash) = name.strip_suffix('/').map_or((name, ""), |body| (body, "/"));
    let start = body.rfind('/').map_or(0, |at| at + 1);
    let at = match body[start..].rfind('.') {
        Some(at) if at > 0 && slash.is_empty() => start + at,
        _ => body.len(),
    };
    format!("{} ({number}){}{slash}", &body[..at], &body[at..])
}

/// The first numbered name that `taken` doesn't know.
pub(super) fn beside(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut number = 2;
    loop {
        let beside = numbered(name, number);
        if !taken(&beside) {
            return beside;
        }
        number += 1;
    }
}

/// The names of what was chosen, the second of the same name numbered.
pub(super) fn unique(name: &str, given: &mut HashSet<String>) -> String {
    let name = if given.contains(name) { beside(name, |name| given.contains(name)) } else { name.to_owned() };
    given.insert(name.clone());
    name
}

/// Counts the folders that keys are in, each once.
#[derive(Debug, Default)]
pub(super) struct Folders(HashSet<String>);

impl Folders {
    /// Adds the folders of a relative key, as far as they aren't known.
    pub(super) fn add(&mut self, relative: &str) {
        let mut end = relative.len();
        while let Some(at) = relative[..end].rfind('/') {
            if !self.0.insert(relative[..at].to_owned()) {
                break;
            }
            end = at;
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.0.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_before_the_extension() {
        for (name, second) in
            [("a.txt", "a (2).txt"), ("x.y/a", "x.y/a (2)"), (".rc", ".rc (2)"), ("a.b/", "a.b (2)/"), ("新", "新 (2)")]
        {
            assert_eq!(numbered(name, 2), second);
        }
        assert_eq!(beside("a", |name| name == "a (2)"), "a (3)");
    }

    #[test]
    fn folders_are_counted_once() {
        let mut folders = Folders::default();
        for key in ["a/b/c", "a/b/d", "a/", "x", "e//f"] {
            folders.add(key);
        }
        assert_eq!(folders.count(), 4);
    }
}
