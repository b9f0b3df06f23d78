//! [`LocalPath`]: a way below a folder that can't lead out of it.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::Policy;
use crate::folder::numbered;

/// The components of a path below a folder: at least one, and none of them empty, `.`, `..` or with a separator.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct LocalPath(Vec<String>);

/// A text that is no component of a local path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} isn't a name of a file or folder")]
pub struct LocalPathError(String);

impl LocalPath {
    /// Takes components that are each a name of this system.
    pub fn new(components: Vec<String>) -> Result<Self, LocalPathError> {
        if components.is_empty() {
            return Err(LocalPathError(String::new()));
        }
        match components.iter().find(|component| !is_name(component)) {
            Some(component) => Err(LocalPathError(component.clone())),
            None => Ok(Self(components)),
        }
    }

    /// The components.
    pub fn components(&self) -> &[String] {
        &self.0
    }

    /// The last component.
    pub fn name(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// The components before the last one.
    pub fn folders(&self) -> &[String] {
        &self.0[..self.0.len().saturating_sub(1)]
    }

    /// Another name in the same folder.
    pub fn with_name(&self, name: String) -> Result<Self, LocalPathError> {
        let mut components = self.folders().to_vec();
        components.push(name);
        Self::new(components)
    }

    /// The path in the same folder that is given instead where something stands at this one: `name (2).ext` for 2.
    pub fn numbered(&self, number: u32) -> Option<Self> {
        self.with_name(numbered(self.name(), number, Policy::host())).ok()
    }

    /// The path below `folder`, to be shown; files are opened through [`TargetFolder`](crate::TargetFolder).
    pub fn below(&self, folder: &Path) -> PathBuf {
        self.0.iter().fold(folder.to_owned(), |path, component| path.join(component))
    }
}

/// Whether a text is one normal component: what the standard library parses as such and nothing more.
fn is_name(text: &str) -> bool {
    let mut components = Path::new(text).components();
    let normal = matches!(components.next(), Some(std::path::Component::Normal(name)) if name == text);
    normal
        && components.next().is_none()
        && !text.contains(['/', '\0'])
        && (cfg!(not(windows)) || !text.contains(['\\', ':']))
}

impl fmt::Display for LocalPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join(std::path::MAIN_SEPARATOR_STR))
    }
}

impl TryFrom<Vec<String>> for LocalPath {
    type Error = LocalPathError;

    fn try_from(components: Vec<String>) -> Result<Self, LocalPathError> {
        Self::new(components)
    }
}

impl From<LocalPath> for Vec<String> {
    fn from(path: LocalPath) -> Self {
        path.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leads_out() {
        for component in ["", ".", "..", "/", "a/b", "/a", "a/", "a\0b"] {
            assert!(LocalPath::new(vec!["a".into(), component.into()]).is_err(), "{component:?}");
        }
        assert!(LocalPath::new(Vec::new()).is_err());
        assert!(LocalPath::new(vec!["a ".into(), "...".into(), "新娘.mp4".into()]).is_ok());
    }
}
