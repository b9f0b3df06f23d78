//! The calls, on their threads, through the official library.

mod call;
mod failure;
mod library;

use std::io::{Read as _, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel_storj::auth_service::Credentials;
use satchel_storj::{AccessGrant, NodeUrl, Secret};
use tokio::sync::mpsc;
use uplink::edge;
use uplink::project::options;

pub(crate) use self::call::running;
use self::call::{EndsWithMe, Watch};
use self::failure::About;
use self::library::OpenProject;
use crate::access::RegisterOptions;
use crate::error::NativeError;
use crate::project::{MAXIMUM_OBJECT, NativeBucket, NativeObject};
use crate::timeouts::Timeouts;

/// Projects that are open and wait for their next call, with their connections.
const MAXIMUM_IDLE: usize = 4;
/// How many rows are handed over at once.
const PAGE: usize = 1_000;
/// How many bytes are read or written at once.
const PIECE: usize = 256 * 1024;
/// The slowest line for whose last bytes we wait, in bytes a second.
const SLOWEST: u64 = 32 * 1024;

#[allow(clippy::unnecessary_wraps, reason = "the other build answers an error")]
pub(crate) fn available() -> Result<(), NativeError> {
    Ok(())
}

/// What a satellite's errors are about.
fn about(satellite: &[u8]) -> About {
    let address = NodeUrl::parse(satellite).map(|url| url.address).unwrap_or_default();
    About::host(&String::from_utf8_lossy(&address))
}

pub(crate) async fn request_access(
    satellite: String,
    api_key: Secret<String>,
    passphrase: Secret<String>,
    timeouts: Timeouts,
) -> Result<Secret<String>, NativeError> {
    call::run("asking for access", timeouts, move |_| {
        library::request_access(&satellite, &api_key, &passphrase, &about(satellite.as_bytes())).map_err(|error| {
            match error {
                // It asks for nothing that a key could lack the right to.
                NativeError::PermissionDenied { .. } => NativeError::Unauthorized,
                other => other,
            }
        })
    })
    .await
}

pub(crate) async fn revoke_access(
    access: &AccessGrant,
    child: &AccessGrant,
    timeouts: Timeouts,
) -> Result<(), NativeError> {
    let (about, access, child) = (about(access.satellite()), access.serialize(), child.serialize());
    call::run("revoking", timeouts, move |watch| {
        let (project, child) = (OpenProject::open(&access, &about)?, library::grant(&child)?);
        watch.with(&project, || project.calls().revoke_access(&child).map_err(|error| about.failure(&error)))
    })
    .await
}

pub(crate) async fn register_access(
    address: String,
    grant: &AccessGrant,
    public: bool,
    options: RegisterOptions,
    timeouts: Timeouts,
) -> Result<Credentials, NativeError> {
    let grant = grant.serialize();
    call::run("registering access", timeouts, move |_| {
        let about = About::host(&address);
        let config = match &options.certificate {
            _ if options.insecure => edge::Config::new_insecure(&address),
            Some(certificate) => edge::Config::with_certificate(&address, certificate),
            None => edge::Config::new(&address),
        };
        let config = config.map_err(|_| NativeError::AuthServiceAddress)?;
        let register = edge::config::OptionsRegisterAccess { public };
        let registered = config
            .register_gateway_access(&library::grant(&grant)?, Some(&register))
            .map_err(|error| about.failure(&error))?;
        Ok(Credentials {
            access_key_id: registered.access_key_id,
            secret_key: Secret::new(registered.secret_key),
            endpoint: registered.endpoint,
            // The library keeps it to itself.
            restricted_until: None,
        })
    })
    .await
}

/// A grant, and projects opened with it. Each call has one to itself, so that ending a call ends no other.
#[derive(Clone)]
pub(crate) struct Project(Arc<Shared>);

struct Shared {
    grant: Secret<String>,
    about: About,
    timeouts: Timeouts,
    idle: Mutex<Vec<OpenProject>>,
}

impl Shared {
    /// Works with a project of its own, kept for the next call if nobody closed it.
    fn with<T>(
        &self,
        watch: &Watch,
        work: impl FnOnce(&uplink::Project) -> Result<T, NativeError>,
    ) -> Result<T, NativeError> {
        let idle = self.idle().pop();
        let project = idle.map_or_else(|| OpenProject::open(&self.grant, &self.about), Ok)?;
        let outcome = watch.with(&project, || work(project.calls()));
        if !watch.has_ended() && self.idle().len() < MAXIMUM_IDLE {
            self.idle().push(project);
        }
        outcome
    }

    fn idle(&self) -> MutexGuard<'_, Vec<OpenProject>> {
        // A list whose changes are whole, panic or not.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle());
        if !idle.is_empty() {
            call::aside(move || drop(idle));
        }
    }
}

impl Project {
    pub(crate) async fn open(grant: &AccessGrant, timeouts: Timeouts) -> Result<Self, NativeError> {
        let (about, grant) = (about(grant.satellite()), grant.serialize());
        call::run("opening the project", timeouts, move |_| {
            let first = OpenProject::open(&grant, &about)?;
            Ok(Self(Arc::new(Shared { grant, about, timeouts, idle: Mutex::new(vec![first]) })))
        })
        .await
    }

    async fn call<T: Send + 'static>(
        &self,
        what: &'static str,
        work: impl FnOnce(&uplink::Project, &About, &Watch) -> Result<T, NativeError> + Send + 'static,
    ) -> Result<T, NativeError> {
        let shared = Arc::clone(&self.0);
        call::run(what, self.0.timeouts, move |watch| shared.with(watch, |project| work(project, &shared.about, watch)))
            .await
    }

    pub(crate) async fn list_buckets(&self) -> Result<Vec<NativeBucket>, NativeError> {
        self.call("listing buckets", |project, about, watch| {
            let mut buckets = Vec::new();
            for bucket in project.list_buckets(None) {
                let bucket = bucket.map_err(|error| about.failure(&error))?;
                watch.step();
                buckets.push(NativeBucket { name: bucket.name, created: time(bucket.created_at) });
            }
            Ok(buckets)
        })
        .await
    }

    pub(crate) async fn create_bucket(&self, bucket: String) -> Result<bool, NativeError> {
        self.call("making the bucket", move |project, about, _| {
            let created = project.create_bucket(&bucket);
            let about = About { bucket, ..about.clone() };
            created.map(|(_, is_new)| is_new).map_err(|error| about.failure(&error))
        })
        .await
    }

    pub(crate) async fn list_objects(
        &self,
        bucket: String,
        prefix: String,
        recursive: bool,
    ) -> Result<Listing, NativeError> {
        let (shared, watch) = (Arc::clone(&self.0), Arc::new(Watch::default()));
        // One page waits while the next one is read.
        let (sender, pages) = mpsc::channel(1);
        call::start(shared.timeouts, Arc::clone(&watch), move |watch| {
            let outcome = shared.with(watch, |project| {
                let about = About { bucket: bucket.clone(), ..shared.about.clone() };
                list(project, &about, &bucket, &prefix, recursive, watch, &sender)
            });
            // Who doesn't wait any more needs no end either.
            let _unheard = sender.blocking_send(outcome.map(|()| None));
        })
        .await?;
        Ok(Listing { pages, timeouts: self.0.timeouts, watch: EndsWithMe(watch), is_over: false })
    }

    pub(crate) async fn put(&self, bucket: String, key: String, bytes: Vec<u8>) -> Result<(), NativeError> {
        let quiet = self.0.timeouts.quiet;
        self.call("writing the object", move |project, about, watch| {
            let about = About { bucket, key, ..about.clone() };
            let failed = |error: uplink::Error| about.failure(&error);
            let mut upload = project.upload_object(&about.bucket, &about.key, None).map_err(failed)?;
            for piece in bytes.chunks(PIECE) {
                watch.step();
                upload.write_all(piece).map_err(|error| about.stream_failure(error))?;
            }
            // What was written may still be on its way.
            watch.long_step(quiet.saturating_add(Duration::from_secs(bytes.len() as u64 / SLOWEST)));
            // An upload that isn't committed leaves nothing behind.
            upload.commit().map_err(failed)
        })
        .await
    }

    pub(crate) async fn get(&self, bucket: String, key: String) -> Result<Vec<u8>, NativeError> {
        self.call("reading the object", move |project, about, watch| {
            let about = About { bucket, key, ..about.clone() };
            let failed = |error: uplink::Error| about.failure(&error);
            let mut download = project.download_object(&about.bucket, &about.key, None).map_err(failed)?;
            let expected = size(&download.info().map_err(failed)?);
            if expected > MAXIMUM_OBJECT {
                return Err(NativeError::TooLarge { size: expected, maximum: MAXIMUM_OBJECT });
            }
            let mut bytes = Vec::new();
            let mut piece = vec![0; PIECE];
            loop {
                let read = download.read(&mut piece).map_err(|error| about.stream_failure(error))?;
                if read == 0 {
                    break;
                }
                watch.step();
                bytes.extend_from_slice(piece.get(..read).unwrap_or_default());
            }
            // The wrapper takes some failures for the end.
            let received = bytes.len() as u64;
            if received == expected { Ok(bytes) } else { Err(NativeError::Truncated { received, expected }) }
        })
        .await
    }
}

/// A listing's rows as they come; `None` says that there are no more, which nothing else says.
pub(crate) struct Listing {
    pages: mpsc::Receiver<Result<Option<Vec<NativeObject>>, NativeError>>,
    timeouts: Timeouts,
    watch: EndsWithMe,
    is_over: bool,
}

impl Listing {
    pub(crate) async fn next_page(&mut self) -> Result<Option<Vec<NativeObject>>, NativeError> {
        if self.is_over {
            return Ok(None);
        }
        let pages = &mut self.pages;
        let next = async { pages.recv().await.unwrap_or_else(|| Err(call::broken())) };
        let page = call::patiently("listing objects", self.timeouts, &self.watch.0, next).await?;
        self.is_over = page.is_none();
        Ok(page)
    }
}

fn list(
    project: &uplink::Project,
    about: &About,
    bucket: &str,
    prefix: &str,
    recursive: bool,
    watch: &Watch,
    pages: &mpsc::Sender<Result<Option<Vec<NativeObject>>, NativeError>>,
) -> Result<(), NativeError> {
    let failed = |error: uplink::Error| about.failure(&error);
    let mut wanted = if prefix.is_empty() {
        options::ListObjects::default()
    } else {
        options::ListObjects::with_prefix(prefix).map_err(failed)?
    };
    wanted.recursive = recursive;
    wanted.system = true;
    let mut page = Vec::new();
    for object in project.list_objects(bucket, Some(&wanted)).map_err(failed)? {
        let object = object.map_err(failed)?;
        watch.step();
        let (size, created) = (size(&object), time(object.metadata_system.created));
        page.push(NativeObject { key: object.key, is_prefix: object.is_prefix, size, created });
        if page.len() == PAGE && pages.blocking_send(Ok(Some(std::mem::take(&mut page)))).is_err() {
            return Err(NativeError::Canceled);
        }
    }
    if !page.is_empty() && pages.blocking_send(Ok(Some(page))).is_err() {
        return Err(NativeError::Canceled);
    }
    Ok(())
}

fn size(object: &uplink::Object) -> u64 {
    // Prefixes and what the satellite hides have none.
    u64::try_from(object.metadata_system.content_length).unwrap_or(0)
}

fn time(since_1970: Duration) -> SystemTime {
    UNIX_EPOCH.checked_add(since_1970).unwrap_or(UNIX_EPOCH)
}
