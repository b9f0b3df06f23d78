//! When a file and an object count as the same. The rule, as `docs/SEMANTICS.md` promises it:
//!
//! They have the same size, and: where the object's ETag can be an MD5 and the file has at most 64 MiB, the MD5 is the
//! same. Else, for a file above 64 MiB, the object's `mtime` is the file's. Else, for an upload, the object was written
//! after the file was last changed. What can't be told is taken to differ, and is asked about.

use std::fs::File;
use std::time::{SystemTime, UNIX_EPOCH};

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
pub(super) fn finding(same: bool, source: Option<SystemTime>, destination: Option<SystemTime>) -> Finding {
    if same {
        return Finding::Same;
    }
    Finding::Differs {
        newer: source.zip(destination).is_some_and(|(source, destination)| is_newer(source, destination)),
    }
}

/// Where only whole seconds are known of one time (as HEAD tells them), no more is compared: what was written in the
/// same second isn't newer.
fn is_newer(source: SystemTime, destination: SystemTime) -> bool {
    let parts = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (source, destination) = (parts(source), parts(destination));
    if source.subsec_nanos() == 0 || destination.subsec_nanos() == 0 {
        source.as_secs() > destination.as_secs()
    } else {
        source > destination
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn within_a_second_nothing_is_newer_where_only_seconds_are_known() {
        let at = |seconds, milliseconds: u32| UNIX_EPOCH + Duration::new(seconds, milliseconds * 1_000_000);
        for (source, destination, newer) in [
            (at(5, 700), at(5, 0), false),
            (at(5, 0), at(4, 900), true),
            (at(6, 1), at(5, 0), true),
            (at(5, 700), at(5, 699), true),
            (at(5, 0), at(5, 0), false),
        ] {
            assert_eq!(finding(false, Some(source), Some(destination)), Finding::Differs { newer });
        }
        assert_eq!(finding(false, None, Some(at(1, 0))), Finding::Differs { newer: false });
    }
}
