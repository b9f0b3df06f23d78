//! [`Exchange`]: how an edit reads and writes its object.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use satchel_localpath::FileIdentity;
use tokio_util::sync::CancellationToken;

use crate::{Target, Version};

/// The object as the store shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Which version it is.
    pub version: Version,
    /// Its size in bytes.
    pub size: u64,
    /// When it was written, by the server's clock.
    pub written: Option<SystemTime>,
    /// The time that its metadata says its file had.
    pub modified: Option<SystemTime>,
}

/// A file of an edit: its folder, and its name in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalCopy {
    /// The folder.
    pub folder: PathBuf,
    /// The name.
    pub name: String,
}

impl LocalCopy {
    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.folder.join(Path::new(&self.name))
    }
}

/// On what condition an object is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Only if this version stands there.
    Is(Version),
    /// Only if nothing stands there.
    Absent,
}

/// Something that couldn't be done, and what the caller knows of it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{cause}")]
pub struct Failure {
    /// Whether trying the same again may help.
    pub retryable: bool,
    /// What failed.
    pub cause: Arc<dyn Error + Send + Sync>,
}

impl Failure {
    /// A failure with its cause.
    pub fn new(retryable: bool, cause: impl Error + Send + Sync + 'static) -> Self {
        Self { retryable, cause: Arc::new(cause) }
    }
}

/// Why an exchange failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The condition doesn't hold: the object is another one, gone, or there by now.
    #[error("the object isn't the one any more that it was")]
    Refused,
    /// The file isn't the one any more that it was. Nothing of it was kept at the store.
    #[error("the file changed while it was being sent")]
    SourceChanged,
    /// It was stopped.
    #[error("it was stopped")]
    Stopped,
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// How an edit reads and writes its object. The app's way is the transfer engine.
#[async_trait]
pub trait Exchange: Send + Sync + 'static {
    /// What stands at the key now; `None` where nothing does.
    async fn look(&self, target: &Target) -> Result<Option<Remote>, Failure>;

    /// Fetches that version of the object whole into a file that isn't there yet; another version is
    /// [`ExchangeError::Refused`].
    async fn fetch(
        &self,
        target: &Target,
        remote: &Remote,
        into: &LocalCopy,
        stop: CancellationToken,
    ) -> Result<(), ExchangeError>;

    /// Writes the object from a file of that identity; a file of another one is [`ExchangeError::SourceChanged`]. The
    /// file's time goes along as metadata. Answers the new version where the server told it.
    async fn send(
        &self,
        target: &Target,
        from: &LocalCopy,
        identity: FileIdentity,
        condition: Condition,
        stop: CancellationToken,
    ) -> Result<Option<Version>, ExchangeError>;
}
