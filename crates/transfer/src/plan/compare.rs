//! When a file and an object count as the same. The rule, as `docs/SEMANTICS.md` promises it:
//!
//! They have the same size, and: where the object's ETag can be an MD5 and the file has at most 64 MiB, the MD5 is the
//! same. Else, for a file above 64 MiB, the object's `mtime` is the file's. Else, for an upload, the object was written
//! after the file was last changed. What can't be told is taken to differ, and is asked about.

use std::fs::File;

use satchel_localpath::{FileIdentity, LocalError};
use satchel_objects::{BucketName, ObjectStore, ObjectSummary};

use crate::blocking::blocking;
use crate::hash::{Hash, HashKind, md5_of_tag, of_section};
use crate::{Finding, Result, mtime};

/// Up to this size a file is read to compare it; above, one HEAD tells the object's `mtime`.
const READ_UP_TO: u64 = 64 << 20;

/// Compares an object with a file that `open` opens.
pub(super) async fn is_same(
    store: &dyn ObjectStore,
    bucket: &BucketName,
    object: &ObjectSummary,
    identity: &FileIdentity,
    uploading: bool,
    open: impl FnOnce() -> Result<File, LocalError> + Send + 'static,
) -> Result<bool> {
    if object.size != identity.size {
        return Ok(false);
    }
    if identity.size == 0 {
        return Ok(true);
    }
    let written_after = || uploading && object.last_modified.zip(identity.modified).is_some_and(|(o, f)| o >= f);
    if identity.size > READ_UP_TO {
        let info = store.head(bucket, &object.key).await?;
        return Ok(match mtime::read(&info.metadata).zip(identity.modified) {
            Some((object, file)) => mtime::same(object, file),
            None => written_after(),
        });
    }
    let Some(expected) = md5_of_tag(object.etag.as_ref()) else { return Ok(written_after()) };
    let length = identity.size;
    // A file that can't be read is told by the transfer itself.
    let hash = blocking(move || {
        Ok::<_, LocalError>(open().ok().and_then(|file| of_section(HashKind::Md5, &file, 0, length).ok()))
    })
    .await?;
    Ok(hash == Some(Hash::Md5(expected)))
}

/// The finding for two things of which `same` says whether they are one.
pub(super) fn finding<T: PartialOrd>(same: bool, source: Option<T>, destination: Option<T>) -> Finding {
    if same {
        Finding::Same
    } else {
        Finding::Differs { newer: source.zip(destination).is_some_and(|(source, destination)| source > destination) }
    }
}
