//! A selection in a listing, made ready: nothing twice, and each with the name that it has at its destination.

use std::collections::HashSet;

use satchel_objects::{BucketName, ListEntry, ObjectStore, ObjectSummary};

use super::names::unique;
use crate::pages::list;
use crate::{Naming, Progress, Result};

/// One thing that was selected.
#[derive(Clone, Debug)]
pub(super) struct Root {
    pub(super) entry: ListEntry,
    /// Its name at the destination; a folder's without the `/`.
    pub(super) name: String,
    /// A folder without a name there: its objects go into the destination itself.
    pub(super) nameless: bool,
}

impl Root {
    /// The text of its key or prefix.
    pub(super) fn text(&self) -> &str {
        text(&self.entry)
    }

    /// The folder that it is in: empty, or ending in `/`.
    pub(super) fn base(&self) -> &str {
        let text = self.text();
        let body = text.strip_suffix('/').unwrap_or(text);
        &text[..body.rfind('/').map_or(0, |at| at + 1)]
    }

    /// Every object of it, with its key below the destination.
    pub(super) async fn objects(
        &self,
        store: &dyn ObjectStore,
        bucket: &BucketName,
        progress: &Progress,
    ) -> Result<Vec<(String, ObjectSummary)>> {
        match &self.entry {
            ListEntry::Object(object) => {
                progress.found(object.size);
                Ok(vec![(self.name.clone(), object.clone())])
            }
            ListEntry::Prefix(prefix) => {
                let mut objects = Vec::new();
                list(store, bucket, prefix, None, |entry| {
                    if let ListEntry::Object(object) = entry
                        && let Some(rest) = object.key.as_str().strip_prefix(&**prefix)
                    {
                        // The marker of a folder that leaves no name is the destination itself.
                        if self.nameless && rest.is_empty() && object.size == 0 {
                            return;
                        }
                        progress.found(object.size);
                        let relative = if self.nameless { rest.to_owned() } else { format!("{}/{rest}", self.name) };
                        objects.push((relative, object));
                    }
                })
                .await?;
                Ok(objects)
            }
        }
    }
}

/// Takes out of a selection what is in another selected folder.
pub(super) fn roots(selection: Vec<ListEntry>) -> Vec<Root> {
    named_roots(selection.into_iter().map(|entry| (entry, Naming::Own)).collect())
}

/// As [`roots`], with the names that were chosen.
pub(super) fn named_roots(selection: Vec<(ListEntry, Naming)>) -> Vec<Root> {
    let prefixes: HashSet<String> = selection
        .iter()
        .filter_map(|(entry, _)| match entry {
            ListEntry::Prefix(prefix) => Some(prefix.clone()),
            ListEntry::Object(_) => None,
        })
        .collect();
    let mut seen = HashSet::new();
    let mut given = HashSet::new();
    let mut roots = Vec::new();
    for (entry, naming) in selection {
        let text = text(&entry).to_owned();
        let is_folder = matches!(entry, ListEntry::Prefix(_));
        let inside = text.match_indices('/').map(|(at, _)| &text[..=at]);
        // A folder is in itself, and an object whose key is the folder's marker is in the folder.
        let inside = std::iter::once("").chain(inside);
        let covered = inside.filter(|prefix| !(is_folder && *prefix == text)).any(|prefix| prefixes.contains(prefix));
        if covered || !seen.insert((text, is_folder)) {
            continue;
        }
        let mut root = Root { entry, name: String::new(), nameless: false };
        let name = &root.text()[root.base().len()..];
        root.name = match naming {
            Naming::As(ref name) => name.clone(),
            Naming::Own | Naming::Contents if is_folder => unique(name, &mut given).trim_end_matches('/').to_owned(),
            Naming::Own | Naming::Contents => unique(name, &mut given),
        };
        root.nameless = is_folder && naming == Naming::Contents;
        roots.push(root);
    }
    roots
}

fn text(entry: &ListEntry) -> &str {
    match entry {
        ListEntry::Prefix(prefix) => prefix,
        ListEntry::Object(object) => object.key.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use satchel_objects::ObjectKey;

    fn entry(text: &str) -> ListEntry {
        match text.strip_prefix('@') {
            Some(prefix) => ListEntry::Prefix(prefix.into()),
            None => ListEntry::Object(ObjectSummary {
                key: ObjectKey::new(text).unwrap(),
                size: 0,
                last_modified: None,
                etag: None,
            }),
        }
    }

    fn names(selection: &[&str]) -> Vec<(String, String)> {
        let selection = selection.iter().map(|text| entry(text)).collect();
        roots(selection).into_iter().map(|root| (root.text().to_owned(), root.name)).collect()
    }

    #[test]
    fn nothing_is_taken_twice_and_names_are_unique() {
        assert_eq!(
            names(&["@a/", "a/b", "@a/c/", "a/", "x/t.txt", "y/t.txt", "y/t.txt", "@z/a/", "@a//"]),
            [("a/", "a"), ("x/t.txt", "t.txt"), ("y/t.txt", "t (2).txt"), ("z/a/", "a (2)")]
                .map(|(text, name)| (text.to_owned(), name.to_owned()))
        );
    }

    #[test]
    fn odd_keys_have_names_too() {
        assert_eq!(
            names(&["@/", "m/", "@b//"]),
            [("/", ""), ("m/", "m/"), ("b//", " (2)")].map(|(a, b)| (a.into(), b.into()))
        );
    }
}
