//! The names, licences and notices of everything by other authors that the programs hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::parts::Part;
use crate::failure::Failure;

/// How the files begin in which authors put what has to be handed on.
const NAMES: [&str; 6] = ["licen", "copying", "notice", "copyright", "unlicense", "patents"];

/// Writes the notices.
pub fn write(parts: &[Part], to: &Path) -> Result<(), Failure> {
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut page = String::from(
        "Satchel holds work of other authors, which they gave under these licences. Their notices follow.\n\n",
    );
    for part in parts {
        let name = format!("{} {}", part.name, part.version);
        // Go's modules don't name their licence: the notice itself says it.
        let _ = writeln!(page, "{name}: {}", part.licence.as_deref().unwrap_or("see its notice"));
        for text in notices(&part.folder) {
            texts.entry(text).or_default().insert(name.clone());
        }
    }
    for (text, names) in texts {
        let names: Vec<String> = names.into_iter().collect();
        let _ = write!(page, "\n{}\n{}\n\n{text}\n", "-".repeat(80), names.join(", "));
    }
    fs::write(to, page).map_err(Failure::io(to.display().to_string()))
}

/// The texts of licences and notices in a folder. Lines are cut at their ends, so that the same text is the same.
fn notices(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_notice = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        NAMES.iter().any(|start| name.starts_with(start)) && path.is_file()
    };
    let text = |path: PathBuf| Some(String::from_utf8_lossy(&fs::read(path).ok()?).into_owned());
    let tidy = |text: String| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned();
    entries.filter(is_notice).filter_map(text).map(tidy).filter(|text| !text.is_empty()).collect()
}
