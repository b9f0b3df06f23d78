//! The token that opens the API, and the file it is kept in.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use satchel_secret::Secret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;
use zeroize::Zeroizing;

/// The fewest characters that a token may have: one that was made elsewhere has to be as hard to guess as ours.
const SHORTEST: usize = 32;
/// The most characters that a token may have.
const LONGEST: usize = 512;

/// Who knows it may use the API. What is made here has 256 random bits, written as 64 hexadecimal digits.
#[derive(Clone)]
pub struct ApiToken {
    text: Secret<String>,
    digest: [u8; 32],
}

/// A token that can't be had.
#[derive(Debug, Error)]
pub enum TokenError {
    /// Too short, too long, or with characters that no `Authorization` header holds.
    #[error("a token has {SHORTEST} to {LONGEST} characters of A-Z a-z 0-9 - . _ ~ + / =")]
    NotAToken,
    /// The file doesn't hold a token.
    #[error(
        "{} doesn't hold a token ({SHORTEST} to {LONGEST} characters of A-Z a-z 0-9 - . _ ~ + / =): delete it, and a new \
         one is made", path.display()
    )]
    NotATokenFile {
        /// The file.
        path: PathBuf,
    },
    /// Others can read the file.
    #[error(
        "others can read {} (its mode is {mode:03o}): run `chmod 600 {}`, and if others may have read it, delete it, and \
         a new token is made", path.display(), path.display()
    )]
    Readable {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// There is no file, and none can be made.
    #[error("there is no token in {}, and a new one can't be kept there: {source}", path.display())]
    NotMade {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file couldn't be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The system gave no random numbers.
    #[error("no random numbers: {0}")]
    NoRandomness(getrandom::Error),
}

/// Who may use a server.
#[derive(Clone, Debug)]
pub enum TokenAccess {
    /// Who has the token.
    Token(ApiToken),
    /// Every program of this computer. On a loopback address only.
    Open,
}

impl ApiToken {
    /// Makes a new one.
    ///
    /// # Errors
    /// [`TokenError::NoRandomness`].
    pub fn generate() -> Result<Self, TokenError> {
        let mut random = Zeroizing::new([0_u8; 32]);
        getrandom::fill(&mut *random).map_err(TokenError::NoRandomness)?;
        Ok(Self::of(Secret::new(hex::encode(random.as_slice()))))
    }

    /// Takes one that was made before.
    ///
    /// # Errors
    /// [`TokenError::NotAToken`].
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte));
        if !plain || !(SHORTEST..=LONGEST).contains(&text.len()) {
            return Err(TokenError::NotAToken);
        }
        Ok(Self::of(Secret::from(text)))
    }

    fn of(text: Secret<String>) -> Self {
        let digest = Sha256::digest(text.expose().as_bytes()).into();
        Self { text, digest }
    }

    /// Reads the token of a file, or makes the file with a new one where there is none. The folder is made too.
    ///
    /// # Errors
    /// Where others can read the file, or it doesn't hold a token, or it can't be read or made.
    pub fn of_file(path: &Path) -> Result<Self, TokenError> {
        let failed = |source| TokenError::File { path: path.to_owned(), source };
        match Self::read(path) {
            Err(TokenError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
            found => return found,
        }
        let made = Self::generate()?;
        let file = made.temporary(path).map_err(|error| match error {
            TokenError::File { path, source } => TokenError::NotMade { path, source },
            other => other,
        })?;
        match file.persist_noclobber(path) {
            Ok(_) => Ok(made),
            // Another program was first.
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Self::read(path),
            Err(error) => Err(failed(error.error)),
        }
    }

    /// Puts this token into a file, in the place of the one that is there.
    ///
    /// # Errors
    /// [`TokenError::File`]; the old token is then still there.
    pub fn write(&self, path: &Path) -> Result<(), TokenError> {
        let written = self.temporary(path)?.persist(path);
        written.map(drop).map_err(|error| TokenError::File { path: path.to_owned(), source: error.error })
    }

    /// The token in a file beside `path` that only its owner can read.
    fn temporary(&self, path: &Path) -> Result<tempfile::NamedTempFile, TokenError> {
        let failed = |source| TokenError::File { path: path.to_owned(), source };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(failed)?;
        // This crate makes its files with mode 0600.
        let mut file = tempfile::Builder::new().prefix(".token-").tempfile_in(folder).map_err(failed)?;
        file.write_all(self.text.expose().as_bytes()).map_err(failed)?;
        file.write_all(b"\n").map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        Ok(file)
    }

    fn read(path: &Path) -> Result<Self, TokenError> {
        let failed = |source| TokenError::File { path: path.to_owned(), source };
        let file = File::open(path).map_err(failed)?;
        refuse_if_readable(&file, path)?;
        let mut text = Zeroizing::new(String::new());
        let wrong = || TokenError::NotATokenFile { path: path.to_owned() };
        file.take(LONGEST as u64 + 2).read_to_string(&mut text).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => wrong(),
            _ => failed(error),
        })?;
        Self::parse(text.trim_end_matches(['\n', '\r'])).map_err(|_| wrong())
    }

    /// Whether this is what somebody sent. It takes as long whatever was sent.
    pub(crate) fn is(&self, sent: &[u8]) -> bool {
        let sent: [u8; 32] = Sha256::digest(sent).into();
        sent.ct_eq(&self.digest).into()
    }

    /// The token itself, to be shown to whom it belongs.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiToken(•••)")
    }
}

/// A pipe (`--token-file <(pass show satchel)`) has no readers but us.
#[cfg(unix)]
fn refuse_if_readable(file: &File, path: &Path) -> Result<(), TokenError> {
    use std::os::unix::fs::MetadataExt;
    let metadata = file.metadata().map_err(|source| TokenError::File { path: path.to_owned(), source })?;
    let mode = metadata.mode() & 0o777;
    if metadata.is_file() && !is_ours_alone(mode, metadata.uid(), rustix::process::geteuid().as_raw()) {
        return Err(TokenError::Readable { path: path.to_owned(), mode });
    }
    Ok(())
}

/// Whether nobody but us reads a file: our own one only we may read. One that root keeps for a server that isn't root
/// can be read by a group alone, which is the server's: secrets of containers are handed over like that.
#[cfg(unix)]
fn is_ours_alone(mode: u32, owner: u32, us: u32) -> bool {
    let others = if owner == 0 && us != 0 { 0o037 } else { 0o077 };
    mode & others == 0
}

/// The profile folder's own access rules keep others out.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
fn refuse_if_readable(_: &File, _: &Path) -> Result<(), TokenError> {
    Ok(())
}

#[cfg(test)]
mod tests;
