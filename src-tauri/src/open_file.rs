//! Opens a file with the system's program for it. The file is one argument of its own, never part of a command line.

use std::io;
use std::path::Path;

/// Opens an existing file. Whether it is one that may be opened is the engine's to say: it sends no program or script.
pub fn open(file: &Path) -> io::Result<()> {
    if !file.is_file() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("{} is no file", file.display())));
    }
    // Detached: the program outlives Satchel, and somebody else collects its end.
    open::that_detached(file)
}
