//! [`Namer`]: gives every key of a download its own local path, also where the file system takes two names for one.

use std::collections::{HashMap, HashSet};

use crate::folder::Listed;
use crate::{LocalKind, LocalPath, LocalPathError, Policy, TargetFolder};

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
    /// What stands there already.
    pub there: Option<LocalKind>,
}

/// Hands out local paths. A key that would meet another one's path gets a number, in the order of asking: `a` beside
/// `a/b`, or `A` beside `a` where the file system takes them for one. What stands in the folder already counts too: a
/// file never goes where a folder is, and not onto a file whose name is another one.
#[derive(Debug)]
pub struct Namer {
    policy: Policy,
    folder: Option<TargetFolder>,
    root: Node,
}

#[derive(Debug, Default)]
struct Node {
    /// The folded names in use.
    used: HashSet<String>,
    /// The last twin of each folded name.
    last: HashMap<String, u32>,
    /// The folders that hold further pieces of over-long names: as they are, by their folded names.
    pieces: HashMap<String, String>,
    given: HashMap<(String, Leaf), Given>,
    standing: Standing,
}

/// What stands in a folder before anything is written to it.
#[derive(Debug, Default)]
enum Standing {
    /// Nothing: there is no such folder.
    #[default]
    Nothing,
    /// These: by folded name, the name as it is, and what it is.
    Known(HashMap<String, (String, LocalKind)>),
    /// More than is worth knowing, or it can't be listed: each name is looked at by itself.
    Unknown(TargetFolder),
}

#[derive(Debug)]
struct Given {
    names: Vec<String>,
    there: Option<LocalKind>,
    inside: Node,
}

/// Something stands there that must stay as it is.
struct SomethingElse;

/// A folder with more in it isn't held in memory.
const MOST_ENTRIES: usize = 50_000;

impl Namer {
    /// A namer for an empty folder.
    pub fn new(policy: Policy) -> Self {
        Self { policy, folder: None, root: Node::default() }
    }

    /// A namer for a folder with what stands in it. It looks into each folder when it first places something there, and
    /// so it blocks.
    pub fn in_folder(folder: TargetFolder) -> Self {
        let root = Node { standing: Standing::of(&folder, folder.policy(), &[]), ..Node::default() };
        Self { policy: folder.policy(), folder: Some(folder), root }
    }

    /// The path of a key's segments. The same segments get the same path again.
    pub fn place(&mut self, segments: &[&str], leaf: Leaf) -> Result<Placed, LocalPathError> {
        let mut components = Vec::with_capacity(segments.len());
        let mut node = &mut self.root;
        let mut there = None;
        for (index, segment) in segments.iter().enumerate() {
            let kind = if index + 1 < segments.len() { Leaf::Folder } else { leaf };
            let given = node.give(self.policy, self.folder.as_ref(), &components, segment, kind);
            components.extend_from_slice(&given.names);
            there = given.there;
            node = &mut given.inside;
        }
        let renamed = components != segments;
        Ok(Placed { path: LocalPath::new(components)?, renamed, there })
    }
}

impl Node {
    fn give(
        &mut self,
        policy: Policy,
        folder: Option<&TargetFolder>,
        above: &[String],
        segment: &str,
        kind: Leaf,
    ) -> &mut Given {
        let Self { used, last, pieces, given, standing } = self;
        given.entry((segment.to_owned(), kind)).or_insert_with(|| {
            let own = policy.fold(&policy.encode(segment).join("/"));
            // Many twins of one name: go on where the last one stopped, unless that one left out what it couldn't use.
            let new = matches!(standing, Standing::Nothing);
            let mut twin = last.get(&own).filter(|_| new).map_or(1, |last| last + 1);
            loop {
                let names = policy.encode_twin(segment, twin);
                let common = policy.fold(&names.join("/"));
                let free = !used.contains(&common) && pieces_fit(policy, pieces, &names);
                if free && let Ok(there) = standing.look(policy, folder, above, &names, kind) {
                    last.insert(own, twin);
                    used.insert(common);
                    for end in 1..names.len() {
                        let piece = names[..end].join("/");
                        pieces.insert(policy.fold(&piece), piece);
                    }
                    let below = [above, &names].concat();
                    let inside = match (folder, kind, there) {
                        (Some(folder), Leaf::Folder, Some(_)) => Standing::of(folder, policy, &below),
                        _ => Standing::Nothing,
                    };
                    return Given { names, there, inside: Self { standing: inside, ..Self::default() } };
                }
                twin += 1;
            }
        })
    }
}

/// Whether the folders of an over-long name's pieces are new, or those of another one that begins the same.
fn pieces_fit(policy: Policy, known: &HashMap<String, String>, names: &[String]) -> bool {
    (1..names.len()).all(|end| {
        let piece = names[..end].join("/");
        known.get(&policy.fold(&piece)).is_none_or(|known| *known == piece)
    })
}

impl Standing {
    fn of(folder: &TargetFolder, policy: Policy, below: &[String]) -> Self {
        match folder.entries(below, MOST_ENTRIES) {
            Ok(Listed::NoFolder) => Self::Nothing,
            Ok(Listed::Entries(entries)) => {
                Self::Known(entries.into_iter().map(|(name, kind)| (policy.fold(&name), (name, kind))).collect())
            }
            // What can't be listed may still be written to.
            Ok(Listed::TooMany) | Err(_) => Self::Unknown(folder.clone()),
        }
    }

    /// What stands where these names would be given, unless they can't be.
    fn look(
        &self,
        policy: Policy,
        folder: Option<&TargetFolder>,
        above: &[String],
        names: &[String],
        leaf: Leaf,
    ) -> Result<Option<LocalKind>, SomethingElse> {
        let Some((first, pieces)) = names.split_first() else { return Ok(None) };
        let kind = match self {
            Self::Nothing => None,
            Self::Known(entries) => match entries.get(&policy.fold(first)) {
                Some((name, kind)) if policy.is_same_entry(name, first) => Some(*kind),
                Some(_) => return Err(SomethingElse),
                None => None,
            },
            Self::Unknown(folder) => look(folder, above, std::slice::from_ref(first)),
        };
        if pieces.is_empty() || kind.is_none() {
            return fitting(leaf, kind);
        }
        // The first of several pieces is a folder; what is in it, only a look can tell.
        fitting(Leaf::Folder, kind)?;
        fitting(leaf, folder.and_then(|folder| look(folder, above, names)))
    }
}

/// A file never goes where a folder is, nor a folder where a file is. Whatever else stands there, the transfer tells.
fn fitting(leaf: Leaf, kind: Option<LocalKind>) -> Result<Option<LocalKind>, SomethingElse> {
    match (leaf, kind) {
        (Leaf::File, Some(LocalKind::Folder)) | (Leaf::Folder, Some(LocalKind::File)) => Err(SomethingElse),
        _ => Ok(kind),
    }
}

fn look(folder: &TargetFolder, above: &[String], names: &[String]) -> Option<LocalKind> {
    let path = LocalPath::new([above, names].concat()).ok()?;
    folder.metadata(&path).ok().flatten().map(|metadata| metadata.kind)
}

#[cfg(test)]
mod tests;
