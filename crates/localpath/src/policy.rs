//! [`Policy`]: which names a system can hold, and a reversible way of writing the others.
//!
//! What can't stand is escaped behind a mark that hardly any name has, `‰` (U+2030):
//! - `‰3A` is the byte 3A; `‰_` is a segment without any byte;
//! - `…‰+` and `‰-…` are two pieces of one over-long segment, the second in a folder named after the first;
//! - `‰~2` tells the second of two twins (see [`Namer`](crate::Namer)).
//!
//! A mark that a key has by itself is escaped where it could be taken for one of these, and only there.

use std::fmt::Write;

/// The mark before everything that was escaped.
const MARK: char = '‰';

/// Which names a system can hold. The strict ones can be used on every system, so that they are tested on every system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether the names follow the rules of Windows (Win32 file names, "Naming Files, Paths, and Namespaces").
    pub windows_rules: bool,
    /// Whether the 255 units of the longest name are UTF-16 units; else they are bytes.
    pub counts_utf16: bool,
    /// Which different names the file system takes for one.
    pub folding: Folding,
}

/// Which different names a file system takes for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folding {
    /// None: ext4, XFS, Btrfs.
    None,
    /// Those that differ in upper and lower case: NTFS.
    Case,
    /// Those that differ in case or in Unicode normalisation: APFS.
    CaseAndNormalisation,
}

/// The longest name, in units of the policy. Source: ext4, XFS and APFS hold 255 bytes, NTFS 255 UTF-16 units.
pub(crate) const LONGEST: usize = 255;

impl Policy {
    /// What Linux file systems hold.
    pub const fn linux() -> Self {
        Self { windows_rules: false, counts_utf16: false, folding: Folding::None }
    }

    /// What macOS holds.
    pub const fn macos() -> Self {
        Self { windows_rules: false, counts_utf16: false, folding: Folding::CaseAndNormalisation }
    }

    /// What Windows holds.
    pub const fn windows() -> Self {
        Self { windows_rules: true, counts_utf16: true, folding: Folding::Case }
    }

    /// What this computer's system holds.
    pub const fn host() -> Self {
        if cfg!(windows) {
            Self::windows()
        } else if cfg!(target_os = "macos") {
            Self::macos()
        } else {
            Self::linux()
        }
    }

    /// What the file system of an open folder holds: drives from elsewhere keep their own rules.
    #[cfg(target_os = "linux")]
    pub(crate) fn of(folder: &cap_std::fs::Dir) -> Self {
        let kind = rustix::fs::fstatfs(folder).map(|system| system.f_type);
        match kind.ok().and_then(|kind| u32::try_from(kind & 0xffff_ffff).ok()) {
            // FAT, exFAT, NTFS (two drivers, and any other through FUSE), SMB (two drivers). Source: `man 2 statfs`.
            Some(0x4d44 | 0x2011_bab0 | 0x5346_544e | 0x7366_746e | 0x6573_5546 | 0xff53_4d42 | 0xfe53_4d42) => {
                Self::windows()
            }
            // HFS, HFS+.
            Some(0x4244 | 0x482b) => Self::macos(),
            _ => Self::host(),
        }
    }

    /// What the file system of an open folder holds: drives from elsewhere keep their own rules.
    #[cfg(target_os = "macos")]
    pub(crate) fn of(folder: &cap_std::fs::Dir) -> Self {
        let Ok(system) = rustix::fs::fstatfs(folder) else { return Self::host() };
        let name: Vec<u8> = system.f_fstypename.iter().map(|c| c.to_ne_bytes()[0]).take_while(|c| *c != 0).collect();
        if matches!(&name[..], b"msdos" | b"exfat" | b"ntfs" | b"smbfs") { Self::windows() } else { Self::host() }
    }

    /// What the file system of an open folder holds.
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    pub(crate) fn of(_folder: &cap_std::fs::Dir) -> Self {
        Self::host()
    }

    /// What the file system of a folder holds; what this computer's system holds, where it can't be opened.
    pub fn of_folder(path: &std::path::Path) -> Self {
        crate::TargetFolder::open(path).map_or(Self::host(), |folder| folder.policy())
    }

    /// Whether a text can be the name of a file or folder as it stands, and is not kept for our own use.
    pub fn allows(self, name: &str) -> bool {
        !name.is_empty()
            && name != "."
            && name != ".."
            && self.units(name) <= LONGEST
            && !name.chars().any(|c| self.forbids(c))
            && !is_part_name(name)
            && !(self.windows_rules && (name.ends_with(['.', ' ']) || is_alias(name)))
    }

    /// The local names of one segment of a key: one, or several (each but the last a folder) where it is over-long.
    pub fn encode(self, segment: &str) -> Vec<String> {
        self.encode_twin(segment, 1)
    }

    /// The same for the `twin`th of several segments that the file system would take for one.
    pub(crate) fn encode_twin(self, segment: &str, twin: u32) -> Vec<String> {
        let mut text = self.escape(segment);
        if twin > 1 {
            let mut mark = format!("{MARK}~{twin}");
            let mut at = text.rfind('.').filter(|at| *at > 0).unwrap_or(text.len());
            if self.units(&text) + self.units(&mark) > LONGEST {
                // The first piece has to differ. There, anything may follow the number.
                mark.push('~');
                at = self.shorten(&text, LONGEST / 4).len();
            }
            text.insert_str(at, &mark);
        }
        self.split(&text)
    }

    /// The segments of a key that local names stand for: the reverse of [`Policy::encode`]. A name that this mapping
    /// wouldn't have made stands for itself.
    pub fn decode(self, names: &[String]) -> Vec<String> {
        let mut segments = Vec::new();
        let mut rest = names;
        while let Some(first) = rest.first() {
            let pieces = count_pieces(rest);
            let (text, twin) = take_twin(&join(&rest[..pieces]));
            if let Some(segment) = unescape(&text).filter(|segment| self.made(segment, twin, &rest[..pieces])) {
                segments.push(segment);
                rest = &rest[pieces..];
            } else {
                segments.push(first.clone());
                rest = &rest[1..];
            }
        }
        segments
    }

    /// Whether [`Policy::encode_twin`] would have made these names. No segment has a slash.
    fn made(self, segment: &str, twin: u32, names: &[String]) -> bool {
        !segment.contains('/') && self.encode_twin(segment, twin) == names
    }

    /// What two names that the file system takes for one have in common.
    pub(crate) fn fold(self, name: &str) -> String {
        use unicode_normalization::UnicodeNormalization;
        let fold_case = |text: &str| text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
        match self.folding {
            Folding::None => name.to_owned(),
            Folding::Case => fold_case(name),
            Folding::CaseAndNormalisation => fold_case(&name.nfd().collect::<String>()).nfd().collect(),
        }
    }

    /// Whether an entry that stands in a folder has this name. HFS+ writes names in a normalisation of its own.
    pub(crate) fn is_same_entry(self, entry: &str, name: &str) -> bool {
        use unicode_normalization::UnicodeNormalization;
        entry == name || (self.folding == Folding::CaseAndNormalisation && entry.nfd().eq(name.nfd()))
    }

    /// The longest beginning of `text` that leaves `spare` units for something else, cut between characters.
    pub(crate) fn shorten(self, text: &str, spare: usize) -> &str {
        let mut end = text.len();
        while end > 0 && self.units(&text[..end]) + spare > LONGEST {
            end = text[..end].char_indices().next_back().map_or(0, |(at, _)| at);
        }
        &text[..end]
    }

    pub(crate) fn units(self, text: &str) -> usize {
        if self.counts_utf16 { text.encode_utf16().count() } else { text.len() }
    }

    fn forbids(self, c: char) -> bool {
        c == '/'
            || c == '\0'
            || (self.windows_rules && (c < ' ' || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\')))
            // APFS takes no text with code points that never will be characters.
            || (self.folding == Folding::CaseAndNormalisation && is_noncharacter(c))
    }

    fn escape(self, segment: &str) -> String {
        if segment.is_empty() {
            return format!("{MARK}_");
        }
        // A name that is wrong as a whole is mended by escaping one end of it.
        let first =
            segment == "." || segment == ".." || is_part_name(segment) || (self.windows_rules && is_alias(segment));
        let last = segment == ".." || (self.windows_rules && segment.ends_with(['.', ' ']));
        let mut text = String::with_capacity(segment.len());
        for (at, c) in segment.char_indices() {
            let after = &segment[at + c.len_utf8()..];
            let wrong = self.forbids(c) || (at == 0 && first) || (after.is_empty() && last);
            if wrong || (c == MARK && is_reserved(after)) {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    text.push(MARK);
                    // Writing into a text can't fail.
                    let _ = write!(text, "{byte:02X}");
                }
            } else {
                text.push(c);
            }
        }
        text
    }

    fn split(self, text: &str) -> Vec<String> {
        if self.units(text) <= LONGEST {
            return vec![text.to_owned()];
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let start = if pieces.is_empty() { String::new() } else { format!("{MARK}-") };
            if self.units(rest) + self.units(&start) <= LONGEST {
                pieces.push(format!("{start}{rest}"));
                break;
            }
            let piece = self.shorten(rest, self.units(&start) + self.units("‰+"));
            pieces.push(format!("{start}{piece}{MARK}+"));
            rest = &rest[piece.len()..];
        }
        pieces
    }
}

/// Whether a mark with this text behind it would be taken for an escape.
fn is_reserved(after: &str) -> bool {
    after.starts_with(['_', '+', '-', '~']) || hex_byte(after).is_some()
}

fn hex_byte(text: &str) -> Option<u8> {
    let digits = text.get(..2)?;
    let upper = digits.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
    if upper { u8::from_str_radix(digits, 16).ok() } else { None }
}

/// How many names, from the first on, are pieces of one segment.
fn count_pieces(names: &[String]) -> usize {
    1 + names.windows(2).take_while(|pair| pair[0].ends_with("‰+") && pair[1].starts_with("‰-")).count()
}

fn join(pieces: &[String]) -> String {
    let last = pieces.len() - 1;
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let piece = if index > 0 { piece.strip_prefix("‰-").unwrap_or(piece) } else { piece };
        text.push_str(if index < last { piece.strip_suffix("‰+").unwrap_or(piece) } else { piece });
    }
    text
}

/// Takes the number of a twin out of a name.
fn take_twin(text: &str) -> (String, u32) {
    let Some(at) = text.rfind("‰~") else { return (text.to_owned(), 1) };
    let after = &text[at + "‰~".len()..];
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &after[digits..];
    match after[..digits].parse() {
        Ok(twin) => (format!("{}{}", &text[..at], rest.strip_prefix('~').unwrap_or(rest)), twin),
        Err(_) => (text.to_owned(), 1),
    }
}

fn unescape(text: &str) -> Option<String> {
    if text == "‰_" {
        return Some(String::new());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if let Some(byte) = hex_byte(after).filter(|_| c == MARK) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.extend_from_slice(&rest.as_bytes()[..c.len_utf8()]);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// The names of unfinished downloads are our own: an object of such a name must never be taken for one.
pub(crate) fn is_part_name(name: &str) -> bool {
    name.starts_with('.')
        && name.len() >= 13
        && name.get(name.len() - 13..).is_some_and(|end| end.eq_ignore_ascii_case(".satchel-part"))
}

fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Whether Windows may take a name for something else than a file of that name.
fn is_alias(name: &str) -> bool {
    is_device(name) || is_short_alias(name)
}

/// Whether a name could be the short one, of 8 and 3 characters, that Windows makes by itself for another file:
/// `LONGNA~1.TXT` would then be that file. Source: Microsoft, [MS-FSCC] 2.1.5.2.1.
fn is_short_alias(name: &str) -> bool {
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    let number = stem.rsplit_once('~').filter(|(before, _)| !before.is_empty()).map_or("", |(_, number)| number);
    name.is_ascii()
        && stem.len() <= 8
        && extension.len() <= 3
        && !extension.contains('.')
        && !number.is_empty()
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Whether Windows takes a name for a device, with any extension and any spaces before it.
/// Source: Microsoft, "Naming Files, Paths, and Namespaces".
fn is_device(name: &str) -> bool {
    let stem = name.split(['.', ':']).next().unwrap_or(name).trim_end_matches(' ').to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    numbered.is_some_and(|n| matches!(n, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
}

#[cfg(test)]
mod tests;
