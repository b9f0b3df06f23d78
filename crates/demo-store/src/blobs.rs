//! Blobs: files named by random IDs, written once, never changed, gone when nothing refers to them.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The name of a blob: 128 random bits, in hex on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BlobId(pub(crate) [u8; 16]);

impl BlobId {
    fn random() -> io::Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self(bytes))
    }

    fn parse(name: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(name, &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

/// A stretch of a blob. An object's bytes are its segments, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The blob.
    pub(crate) blob: BlobId,
    /// Where the stretch starts in it, in bytes.
    pub(crate) offset: u64,
    /// How long it is, in bytes.
    pub(crate) length: u64,
}

/// The folder of blobs.
#[derive(Clone, Debug)]
pub(crate) struct Blobs {
    folder: Arc<PathBuf>,
    uses: Arc<Mutex<HashMap<BlobId, Use>>>,
}

/// Who reads a blob now.
#[derive(Debug, Default)]
struct Use {
    readers: usize,
    /// Nothing refers to it any more: the last reader removes it.
    doomed: bool,
}

impl Blobs {
    /// Opens the folder, making it where it is missing.
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder: Arc::new(folder), uses: Arc::default() })
    }

    fn path(&self, id: BlobId) -> PathBuf {
        let name = hex::encode(id.0);
        self.folder.join(&name[..2]).join(name)
    }

    /// Begins a new blob. It is removed again unless [`NewBlob::keep`] is called.
    pub(crate) fn create(&self) -> io::Result<NewBlob> {
        let id = BlobId::random()?;
        let path = self.path(id);
        if let Some(parent) = path.parent()
            && !parent.is_dir()
        {
            fs::create_dir_all(parent)?;
            sync_folder(&self.folder)?;
        }
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok(NewBlob { id, path, file: Some(file), kept: false })
    }

    /// Opens a blob to read it.
    pub(crate) fn read(&self, id: BlobId) -> io::Result<File> {
        File::open(self.path(id))
    }

    /// Holds blobs while they are read, so that a delete in between doesn't cut the reader off.
    pub(crate) fn hold(&self, segments: &[Segment]) -> Hold {
        let ids: Vec<_> = segments.iter().map(|segment| segment.blob).collect();
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        for id in &ids {
            uses.entry(*id).or_default().readers += 1;
        }
        Hold { blobs: self.clone(), ids }
    }

    /// Removes blobs that nothing refers to; those being read go with their last reader. What can't be removed is left
    /// for the sweep at the next start.
    pub(crate) fn remove(&self, ids: &[BlobId]) {
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        for id in ids {
            match uses.get_mut(id) {
                Some(entry) => entry.doomed = true,
                None => remove_quietly(&self.path(*id)),
            }
        }
    }

    /// Removes what a crash left: every blob that `is_used` doesn't know. Answers how many.
    pub(crate) fn sweep<E: From<io::Error>>(
        &self,
        mut is_used: impl FnMut(BlobId) -> Result<bool, E>,
    ) -> Result<usize, E> {
        let mut removed = 0;
        for shelf in fs::read_dir(&*self.folder)? {
            let folder = shelf?;
            if !folder.file_type()?.is_dir() {
                continue;
            }
            for entry in fs::read_dir(folder.path())? {
                let entry = entry?;
                let Some(id) = entry.file_name().to_str().and_then(BlobId::parse) else { continue };
                if !is_used(id)? {
                    fs::remove_file(entry.path())?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}

/// Keeps blobs from being removed until it is dropped.
#[derive(Debug)]
pub(crate) struct Hold {
    blobs: Blobs,
    ids: Vec<BlobId>,
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut uses = self.blobs.uses.lock().unwrap_or_else(PoisonError::into_inner);
        for id in &self.ids {
            let Some(entry) = uses.get_mut(id) else { continue };
            entry.readers -= 1;
            if entry.readers == 0 {
                let doomed = entry.doomed;
                uses.remove(id);
                if doomed {
                    remove_quietly(&self.blobs.path(*id));
                }
            }
        }
    }
}

/// A blob that is being written.
#[derive(Debug)]
pub(crate) struct NewBlob {
    id: BlobId,
    path: PathBuf,
    file: Option<File>,
    kept: bool,
}

impl NewBlob {
    /// Its ID.
    pub(crate) fn id(&self) -> BlobId {
        self.id
    }

    /// Adds bytes at its end.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.write_all(bytes),
            None => Err(io::Error::other("the blob is closed")),
        }
    }

    /// Makes it survive a power cut, name and all. It has to be done before a row refers to it.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        if let Some(file) = self.file.take() {
            file.sync_all()?;
        }
        self.path.parent().map_or(Ok(()), sync_folder)
    }

    /// From now on a row answers for it.
    pub(crate) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for NewBlob {
    fn drop(&mut self) {
        if !self.kept {
            self.file = None;
            remove_quietly(&self.path);
        }
    }
}

/// Only logged: the sweep at the next start tries again.
fn remove_quietly(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(%error, "a blob can't be removed; the next start tries again");
    }
}

/// Makes new names in a folder survive a power cut. Windows does it without being asked, and can't be asked.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(blobs: &Blobs, bytes: &[u8]) -> Segment {
        let mut new = blobs.create().unwrap();
        new.write(bytes).unwrap();
        new.sync().unwrap();
        let segment = Segment { blob: new.id(), offset: 0, length: bytes.len() as u64 };
        new.keep();
        segment
    }

    #[test]
    fn a_blob_that_is_not_kept_goes() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
        let mut new = blobs.create().unwrap();
        new.write(b"x").unwrap();
        let path = new.path.clone();
        assert!(path.exists());
        drop(new);
        assert!(!path.exists());
    }

    #[test]
    fn a_removed_blob_stays_until_its_last_reader_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
        let segment = blob(&blobs, b"x");
        let (one, two) = (blobs.hold(&[segment]), blobs.hold(&[segment, segment]));
        blobs.remove(&[segment.blob]);
        drop(one);
        assert!(blobs.read(segment.blob).is_ok());
        drop(two);
        assert!(blobs.read(segment.blob).is_err());
        assert!(blobs.uses.lock().unwrap().is_empty());
    }

    #[test]
    fn the_sweep_takes_only_blobs_that_nothing_uses() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
        let (kept, orphan) = (blob(&blobs, b"kept"), blob(&blobs, b"orphan"));
        fs::write(folder.path().join("blobs/README"), "not ours").unwrap();
        let removed = blobs.sweep::<io::Error>(|id| Ok(id == kept.blob)).unwrap();
        assert_eq!(removed, 1);
        assert!(blobs.read(kept.blob).is_ok());
        assert!(blobs.read(orphan.blob).is_err());
        assert!(folder.path().join("blobs/README").exists());
    }
}
