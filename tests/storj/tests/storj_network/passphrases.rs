//! What the passphrase guard takes for granted, and what it says, on a real network: grants of several passphrases on one
//! project, and the guard itself over Storj's own library in the place of the gateway.

use std::sync::Arc;

use async_trait::async_trait;
use satchel_accounts::{Accounts, SessionSecrets, StorjDraft};
use satchel_objects::{
    Body, BucketInfo, BucketName, Capabilities, Checksum, CompletedPart, CopyRequest, DeleteOutcome, ErrorKind,
    GetOptions, GetResult, ListEntry, ListPage, ListRequest, MultipartUploadPage, ObjectInfo, ObjectKey, ObjectStore,
    ObjectSummary, Operation, PartPage, Preconditions, PresignedUrl, PutOptions, PutResult, Result, StoreError, Tag,
    UploadId,
};
use satchel_operations::passphrases::{Passphrases, Spot};
use satchel_operations_schema::types::ErrorCode;
use satchel_storj::{AccessGrant, Permission, ProjectId, Salt, Secret, SharePrefix};
use satchel_storj_native::{NativeObject, NativeProject, request_access};
use satchel_storj_tests::{Network, Project};

use crate::grants::offline;

/// A project as a store, as far as the guard looks.
#[derive(Debug)]
struct Native(NativeProject);

#[allow(clippy::result_large_err, reason = "it is the trait's")]
fn not_needed<T>() -> Result<T> {
    Err(StoreError::new(ErrorKind::Unsupported, Operation::HeadObject))
}

#[async_trait]
impl ObjectStore for Native {
    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }
    async fn list_buckets(&self) -> Result<Vec<BucketInfo>> {
        let buckets = self.0.list_buckets().await.unwrap().into_iter();
        Ok(buckets
            .map(|bucket| BucketInfo { name: BucketName::new(bucket.name).unwrap(), created: Some(bucket.created) })
            .collect())
    }
    async fn list_page(&self, request: &ListRequest) -> Result<ListPage> {
        let listing = self.0.list_objects(request.bucket.as_str(), &request.prefix, false).await.unwrap();
        let entry = |row: NativeObject| {
            if row.is_prefix {
                return ListEntry::Prefix(row.key);
            }
            let (key, size) = (ObjectKey::new(row.key).unwrap(), row.size);
            ListEntry::Object(ObjectSummary { key, size, last_modified: Some(row.created), etag: None })
        };
        let entries = listing.collect().await.unwrap().into_iter().map(entry).collect();
        Ok(ListPage { entries, continuation: None })
    }
    async fn create_bucket(&self, _: &BucketName) -> Result<()> {
        not_needed()
    }
    async fn delete_bucket(&self, _: &BucketName) -> Result<()> {
        not_needed()
    }
    async fn head_bucket(&self, _: &BucketName) -> Result<()> {
        not_needed()
    }
    async fn head(&self, _: &BucketName, _: &ObjectKey) -> Result<ObjectInfo> {
        not_needed()
    }
    async fn get(&self, _: &BucketName, _: &ObjectKey, _: &GetOptions) -> Result<GetResult> {
        not_needed()
    }
    async fn put(&self, _: &BucketName, _: &ObjectKey, _: Body, _: &PutOptions) -> Result<PutResult> {
        not_needed()
    }
    async fn copy(&self, _: &CopyRequest) -> Result<PutResult> {
        not_needed()
    }
    async fn delete(&self, _: &BucketName, _: &ObjectKey) -> Result<()> {
        not_needed()
    }
    async fn delete_many(&self, _: &BucketName, _: &[ObjectKey]) -> Result<Vec<DeleteOutcome>> {
        not_needed()
    }
    async fn tags(&self, _: &BucketName, _: &ObjectKey) -> Result<Vec<Tag>> {
        not_needed()
    }
    async fn put_tags(&self, _: &BucketName, _: &ObjectKey, _: &[Tag]) -> Result<()> {
        not_needed()
    }
    async fn delete_tags(&self, _: &BucketName, _: &ObjectKey) -> Result<()> {
        not_needed()
    }
    async fn create_multipart(&self, _: &BucketName, _: &ObjectKey, _: &PutOptions) -> Result<UploadId> {
        not_needed()
    }
    async fn upload_part(
        &self,
        _: &BucketName,
        _: &ObjectKey,
        _: &UploadId,
        _: u16,
        _: Body,
        _: Option<Checksum>,
    ) -> Result<PutResult> {
        not_needed()
    }
    async fn complete_multipart(
        &self,
        _: &BucketName,
        _: &ObjectKey,
        _: &UploadId,
        _: &[CompletedPart],
        _: &Preconditions,
    ) -> Result<PutResult> {
        not_needed()
    }
    async fn abort_multipart(&self, _: &BucketName, _: &ObjectKey, _: &UploadId) -> Result<()> {
        not_needed()
    }
    async fn multipart_page(
        &self,
        _: &BucketName,
        _: &str,
        _: Option<&(String, String)>,
    ) -> Result<MultipartUploadPage> {
        not_needed()
    }
    async fn part_page(&self, _: &BucketName, _: &ObjectKey, _: &UploadId, _: Option<u16>) -> Result<PartPage> {
        not_needed()
    }
    async fn presign_get(
        &self,
        _: &BucketName,
        _: &ObjectKey,
        _: std::time::Duration,
        _: Option<&str>,
    ) -> Result<PresignedUrl> {
        not_needed()
    }
}

/// An account on the network, without the gateway that there is none of here.
struct Account {
    id: String,
    project: NativeProject,
    store: Arc<dyn ObjectStore>,
}

/// One bucket of one project, and the guard of the accounts that reach it.
struct Bench {
    network: &'static Network,
    project: Project,
    accounts: Arc<Accounts>,
    guard: Passphrases,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new(salted: bool) -> Self {
        let network = Network::shared();
        let folder = tempfile::tempdir().unwrap();
        let (accounts, _) = Accounts::open(folder.path(), Arc::new(SessionSecrets::default()));
        let accounts = Arc::new(accounts);
        let guard = Passphrases::new(folder.path(), accounts.clone());
        Self { network, project: network.new_project(salted), accounts, guard, _folder: folder }
    }

    async fn access(&self, passphrase: &str) -> AccessGrant {
        let api_key = Secret::new(self.project.api_key.clone());
        request_access(self.network.satellite(), &api_key, &Secret::from(passphrase)).await.unwrap()
    }

    async fn account(&self, name: &str, grant: &AccessGrant) -> Account {
        let draft = StorjDraft {
            name: name.to_owned(),
            grant: grant.serialize(),
            satellite: String::from_utf8(grant.satellite().to_vec()).unwrap(),
            auth_service: self.network.auth().http.clone(),
            link_sharing: self.network.links().to_owned(),
            endpoint: self.network.auth().endpoint.clone(),
            access_key_id: "none".to_owned(),
            secret_key: Secret::from("none"),
        };
        let id = self.accounts.add_storj(&draft).await.unwrap().id.to_string();
        let project = NativeProject::open(grant).await.unwrap();
        Account { id, store: Arc::new(Native(project.clone())), project }
    }

    /// Lists as a view does: what it shows is noted down.
    async fn lists(&self, account: &Account, prefix: &str) -> usize {
        let rows = account.project.list_objects("photos", prefix, false).await.unwrap().collect().await.unwrap();
        if !rows.is_empty() {
            assert!(self.guard.showed(&spot(account, prefix)).await, "its passphrase can be told");
        }
        rows.len()
    }

    /// The account that is said to fit where a write is refused.
    async fn refused(&self, account: &Account, prefix: &str) -> Option<String> {
        let refused = self.guard.before_write(&spot(account, prefix)).await.err()?;
        assert_eq!((refused.code, &*refused.params["bucket"]), (ErrorCode::PassphraseDiffers, "photos"));
        Some(refused.params["account"].clone())
    }
}

fn spot<'a>(account: &'a Account, prefix: &'a str) -> Spot<'a> {
    static PHOTOS: std::sync::LazyLock<BucketName> = std::sync::LazyLock::new(|| BucketName::new("photos").unwrap());
    Spot { store: &account.store, account: &account.id, bucket: &PHOTOS, prefix }
}

fn limited(grant: &AccessGrant, prefix: &str) -> AccessGrant {
    let all = Permission { download: true, upload: true, list: true, delete: true, ..Permission::default() };
    grant.restrict(&all, &[SharePrefix::new("photos", prefix)], [5; 4]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_passphrase_on_one_project_lists_nothing_and_is_told_from_the_first() {
    let bench = Bench::new(true);
    let (one, two) = (bench.access("one").await, bench.access("two").await);
    let (ours, theirs) = (bench.account("Ours", &one).await, bench.account("Theirs", &two).await);
    ours.project.create_bucket("photos").await.unwrap();
    ours.project.put("photos", "2026/冬.jpg", b"snow".to_vec()).await.unwrap();

    // What the guard takes for granted.
    assert_eq!(ours.project.list_buckets().await.unwrap(), theirs.project.list_buckets().await.unwrap());
    assert_eq!(bench.lists(&theirs, "").await, 0, "it is no error");
    assert_eq!(bench.refused(&theirs, "").await, None, "nobody knows better yet");
    assert_eq!(bench.lists(&ours, "").await, 1);

    // What it says.
    assert_eq!(bench.refused(&ours, "").await, None);
    for prefix in ["", "2026/", "new/"] {
        assert_eq!(bench.lists(&theirs, prefix).await, 0);
        assert_eq!(bench.refused(&theirs, prefix).await.as_deref(), Some("Ours"), "{prefix}");
    }
    for (passphrase, grant, fits) in [("one", &one, true), ("two", &two, false)] {
        let whole = bench.account("Bucket", &limited(grant, "")).await;
        assert_eq!(bench.lists(&whole, "").await == 1, fits, "{passphrase}");
        assert_eq!(bench.refused(&whole, "").await.is_none(), fits, "{passphrase}");
        let folder = bench.account("Folder", &limited(grant, "2026/")).await;
        assert_eq!(bench.lists(&folder, "2026/").await == 1, fits, "{passphrase}");
        assert_eq!(bench.refused(&folder, "2026/").await.is_none(), fits, "{passphrase}");
    }
    let other = Bench::new(true);
    let elsewhere = other.account("Elsewhere", &other.access("two").await).await;
    elsewhere.project.create_bucket("photos").await.unwrap();
    assert_eq!(other.refused(&elsewhere, "").await, None, "another project's bucket of that name");

    // The person goes on: both are at home then, and neither sees the other's.
    bench.guard.accept(&spot(&theirs, "")).await;
    assert_eq!(bench.refused(&theirs, "").await, None);
    theirs.project.put("photos", "2026/summer.jpg", b"sun".to_vec()).await.unwrap();
    assert_eq!((bench.lists(&theirs, "2026/").await, bench.lists(&ours, "2026/").await), (1, 1));
    let third = bench.account("Third", &bench.access("three").await).await;
    assert!(bench.refused(&third, "").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_another_passphrase_s_objects_there_writes_unasked() {
    let bench = Bench::new(true);
    let (one, two) = (bench.access("one").await, bench.access("two").await);
    let (ours, theirs) = (bench.account("Ours", &one).await, bench.account("Theirs", &two).await);
    ours.project.create_bucket("photos").await.unwrap();
    for (account, key) in [(&ours, "a"), (&theirs, "b")] {
        account.project.put("photos", key, b"x".to_vec()).await.unwrap();
    }
    assert_eq!(bench.lists(&ours, "").await, 1);
    assert_eq!(bench.refused(&theirs, "").await, None, "the passphrase shows objects there, listed before or not");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_with_the_documented_salt_is_told_where_the_project_has_one_of_its_own() {
    for salted in [true, false] {
        let bench = Bench::new(salted);
        let ours = bench.account("Ours", &bench.access("p").await).await;
        ours.project.create_bucket("photos").await.unwrap();
        ours.project.put("photos", "a", b"x".to_vec()).await.unwrap();
        assert_eq!(bench.lists(&ours, "").await, 1);
        let salt = Salt::of_project(ProjectId::parse(&bench.project.id).unwrap());
        let documented = bench.account("Documented", &offline(bench.network, &bench.project, "p", &salt)).await;
        assert_eq!(bench.lists(&documented, "").await, usize::from(!salted));
        assert_eq!(bench.refused(&documented, "").await.as_deref(), salted.then_some("Ours"), "salted: {salted}");
    }
}
