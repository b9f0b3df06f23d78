//! The passphrase guard. On Storj another passphrase shows a bucket as empty, and writes objects that nobody sees who
//! has the first one. So the marks of passphrases that showed or wrote objects are kept for each bucket
//! ([`satchel_storj::passphrase`]), and one that isn't among them is told before an empty place is shown as empty, and
//! before the first object is written.
//!
//! The guard never stands in the way: where it can't know (no keyring, no list of buckets, no key for the place), it
//! says nothing. It asks the keyring and the satellite's gateway only where nobody waits for rows.

mod file;
mod position;
mod watch;

use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use satchel_accounts::{AccountId, AccountKind, Accounts, SecretPlace};
use satchel_objects::{BucketName, ListRequest, ObjectStore};
use satchel_operations_schema::types::{ErrorCode, ErrorInfo, PassphraseVerdict, ViewPassphrase};
use satchel_storj::passphrase::{Book, Step, Verdict, folders_to};
use satchel_transfer::Place;

use crate::errors;
use file::BookFile;
use position::{Position, Positions};
pub(crate) use watch::{Watch, Watching};

/// How long a person is kept waiting before a write is let through unjudged.
const PATIENCE: Duration = Duration::from_secs(15);

/// Somewhere in a bucket, and through which account.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    /// The account's store.
    pub store: &'a Arc<dyn ObjectStore>,
    /// The account.
    pub account: &'a str,
    /// The bucket.
    pub bucket: &'a BucketName,
    /// Where in it: empty, or a prefix that ends in `/`.
    pub prefix: &'a str,
}

/// Where an operation writes that names keys.
#[derive(Clone, Debug)]
pub struct Writes {
    bucket: BucketName,
    folder: String,
}

impl Writes {
    /// Where that command writes; `text` knows its parameters by name. None where it writes nothing, and where it names
    /// no bucket, which it refuses by itself.
    pub fn of<'a>(command: &str, text: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let (bucket, key) = match command {
            "copy_object" | "move_object" => ("destination_bucket", "destination_key"),
            "create_multipart_upload" => ("bucket", "key"),
            _ => return None,
        };
        let bucket = BucketName::new(text(bucket)?).ok()?;
        Some(Self { bucket, folder: folder_of(text(key).unwrap_or_default()).to_owned() })
    }
}

/// What was found of an account's passphrase at a spot.
#[derive(Clone, Debug)]
struct Judgement {
    verdict: Verdict,
    /// Where it differs: the accounts whose passphrase fits.
    accounts: Vec<AccountId>,
    /// Where it differs: the folder that this was found at.
    folder: Vec<u8>,
}

/// The guard of one program. The app's and the command line's share what they know.
pub struct Passphrases {
    accounts: Arc<Accounts>,
    positions: Positions,
    book: Arc<BookFile>,
    writing: Mutex<HashSet<(String, BucketName, String)>>,
}

impl Passphrases {
    /// The guard of these accounts, whose file is in the data folder. Where secrets last for a session, so does what it
    /// learns: without its key the file would say nothing.
    pub fn new(data_directory: &Path, accounts: Arc<Accounts>) -> Self {
        let kept = accounts.secret_place() == SecretPlace::Keyring;
        let book = Arc::new(BookFile::new(kept.then(|| data_directory.join("passphrases.json"))));
        Self { positions: Positions::new(accounts.clone()), accounts, book, writing: Mutex::default() }
    }

    /// Whether it has anything to say of an account: of Storj's.
    pub fn guards(&self, account: &str) -> bool {
        self.accounts.get(&AccountId::new(account)).is_ok_and(|account| account.kind == AccountKind::Storj)
    }

    /// A transfer of this session writes to a place.
    pub(crate) fn writes(&self, place: &Place) {
        if self.guards(&place.account) {
            self.writing().insert((place.account.clone(), place.bucket.clone(), place.prefix.clone()));
        }
    }

    /// Whether a transfer of this session wrote to a place that changed; that is answered once.
    pub(crate) fn take_written(&self, place: &Place) -> bool {
        self.writing().remove(&(place.account.clone(), place.bucket.clone(), place.prefix.clone()))
    }

    fn writing(&self) -> MutexGuard<'_, HashSet<(String, BucketName, String)>> {
        // Every change is a single insert.
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Objects were listed or written there: whatever passphrase did so belongs there from now on. Answers whether it
    /// could be told which one.
    pub async fn showed(&self, spot: &Spot<'_>) -> bool {
        self.note(spot, Book::showed).await
    }

    /// The person goes on there with this passphrase.
    pub async fn accept(&self, spot: &Spot<'_>) {
        self.note(spot, Book::accept).await;
    }

    /// Before something is written: refuses with `PassphraseDiffers` where the place was filled with another passphrase,
    /// this one shows nothing there, and the person didn't say that it is to be used all the same.
    ///
    /// # Errors
    /// That one alone; what can't be judged is let through.
    pub async fn before_write(&self, spot: &Spot<'_>) -> Result<(), ErrorInfo> {
        if !self.guards(spot.account) {
            return Ok(());
        }
        let judging = async {
            let judged = self.judge(spot).await;
            // Somebody may have used both passphrases here before this was noted down.
            if judged.verdict == Verdict::Differs && self.lists_something(spot, &judged.folder).await {
                self.showed(spot).await;
                return None;
            }
            Some(judged).filter(|judged| judged.verdict == Verdict::Differs)
        };
        let Ok(Some(judged)) = tokio::time::timeout(PATIENCE, judging).await else { return Ok(()) };
        let fits = judged.accounts.first().and_then(|id| self.accounts.get(id).ok()).map(|account| account.name);
        let mut params = vec![("bucket", spot.bucket.as_str()), ("prefix", spot.prefix)];
        params.extend(fits.as_deref().map(|name| ("account", name)));
        let message = "what is in this bucket was encrypted with another passphrase than this account's";
        Err(errors::error(ErrorCode::PassphraseDiffers, &params, message, false))
    }

    /// The same before an operation.
    ///
    /// # Errors
    /// `PassphraseDiffers`.
    pub async fn before_operation(
        &self,
        account: &str,
        store: &Arc<dyn ObjectStore>,
        writes: &Writes,
    ) -> Result<(), ErrorInfo> {
        self.before_write(&Spot { store, account, bucket: &writes.bucket, prefix: &writes.folder }).await
    }

    /// A listing of the place came out empty: what this passphrase once showed there is gone, where it would be seen.
    async fn emptied(&self, spot: &Spot<'_>) {
        let Some(position) = self.positions.of(spot).await else { return };
        if position.footprint.is_whole_at(spot.prefix)
            && let Some(step) = position.steps.first().copied()
        {
            self.book.update(position.key, move |book| book.emptied(step)).await;
        }
    }

    async fn note(&self, spot: &Spot<'_>, note: impl FnOnce(&mut Book, &[Step]) -> bool + Send + 'static) -> bool {
        let Some(position) = self.positions.of(spot).await else { return false };
        let Position { key, steps, .. } = position;
        self.book.update(key, move |book| note(book, &steps)).await;
        true
    }

    async fn judge(&self, spot: &Spot<'_>) -> Judgement {
        let unknown = Judgement { verdict: Verdict::Unknown, accounts: Vec::new(), folder: Vec::new() };
        let Some(position) = self.positions.of(spot).await else { return unknown };
        let book = self.book.read(position.key).await;
        let (verdict, at) = book.judge(&position.steps);
        match at {
            None => self.judge_by_others(spot, &position, &book).await.unwrap_or(unknown),
            Some(at) if verdict == Verdict::Differs => {
                let folder = folders_to(spot.prefix).nth(position.depth + at).unwrap_or_default();
                let place = position.steps.get(at).map(|step| step.place);
                let shown = place.map_or(&[][..], |place| book.shown(place));
                let mut accounts = Vec::new();
                for (other, footprint) in self.positions.of_others(spot, &position).await {
                    if footprint.at(&folder).is_some_and(|print| shown.contains(&print)) {
                        accounts.push(other);
                    }
                }
                Judgement { verdict, accounts, folder }
            }
            Some(_) => Judgement { verdict, ..unknown },
        }
    }

    /// A grant for a prefix alone has no key for what lies around it. Whoever filled that and is a saved account has the
    /// key for the prefix, too, and can be compared.
    async fn judge_by_others(&self, spot: &Spot<'_>, position: &Position, book: &Book) -> Option<Judgement> {
        let base = position.footprint.base();
        let ours = position.steps.first().copied()?;
        let around: Vec<Vec<u8>> = folders_to(spot.prefix).take(position.depth).collect();
        if around.iter().all(|folder| book.shown(position.place(folder)).is_empty()) {
            return None;
        }
        let others = self.positions.of_others(spot, position).await;
        for folder in around.iter().rev() {
            let shown = book.shown(position.place(folder));
            let filled = |print| shown.contains(&print);
            let fits: Vec<_> =
                others.iter().filter(|(_, footprint)| footprint.at(folder).is_some_and(filled)).collect();
            if fits.is_empty() {
                continue;
            }
            let same = fits.iter().any(|(_, footprint)| footprint.at(base) == Some(ours.print));
            let verdict = match (same, book.is_accepted(ours)) {
                (true, _) => Verdict::Matches,
                (false, true) => Verdict::Accepted,
                (false, false) => Verdict::Differs,
            };
            let accounts = fits.into_iter().map(|(other, _)| other.clone()).collect();
            return Some(Judgement { verdict, accounts, folder: base.to_vec() });
        }
        None
    }

    /// Whether this passphrase shows anything at a folder.
    async fn lists_something(&self, spot: &Spot<'_>, folder: &[u8]) -> bool {
        let Ok(mut prefix) = String::from_utf8(folder.to_vec()) else { return false };
        if !prefix.is_empty() {
            prefix.push('/');
        }
        let request = ListRequest {
            bucket: spot.bucket.clone(),
            prefix,
            delimiter: Some("/".to_owned()),
            max_keys: 1,
            continuation: None,
            start_after: None,
        };
        spot.store.list_page(&request).await.is_ok_and(|page| !page.entries.is_empty())
    }
}

impl fmt::Debug for Passphrases {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Passphrases").finish_non_exhaustive()
    }
}

/// The prefix that a key is in.
pub fn folder_of(key: &str) -> &str {
    key.rfind('/').map_or("", |slash| &key[..=slash])
}

impl Judgement {
    fn shown(&self) -> ViewPassphrase {
        let verdict = match self.verdict {
            Verdict::Unknown => PassphraseVerdict::Unknown,
            Verdict::Matches => PassphraseVerdict::Matches,
            Verdict::Differs => PassphraseVerdict::Differs,
            Verdict::Accepted => PassphraseVerdict::Accepted,
        };
        let accounts = if verdict == PassphraseVerdict::Differs { &self.accounts[..] } else { &[] };
        ViewPassphrase { verdict, accounts: accounts.iter().map(ToString::to_string).collect() }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use async_trait::async_trait;
    use bytes::Bytes;
    use satchel_accounts::{SecretError, SecretStore, SessionSecrets, StorjDraft};
    use satchel_objects::{Body, Capabilities, ObjectKey, PutOptions};
    use satchel_secret::Secret;
    use satchel_storj::{AccessGrant, ApiKey, Cipher, EncryptionKey, EncryptionStore};
    use satchel_testkit::memory::MemoryStore;
    use satchel_testkit::storj::{API_KEY, SATELLITE};
    use zeroize::Zeroizing;

    use super::*;

    /// A keyring that can be locked.
    #[derive(Debug, Default)]
    struct Keyring {
        secrets: SessionSecrets,
        locked: AtomicBool,
    }

    #[async_trait]
    impl SecretStore for Keyring {
        async fn set(&self, handle: &str, secret: &Zeroizing<String>) -> Result<(), SecretError> {
            self.secrets.set(handle, secret).await
        }
        async fn get(&self, handle: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
            if self.locked.load(Ordering::Relaxed) {
                return Err(SecretError::Locked);
            }
            self.secrets.get(handle).await
        }
        async fn delete(&self, handle: &str) -> Result<(), SecretError> {
            self.secrets.delete(handle).await
        }
        fn place(&self) -> SecretPlace {
            SecretPlace::Keyring
        }
    }

    fn guard(folder: &Path, keyring: &Arc<Keyring>) -> Passphrases {
        Passphrases::new(folder, Arc::new(Accounts::open(folder, keyring.clone()).0))
    }

    async fn account(guard: &Passphrases, name: &str, passphrase: u8) -> String {
        let store = EncryptionStore::with_default_key(EncryptionKey::new([passphrase; 32]), Cipher::AES_GCM);
        let grant = AccessGrant::new(SATELLITE, ApiKey::parse(API_KEY).unwrap(), store).unwrap();
        let draft = StorjDraft {
            name: name.to_owned(),
            grant: grant.serialize(),
            satellite: SATELLITE.to_owned(),
            auth_service: "https://auth.example".to_owned(),
            link_sharing: "https://link.example".to_owned(),
            endpoint: "https://gateway.example".to_owned(),
            access_key_id: "id".to_owned(),
            secret_key: Secret::from("secret"),
        };
        guard.accounts.add_storj(&draft).await.unwrap().id.to_string()
    }

    #[tokio::test]
    async fn what_one_program_saw_another_one_knows_and_the_file_names_nothing() {
        let (folder, keyring) = (tempfile::tempdir().unwrap(), Arc::new(Keyring::default()));
        let bucket = BucketName::new("holiday-photos").unwrap();
        let store: Arc<dyn ObjectStore> = Arc::new(MemoryStore::new(Capabilities::default(), 1000));
        let at = |account: &'static str| Spot { store: &store, account, bucket: &bucket, prefix: "" };
        let first = guard(folder.path(), &keyring);
        let ours: &str = account(&first, "Ours", 1).await.leak();
        let theirs: &str = account(&first, "Theirs", 2).await.leak();
        assert!(first.showed(&at(ours)).await);

        let second = guard(folder.path(), &keyring);
        second.before_write(&at(ours)).await.unwrap();
        let refused = second.before_write(&at(theirs)).await.unwrap_err();
        assert_eq!((refused.code, &*refused.params["account"]), (ErrorCode::PassphraseDiffers, "Ours"));
        second.accept(&at(theirs)).await;
        first.before_write(&at(theirs)).await.unwrap();

        let text = std::fs::read_to_string(folder.path().join("passphrases.json")).unwrap();
        for name in ["holiday", "Ours", ours, theirs, "storj", API_KEY] {
            assert!(!text.contains(name), "{name} is in {text}");
        }
    }

    #[tokio::test]
    async fn a_locked_keyring_keeps_nobody_from_writing() {
        let (folder, keyring) = (tempfile::tempdir().unwrap(), Arc::new(Keyring::default()));
        let bucket = BucketName::new("photos").unwrap();
        let memory = MemoryStore::new(Capabilities::default(), 1000);
        memory.create_bucket(&bucket).await.unwrap();
        let store: Arc<dyn ObjectStore> = Arc::new(memory);
        let first = guard(folder.path(), &keyring);
        let ours: &str = account(&first, "Ours", 1).await.leak();
        let theirs: &str = account(&first, "Theirs", 2).await.leak();
        let at = |account: &'static str| Spot { store: &store, account, bucket: &bucket, prefix: "" };
        assert!(first.showed(&at(ours)).await);
        keyring.locked.store(true, Ordering::Relaxed);
        let later = guard(folder.path(), &keyring);
        later.before_write(&at(theirs)).await.unwrap();
        keyring.locked.store(false, Ordering::Relaxed);
        assert!(later.before_write(&at(theirs)).await.is_err(), "what couldn't be had is asked for again");

        // Whose passphrase shows something there isn't asked, whatever is known.
        let key = ObjectKey::new("a").unwrap();
        store.put(&bucket, &key, Body::Bytes(Bytes::new()), &PutOptions::default()).await.unwrap();
        later.before_write(&at(theirs)).await.unwrap();
    }
}
