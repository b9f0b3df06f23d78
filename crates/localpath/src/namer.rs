//! [`Namer`]: gives every key of a download its own local path, also where the file system takes two names for one.

use std::collections::HashMap;

use crate::{LocalPath, LocalPathError, Policy};

/// Whether the last segment of a key becomes a file or a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leaf {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// Where a key goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The path.
    pub path: LocalPath,
    /// Whether it differs from the key's own segments.
    pub renamed: bool,
}

/// Hands out local paths. A key that would meet another one's path (`a` beside `a/b`, or `A` beside `a` where the
/// system takes them for one) gets a number, in the order of asking.
#[derive(Debug)]
pub struct Namer {
    policy: Policy,
    root: Node,
}

#[derive(Debug, Default)]
struct Node {
    /// The folded names in use, with how many twins each has had.
    used: HashMap<String, u32>,
    given: HashMap<(String, Leaf), Given>,
}

#[derive(Debug)]
struct Given {
    names: Vec<String>,
    inside: Node,
}

impl Namer {
    /// A namer for an empty folder.
    pub fn new(policy: Policy) -> Self {
        Self { policy, root: Node::default() }
    }

    /// The path of a key's segments. The same segments get the same path again.
    pub fn place(&mut self, segments: &[&str], leaf: Leaf) -> Result<Placed, LocalPathError> {
        let mut components = Vec::with_capacity(segments.len());
        let mut node = &mut self.root;
        for (index, segment) in segments.iter().enumerate() {
            let kind = if index + 1 < segments.len() { Leaf::Folder } else { leaf };
            let given = node.give(self.policy, segment, kind);
            components.extend_from_slice(&given.names);
            node = &mut given.inside;
        }
        let renamed = components != segments;
        Ok(Placed { path: LocalPath::new(components)?, renamed })
    }
}

impl Node {
    fn give(&mut self, policy: Policy, segment: &str, kind: Leaf) -> &mut Given {
        let used = &mut self.used;
        self.given.entry((segment.to_owned(), kind)).or_insert_with(|| {
            let own = policy.fold(&policy.encode(segment).join("/"));
            // Many twins of one name: go on where the last one stopped.
            let mut twin = used.get(&own).map_or(1, |last| last + 1);
            loop {
                let names = policy.encode_twin(segment, twin);
                let folded = policy.fold(&names.join("/"));
                if folded == own || !used.contains_key(&folded) {
                    used.insert(own, twin);
                    used.insert(folded, twin);
                    return Given { names, inside: Node::default() };
                }
                twin += 1;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(namer: &mut Namer, segments: &[&str], leaf: Leaf) -> Vec<String> {
        namer.place(segments, leaf).unwrap().path.components().to_vec()
    }

    #[test]
    fn a_file_beside_a_folder_of_its_name_gets_a_number() {
        let mut namer = Namer::new(Policy::linux());
        assert_eq!(place(&mut namer, &["a"], Leaf::File), ["a"]);
        assert_eq!(place(&mut namer, &["a", "b"], Leaf::File), ["a‰~2", "b"]);
        assert_eq!(place(&mut namer, &["a", "c"], Leaf::File), ["a‰~2", "c"]);
        assert_eq!(place(&mut namer, &["a"], Leaf::File), ["a"]);
    }

    #[test]
    fn twins_are_kept_apart_only_where_the_system_folds_them() {
        for (policy, second, third) in [
            (Policy::linux(), "CAFÉ.txt", "cafe\u{301}.txt"),
            (Policy::windows(), "CAFÉ‰~2.txt", "cafe\u{301}.txt"),
            (Policy::macos(), "CAFÉ‰~2.txt", "cafe\u{301}‰~3.txt"),
        ] {
            let mut namer = Namer::new(policy);
            assert_eq!(place(&mut namer, &["café.txt"], Leaf::File), ["café.txt"]);
            assert_eq!(place(&mut namer, &["CAFÉ.txt"], Leaf::File), [second]);
            assert_eq!(place(&mut namer, &["cafe\u{301}.txt"], Leaf::File), [third]);
        }
    }

    #[test]
    fn a_thousand_twins_get_a_thousand_names() {
        let mut namer = Namer::new(Policy::windows());
        let mut seen = std::collections::HashSet::new();
        for bits in 0..1024_u32 {
            let name: String = "abcdefghij"
                .chars()
                .enumerate()
                .map(|(i, c)| if bits >> i & 1 == 1 { c.to_ascii_uppercase() } else { c })
                .collect();
            assert!(seen.insert(place(&mut namer, &[&name], Leaf::File).concat().to_lowercase()));
        }
    }
}
