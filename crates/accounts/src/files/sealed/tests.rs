use std::collections::BTreeMap;

use proptest::prelude::*;
use satchel_secret::Secret;

use super::*;
use crate::secrets::testing::Fake;
use crate::{KeyringSecrets, SessionSecrets};

type Words = BTreeMap<String, String>;

fn words(words: &[&str]) -> Words {
    words.iter().map(|word| ((*word).to_owned(), format!("{word} sesame"))).collect()
}

/// A folder, and a keyring that programs share.
struct World {
    folder: tempfile::TempDir,
    keyring: Fake,
}

impl World {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), keyring: Fake::default() }
    }

    /// The file as one program opens it.
    fn file_for(&self, purpose: &'static str, version: u32) -> SealedFile<Words> {
        let secrets = KeyringSecrets::new(Box::new(self.keyring.clone())).unwrap();
        SealedFile::new(self.path(), purpose, version, Arc::new(secrets))
    }

    fn file(&self) -> SealedFile<Words> {
        self.file_for("words", 3)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("data/words.sealed")
    }

    async fn put(&self, word: &str) {
        add(&self.file(), word).await.unwrap();
    }

    /// The names in the folder, without the lock.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path().join("data")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.retain(|name| name != "words.lock");
        names.sort();
        names
    }
}

async fn add(file: &SealedFile<Words>, word: &str) -> Result<(), SealedError> {
    file.change(|known| {
        known.extend(words(&[word]));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_was_sealed_is_read_again_and_stands_nowhere_in_the_clear() {
    let world = World::new();
    let file = world.file();
    assert!(file.is_kept());
    assert_eq!(file.read().await.unwrap(), Words::new());
    assert!(!world.path().exists(), "reading makes nothing");
    add(&file, "a").await.unwrap();
    let first = fs::read(world.path()).unwrap();
    add(&file, "a").await.unwrap();
    let second = fs::read(world.path()).unwrap();
    assert_eq!(world.file().read().await.unwrap(), words(&["a"]));
    assert_ne!(first[HEADER_AND_NONCE..], second[HEADER_AND_NONCE..], "each save has a nonce of its own");
    assert!(!second.windows(6).any(|piece| piece == b"sesame"));
    let debug = format!("{file:?}");
    assert!(debug.contains("words.sealed") && !debug.contains("sesame"), "{debug}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(world.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

const HEADER_AND_NONCE: usize = 15 + 4 + 24;

#[tokio::test]
async fn a_change_that_fails_changes_nothing() {
    let world = World::new();
    world.put("a").await;
    let before = fs::read(world.path()).unwrap();
    let refused: Result<(), SealedError> = world
        .file()
        .change(|known| {
            known.clear();
            Err(SealedError::Busy { path: PathBuf::new() })
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(fs::read(world.path()).unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_programs_that_write_at_once_lose_nothing() {
    let world = World::new();
    // Also the first of them, who all find no key.
    let writers = (0..8).map(|program| {
        let file = world.file();
        tokio::spawn(async move {
            for number in 0..4 {
                add(&file, &format!("{program}-{number}")).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(world.file().read().await.unwrap().len(), 32);
}

#[tokio::test]
async fn without_its_key_a_file_is_an_error_and_left_as_it_is() {
    let world = World::new();
    world.put("a").await;
    let before = fs::read(world.path()).unwrap();
    let gone = World { folder: world.folder, keyring: Fake::default() };
    let read = gone.file().read().await;
    assert!(matches!(read, Err(SealedError::KeyGone { .. })), "{read:?}");
    let written = add(&gone.file(), "b").await;
    assert!(matches!(written, Err(SealedError::KeyGone { .. })), "{written:?}");
    assert_eq!((fs::read(gone.path()).unwrap(), gone.names()), (before, vec!["words.sealed".to_owned()]));
    assert_eq!(gone.keyring.entries(), [], "and no new key is made");
}

#[tokio::test]
async fn a_keyring_that_fails_is_an_error_and_nothing_is_written() {
    let world = World::new();
    world.keyring.fail_with(|| SecretError::Locked);
    let written = add(&world.file(), "a").await;
    assert!(matches!(written, Err(SealedError::Secrets { source: SecretError::Locked, .. })), "{written:?}");
    assert!(!world.path().exists());
}

#[tokio::test]
async fn a_newer_file_is_left_untouched() {
    let world = World::new();
    add(&world.file_for("words", 4), "a").await.unwrap();
    let before = fs::read(world.path()).unwrap();
    for failed in [world.file().read().await.map(|_| ()), add(&world.file(), "b").await] {
        let error = failed.unwrap_err();
        assert!(matches!(error, SealedError::File(FileError::Newer { found: 4, known: 3, .. })), "{error}");
    }
    assert_eq!((fs::read(world.path()).unwrap(), world.names()), (before, vec!["words.sealed".to_owned()]));
}

#[tokio::test]
async fn a_file_for_another_purpose_does_not_open() {
    let world = World::new();
    world.put("a").await;
    let error = world.file_for("phrases", 3).read().await.unwrap_err();
    assert!(matches!(error, SealedError::SetAside { .. }), "{error}");
}

#[tokio::test]
async fn a_damaged_file_is_kept_aside_said_and_then_a_new_one_begun() {
    let world = World::new();
    world.put("a").await;
    let mut bytes = fs::read(world.path()).unwrap();
    let end = bytes.len() - 1;
    bytes[end] ^= 1;
    fs::write(world.path(), &bytes).unwrap();
    let error = world.file().read().await.unwrap_err();
    let SealedError::SetAside { kept, .. } = &error else { panic!("{error}") };
    assert_eq!(fs::read(kept).unwrap(), bytes);
    assert!(error.to_string().contains(&kept.display().to_string()));
    world.put("b").await;
    assert_eq!(world.file().read().await.unwrap(), words(&["b"]));
    fs::write(world.path(), b"").unwrap();
    let error = add(&world.file(), "c").await.unwrap_err();
    assert!(matches!(error, SealedError::SetAside { .. }), "{error}");
    assert_eq!(world.names().len(), 2, "both are kept");
}

#[tokio::test]
async fn for_this_session_only_nothing_is_written_and_an_old_file_is_left_alone() {
    let world = World::new();
    world.put("a").await;
    let before = fs::read(world.path()).unwrap();
    let secrets: Arc<dyn SecretStore> = Arc::new(SessionSecrets::default());
    let file = SealedFile::<Words>::new(world.path(), "words", 3, Arc::clone(&secrets));
    assert!(!file.is_kept());
    add(&file, "b").await.unwrap();
    assert_eq!(file.read().await.unwrap(), words(&["b"]));
    let other = SealedFile::<Words>::new(world.path(), "words", 3, secrets);
    assert_eq!(other.read().await.unwrap(), Words::new());
    assert_eq!(fs::read(world.path()).unwrap(), before);
}

#[tokio::test]
async fn a_lock_that_is_given_back_lets_the_next_one_in() {
    let world = World::new();
    world.put("a").await;
    let lock = FileLock::take(&world.path()).unwrap().unwrap();
    let waiting = tokio::spawn({
        let file = world.file();
        async move { add(&file, "b").await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(!waiting.is_finished());
    drop(lock);
    waiting.await.unwrap().unwrap();
}

proptest! {
    #[test]
    fn a_byte_flipped_or_cut_is_an_error_and_never_other_content(
        content in proptest::collection::btree_map(".{0,8}", ".{0,20}", 0..4),
        at in any::<proptest::sample::Index>(),
        flip in 1_u8..,
        version in 1_u32..,
    ) {
        let [key, other]: [Key; 2] = [Secret::new([0x5a; 32]), Secret::new([0x5b; 32])];
        let sealed = format::seal(&content, &key, "words", version).unwrap();
        prop_assert_eq!(format::open::<Words>(&sealed, &key, "words", version).unwrap(), content.clone());
        let mut flipped = sealed.clone();
        flipped[at.index(sealed.len())] ^= flip;
        prop_assert!(format::open::<Words>(&flipped, &key, "words", version).is_err());
        prop_assert!(format::open::<Words>(&flipped, &key, "words", u32::MAX).is_err());
        let cut = &sealed[..at.index(sealed.len())];
        prop_assert!(format::open::<Words>(cut, &key, "words", version).is_err());
        let longer = [sealed.as_slice(), &[flip]].concat();
        prop_assert!(format::open::<Words>(&longer, &key, "words", version).is_err());
        prop_assert!(format::open::<Words>(&sealed, &other, "words", version).is_err());
        prop_assert!(format::open::<Words>(&sealed, &key, "word", version).is_err());
    }
}
