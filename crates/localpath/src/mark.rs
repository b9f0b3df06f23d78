//! The mark of the web: what tells the system that a file came from elsewhere, so that it asks before it runs it.
//!
//! Linux has no such mark that anything heeds. The attribute `user.xdg.origin.url` only says where a file came from, to
//! everybody who gets to see the file; nothing is written there.

use std::fs::File;
use std::io;

use cap_std::fs::Dir;

/// The stream `Zone.Identifier` with the zone of the internet. Source: Microsoft, [MS-FSCC] 5.6.1.
#[cfg(windows)]
pub(crate) fn came_from_elsewhere(dir: &Dir, name: &str, _file: &File) -> io::Result<()> {
    dir.write(format!("{name}:Zone.Identifier"), b"[ZoneTransfer]\r\nZoneId=3\r\n")
}

/// The attribute that Gatekeeper looks at: flags, when, by what program.
#[cfg(target_os = "macos")]
pub(crate) fn came_from_elsewhere(_dir: &Dir, _name: &str, file: &File) -> io::Result<()> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let value = format!("0081;{:08x};Satchel;", now.as_secs());
    let flags = rustix::fs::XattrFlags::empty();
    rustix::fs::fsetxattr(file, "com.apple.quarantine", value.as_bytes(), flags).map_err(Into::into)
}

#[cfg(not(any(windows, target_os = "macos")))]
#[allow(clippy::unnecessary_wraps, reason = "the other systems' marks can fail")]
pub(crate) fn came_from_elsewhere(_dir: &Dir, _name: &str, _file: &File) -> io::Result<()> {
    Ok(())
}
