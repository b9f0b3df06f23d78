//! Names: of the local copy, of what lies beside it, and of what is never opened.

use std::path::Path;

use satchel_localpath::Policy;
use satchel_objects::ObjectKey;

/// The longest name of a copy, in bytes: editors put theirs before and behind it (`.NAME.swp`, `.~lock.NAME#`), and a
/// file system holds 255.
const LONGEST_NAME: usize = 200;
/// The longest text behind a dot that is an extension, in bytes.
const LONGEST_EXTENSION: usize = 32;
/// The most bytes of a key.
const LONGEST_KEY: usize = 1024;

/// The name that the copy of an object gets: the key's last segment where the system can hold it, else the reversible
/// form that downloads get, too. Long ones are cut before the extension, which says what opens them. `None` for a
/// folder's marker.
pub fn local_name(key: &ObjectKey) -> Option<String> {
    let segment = key.as_str().rsplit('/').next().filter(|segment| !segment.is_empty())?;
    let name = |text: &str| Policy::host().encode(text).concat();
    let whole = name(segment);
    if whole.len() <= LONGEST_NAME {
        return Some(whole);
    }
    let (mut stem, extension) = split(segment);
    while !stem.is_empty() {
        stem = &stem[..stem.char_indices().next_back().map_or(0, |(at, _)| at)];
        let cut = name(&format!("{stem}…{extension}"));
        if cut.len() <= LONGEST_NAME {
            return Some(cut);
        }
    }
    None
}

/// The `number`th key beside a key: `folder/name (2).ext`. Cut where it would be too long; `None` where not even that
/// helps.
pub(crate) fn numbered_key(key: &ObjectKey, number: u32) -> Option<ObjectKey> {
    let text = key.as_str();
    let (folder, name) = text.split_at(text.rfind('/').map_or(0, |at| at + 1));
    let (mut stem, extension) = split(name);
    let end = format!(" ({number}){extension}");
    while folder.len() + stem.len() + end.len() > LONGEST_KEY {
        stem = &stem[..stem.char_indices().next_back()?.0];
    }
    ObjectKey::new(format!("{folder}{stem}{end}")).ok()
}

/// The name under which a copy is kept beside theirs: `name (mine).ext`, `name (mine 2).ext`, …
pub(crate) fn mine_name(name: &str, number: u32) -> String {
    let (stem, extension) = split(name);
    if number == 1 { format!("{stem} (mine){extension}") } else { format!("{stem} (mine {number}){extension}") }
}

fn split(name: &str) -> (&str, &str) {
    let at = name.rfind('.').filter(|at| *at > 0 && name.len() - at <= LONGEST_EXTENSION).unwrap_or(name.len());
    name.split_at(at)
}

/// Whether a file beside the copy is one that editors make for themselves: swap files, locks, backups. Nobody misses
/// them, and what happens to them is no save.
pub fn is_companion(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let vim = name.starts_with('.')
        && lower
            .rsplit_once('.')
            .is_some_and(|(_, end)| matches!(end.as_bytes(), [b's', b'u'..=b'w', b'a'..=b'z'] | b"swpx"));
    vim || name == "4913"
        || name.ends_with('~')
        || name.starts_with(".#")
        || (name.len() > 2 && name.starts_with('#') && name.ends_with('#'))
        || name.starts_with("~$")
        || (name.starts_with(".~lock.") && name.ends_with('#'))
        || name.starts_with(".goutputstream-")
        || (name.starts_with('.') && name.ends_with(".kate-swp"))
        || matches!(lower.as_str(), ".ds_store" | "desktop.ini" | "thumbs.db")
        || name.starts_with("._")
}

/// Endings of files that a system runs, or that lead somewhere else, when they are opened.
const RISKY: &[&str] = &[
    // Linux and other Unix systems
    "appimage",
    "bash",
    "csh",
    "deb",
    "desktop",
    "flatpakref",
    "fish",
    "ksh",
    "out",
    "pl",
    "py",
    "pyc",
    "pyw",
    "rb",
    "rpm",
    "run",
    "sh",
    "snap",
    "zsh",
    // macOS
    "action",
    "app",
    "command",
    "dmg",
    "fileloc",
    "inetloc",
    "mpkg",
    "osx",
    "pkg",
    "scpt",
    "scptd",
    "terminal",
    "tool",
    "webloc",
    "workflow",
    // Windows
    "ade",
    "adp",
    "application",
    "appref-ms",
    "appx",
    "appxbundle",
    "bat",
    "cdxml",
    "chm",
    "cmd",
    "com",
    "cpl",
    "diagcab",
    "dll",
    "exe",
    "gadget",
    "grp",
    "hlp",
    "hta",
    "img",
    "inf",
    "ins",
    "iso",
    "isp",
    "jar",
    "jnlp",
    "job",
    "js",
    "jse",
    "library-ms",
    "lnk",
    "mad",
    "mam",
    "maq",
    "mcf",
    "mda",
    "mde",
    "msc",
    "msh",
    "msi",
    "msix",
    "msixbundle",
    "msp",
    "mst",
    "ocx",
    "pif",
    "prg",
    "ps1",
    "ps1xml",
    "ps2",
    "psc1",
    "psd1",
    "psm1",
    "reg",
    "scf",
    "scr",
    "sct",
    "search-ms",
    "searchconnector-ms",
    "settingcontent-ms",
    "shb",
    "shs",
    "theme",
    "themepack",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "website",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xbap",
    "xll",
];

/// Whether opening a file of that name could run what is in it: such a one is shown in its folder, never opened.
pub fn is_risky(name: &str) -> bool {
    // Windows drops dots and spaces at the end before it looks.
    let name = name.trim_end_matches(['.', ' ']);
    let extension = Path::new(name).extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let hidden = name.strip_prefix('.').map(str::to_ascii_lowercase);
    extension.or(hidden).is_some_and(|extension| RISKY.contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> ObjectKey {
        ObjectKey::new(text).unwrap()
    }

    #[test]
    fn a_copy_is_named_after_its_object_where_the_system_can() {
        assert_eq!(local_name(&key("a/b/报告 1.docx")).unwrap(), "报告 1.docx");
        assert_eq!(local_name(&key("a/..")).unwrap(), "‰2E‰2E");
        assert_eq!(local_name(&key("folder/")), None);
        let long = local_name(&key(&format!("{}.txt", "é".repeat(400)))).unwrap();
        assert!(long.len() <= LONGEST_NAME && long.ends_with("….txt"), "{long}");
    }

    #[test]
    fn a_number_stands_before_the_extension_and_fits_into_a_key() {
        assert_eq!(numbered_key(&key("a.b/c.txt"), 2).unwrap().as_str(), "a.b/c (2).txt");
        assert_eq!(numbered_key(&key(".profile"), 3).unwrap().as_str(), ".profile (3)");
        let long = numbered_key(&key(&format!("{}.txt", "x".repeat(1020))), 2).unwrap();
        assert!(long.as_str().len() == 1024 && long.as_str().ends_with("x (2).txt"));
        assert_eq!(numbered_key(&key(&format!("{}/x", "y".repeat(1022))), 2), None);
        assert_eq!((mine_name("a.txt", 1).as_str(), mine_name("a", 2).as_str()), ("a (mine).txt", "a (mine 2)"));
    }

    #[test]
    fn what_editors_keep_beside_a_file_is_no_save() {
        for name in [".a.txt.swp", ".a.txt.swx", "4913", "a.txt~", ".#a.txt", "#a.txt#", "~$a.docx", ".~lock.a.odt#"] {
            assert!(is_companion(name), "{name}");
        }
        for name in ["a.txt", "a.swp.txt", "#1", ".profile", "a (mine).txt", "~a", "a.bak"] {
            assert!(!is_companion(name), "{name}");
        }
    }

    #[test]
    fn what_a_system_would_run_is_never_opened() {
        for name in ["a.desktop", "a.LNK", "a.pdf.bat", "a.sh", "a.exe. .", "a.ps1", ".bat", "a.url", "run.command"] {
            assert!(is_risky(name), "{name}");
        }
        for name in ["a.txt", "sh", "a.docx", "exe.png", "Makefile", ".profile"] {
            assert!(!is_risky(name), "{name}");
        }
    }
}
