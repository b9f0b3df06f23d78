//! [`SealedFile`]: a file for what is many and secret, which opens with a key in the keyring alone.

mod format;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use self::format::Unopened;
use super::versioned::set_aside;
use super::{FileError, FileLock, FileNotice, write_atomically};
use crate::secrets::data_key::{self, Key};
use crate::{SecretError, SecretPlace, SecretStore};

/// Under which handle the key of all sealed files lies in the keyring.
const KEY_HANDLE: &str = "data-key";

/// A file of content that is secret, read when it is asked for and replaced whole by each change.
///
/// Several programs may change it: each change is made of what is in the file by then, under a lock of the system's. A
/// damaged file is kept aside and said; a newer one, and one whose key is gone, are left untouched. Where secrets are
/// kept for this session only, so is the content, and the file isn't looked at.
pub struct SealedFile<T> {
    path: PathBuf,
    purpose: &'static str,
    version: u32,
    secrets: Arc<dyn SecretStore>,
    session: Mutex<T>,
    changing: tokio::sync::Mutex<()>,
}

/// Why a sealed file couldn't be read or changed. Nothing that was in it is lost, and no text of this holds any of it.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// The place where the key lives can't be used now.
    #[error("{}: {source}", path.display())]
    Secrets {
        /// The file.
        path: PathBuf,
        /// What failed.
        source: SecretError,
    },
    /// The key isn't in the keyring any more. The file is left untouched.
    #[error(
        "the key of {} isn't in the keyring any more; the file is left as it is, and moved away it makes room for a \
         new one",
        path.display()
    )]
    KeyGone {
        /// The file.
        path: PathBuf,
    },
    /// The file doesn't open: it is damaged, or was sealed with another key. It was renamed to `kept`, so that the next
    /// call begins a new one.
    #[error("{} doesn't open ({detail}); it was kept as {}", path.display(), kept.display())]
    SetAside {
        /// Where the file was.
        path: PathBuf,
        /// Where it is now.
        kept: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// Another program of Satchel's holds the file's lock and doesn't come to an end.
    #[error("{} is being changed by another Satchel", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The file is newer than this Satchel, or can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

impl<T: Default> SealedFile<T> {
    pub(crate) fn new(path: PathBuf, purpose: &'static str, version: u32, secrets: Arc<dyn SecretStore>) -> Self {
        Self { path, purpose, version, secrets, session: Mutex::default(), changing: tokio::sync::Mutex::default() }
    }
}

impl<T> SealedFile<T> {
    /// Whether what is put here is still there after a restart.
    pub fn is_kept(&self) -> bool {
        self.secrets.place() == SecretPlace::Keyring
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn session(&self) -> MutexGuard<'_, T> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn secrets_failed(&self, source: SecretError) -> SealedError {
        SealedError::Secrets { path: self.path.clone(), source }
    }

    /// The key, where there is one. A locked keyring asks the person for its password here.
    async fn key(&self) -> Result<Option<Key>, SealedError> {
        data_key::read(&*self.secrets, KEY_HANDLE).await.map_err(|source| self.secrets_failed(source))
    }

    /// A new key, which is in the keyring when this answers. The caller has looked whether there is one, with the lock.
    async fn new_key(&self) -> Result<Key, SealedError> {
        data_key::make(&*self.secrets, KEY_HANDLE).await.map_err(|source| self.secrets_failed(source))
    }

    /// The file's bytes, where there is one.
    async fn bytes(&self) -> Result<Option<Vec<u8>>, SealedError> {
        let path = self.path.clone();
        let read = blocking(&self.path, move || fs::read(path)).await?;
        match read {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(FileError::Unreadable { path: self.path.clone(), detail: error.to_string() }.into()),
        }
    }

    async fn lock(&self) -> Result<FileLock, SealedError> {
        let path = self.path.clone();
        let taken = blocking(&self.path, move || FileLock::take(&path)).await?;
        let failed = |source| FileError::Write { path: self.path.clone(), source };
        taken.map_err(failed)?.ok_or_else(|| SealedError::Busy { path: self.path.clone() })
    }

    fn newer(&self, found: u32) -> SealedError {
        FileError::Newer { path: self.path.clone(), found: found.into(), known: self.version }.into()
    }
}

impl<T: Clone + Default + Serialize + DeserializeOwned + Send> SealedFile<T> {
    /// What is in the file; the default where there is none.
    ///
    /// # Errors
    /// [`SealedError`]. It is never empty instead of an error.
    pub async fn read(&self) -> Result<T, SealedError> {
        if !self.is_kept() {
            return Ok(self.session().clone());
        }
        let Some(bytes) = self.bytes().await? else { return Ok(T::default()) };
        let key = self.key().await?.ok_or_else(|| SealedError::KeyGone { path: self.path.clone() })?;
        match format::open(&bytes, &key, self.purpose, self.version) {
            Ok(content) => Ok(content),
            Err(Unopened::Newer(found)) => Err(self.newer(found)),
            Err(Unopened::Damaged(_)) => {
                // With the lock, so that a file which was put right meanwhile isn't the one that is renamed.
                let _lock = self.lock().await?;
                self.open_locked(self.bytes().await?, &key)
            }
        }
    }

    /// Changes what is in the file. Where `change` fails, and where this does, the file is as it was.
    ///
    /// # Errors
    /// Those of `change`, and [`SealedError`].
    pub async fn change<R, E: From<SealedError>>(&self, change: impl FnOnce(&mut T) -> Result<R, E>) -> Result<R, E> {
        let _turn = self.changing.lock().await;
        if !self.is_kept() {
            let mut content = self.session().clone();
            let answer = change(&mut content)?;
            *self.session() = content;
            return Ok(answer);
        }
        // A person who is asked for the keyring's password takes their time, and the lock is everybody's.
        let known = self.key().await?;
        let _lock = self.lock().await?;
        let bytes = self.bytes().await?;
        let key = match (known, &bytes) {
            (Some(key), _) => key,
            (None, found) => match self.key().await? {
                Some(key) => key,
                None if found.is_some() => return Err(SealedError::KeyGone { path: self.path.clone() }.into()),
                None => self.new_key().await?,
            },
        };
        let mut content: T = self.open_locked(bytes, &key)?;
        let answer = change(&mut content)?;
        let failed = |source| SealedError::from(FileError::Write { path: self.path.clone(), source });
        let sealed = format::seal(&content, &key, self.purpose, self.version).map_err(failed)?;
        let path = self.path.clone();
        let written = blocking(&self.path, move || write_atomically(&path, &sealed, true)).await?;
        written.map_err(SealedError::from)?;
        Ok(answer)
    }

    /// The content of the file's bytes; a file that doesn't open is renamed. The caller has the lock.
    fn open_locked(&self, bytes: Option<Vec<u8>>, key: &Key) -> Result<T, SealedError> {
        let Some(bytes) = bytes else { return Ok(T::default()) };
        let detail = match format::open(&bytes, key, self.purpose, self.version) {
            Ok(content) => return Ok(content),
            Err(Unopened::Newer(found)) => return Err(self.newer(found)),
            Err(Unopened::Damaged(detail)) => detail,
        };
        match set_aside(&self.path, detail) {
            FileNotice::SetAside { path, kept, detail } => {
                tracing::warn!(path = %path.display(), kept = %kept.display(), detail, "a sealed file doesn't open");
                Err(SealedError::SetAside { path, kept, detail })
            }
            FileNotice::Newer { path, found, known } => Err(FileError::Newer { path, found, known }.into()),
            FileNotice::Unreadable { path, detail } => Err(FileError::Unreadable { path, detail }.into()),
        }
    }
}

impl<T> std::fmt::Debug for SealedFile<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SealedFile").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Does what waits for the disk, or for another program, on a thread where it may.
async fn blocking<T: Send + 'static>(path: &Path, work: impl FnOnce() -> T + Send + 'static) -> Result<T, SealedError> {
    tokio::task::spawn_blocking(work).await.map_err(|lost| {
        let source = io::Error::other(lost.to_string());
        FileError::Write { path: path.to_owned(), source }.into()
    })
}
