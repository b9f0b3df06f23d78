//! The file of the guard's book, which the app and the command line both write.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use satchel_accounts::files::{FileLock, VersionedFile};
use satchel_storj::passphrase::{Book, Mark};

/// The version of `passphrases.json` that this Satchel writes.
const VERSION: u32 = 1;

/// The book, and the file that it is read from before each use: another program may have learnt something meanwhile.
/// Where the file can't be used, what is learnt lasts for this session.
pub struct BookFile {
    path: Option<PathBuf>,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    book: Book,
    /// Whether it knows more than could be written.
    ahead: bool,
}

impl BookFile {
    /// The book at `path`; in memory where there is none.
    pub fn new(path: Option<PathBuf>) -> Self {
        Self { path, memory: Mutex::default() }
    }

    /// The book as it is now, as far as it was made with this key.
    pub async fn read(self: &Arc<Self>, key: Mark) -> Book {
        self.change(key, |_| false).await
    }

    /// Changes the book; the change answers whether there is something to write.
    pub async fn update(self: &Arc<Self>, key: Mark, change: impl FnOnce(&mut Book) -> bool + Send + 'static) {
        self.change(key, change).await;
    }

    async fn change(self: &Arc<Self>, key: Mark, change: impl FnOnce(&mut Book) -> bool + Send + 'static) -> Book {
        let this = self.clone();
        tokio::task::spawn_blocking(move || this.change_now(key, change)).await.unwrap_or_default()
    }

    fn change_now(&self, key: Mark, change: impl FnOnce(&mut Book) -> bool) -> Book {
        let mut memory = self.memory();
        let Some(path) = &self.path else {
            memory.book = std::mem::take(&mut memory.book).of_key(key);
            change(&mut memory.book);
            return memory.book.clone();
        };
        // Without it each program still replaces the file whole.
        let _lock = FileLock::take(path);
        let (file, found) = open(path);
        if !memory.ahead {
            memory.book = found.unwrap_or_default();
        }
        memory.book = std::mem::take(&mut memory.book).of_key(key);
        let changed = change(&mut memory.book) || memory.ahead;
        if changed {
            let saved = file.save(&memory.book);
            memory.ahead = saved.is_err();
            if let Err(failure) = saved {
                tracing::warn!("what is known of passphrases isn't written down: {failure}");
            }
        }
        memory.book.clone()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // A panic elsewhere leaves a book that is at worst a step behind.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(path: &Path) -> (VersionedFile<Book>, Option<Book>) {
    let (file, found, notice) = VersionedFile::open(path, VERSION, true);
    if let Some(notice) = notice {
        tracing::warn!("what is known of passphrases can't be read: {notice:?}");
    }
    (file, found)
}

#[cfg(test)]
mod tests {
    use satchel_secret::Secret;
    use satchel_storj::passphrase::{BucketIdentity, MarkKey, Step, Verdict};

    use super::*;

    fn key() -> MarkKey {
        MarkKey::new(Secret::new([7; 32]))
    }

    fn step(bucket: &str) -> Step {
        let identity = BucketIdentity { satellite: Vec::new(), bucket: bucket.to_owned(), created: None };
        Step { place: key().place(&identity, b""), print: key().id() }
    }

    #[tokio::test]
    async fn two_programs_lose_nothing_of_each_other_s_and_the_file_is_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passphrases.json");
        let open = || Arc::new(BookFile::new(Some(path.clone())));
        let programs = [open(), open()];
        let tasks = (0..40_usize).map(|number| {
            let program = programs[number % 2].clone();
            tokio::spawn(async move {
                let steps = [step(&format!("bucket-{number}"))];
                program.update(key().id(), move |book| book.showed(&steps)).await;
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let book = open().read(key().id()).await;
        for number in 0..40 {
            assert_eq!(book.judge(&[step(&format!("bucket-{number}"))]).0, Verdict::Matches, "{number}");
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("bucket-"), "names aren't in it: {text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let other = MarkKey::new(Secret::new([8; 32])).id();
        assert_eq!(open().read(other).await, Book::default().of_key(other), "with another key it says nothing");
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_used_is_left_or_kept_and_the_session_still_learns() {
        for (text, left) in [(r#"{"version":2,"sentences":7}"#, true), ("{", false)] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("passphrases.json");
            std::fs::write(&path, text).unwrap();
            let file = Arc::new(BookFile::new(Some(path.clone())));
            file.update(key().id(), |book| book.showed(&[step("photos")])).await;
            assert_eq!(file.read(key().id()).await.judge(&[step("photos")]).0, Verdict::Matches);
            assert_eq!(std::fs::read_to_string(&path).unwrap() == text, left, "{text}");
            let kept = std::fs::read_dir(folder.path()).unwrap().filter(|entry| {
                let name = entry.as_ref().unwrap().file_name();
                name.to_string_lossy().starts_with("passphrases.corrupt-")
            });
            assert_eq!(kept.count(), usize::from(!left));
        }
    }
}
