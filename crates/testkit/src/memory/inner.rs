//! What the store in memory holds.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use satchel_objects::{
    Body, BucketName, Capabilities, Checksum, ETag, ErrorKind, ObjectInfo, ObjectKey, Operation, Preconditions,
    PutOptions, PutResult, Result, StoreError, Tag, UploadId,
};

#[derive(Debug, Default)]
pub(super) struct Inner {
    pub(super) writes: u64,
    pub(super) buckets: BTreeMap<BucketName, BTreeMap<ObjectKey, Object>>,
    pub(super) uploads: BTreeMap<String, Upload>,
}

#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) bytes: Bytes,
    pub(super) etag: ETag,
    pub(super) written: SystemTime,
    pub(super) content_type: Option<String>,
    pub(super) metadata: Vec<(String, String)>,
    pub(super) checksum: Option<Checksum>,
    pub(super) tags: Vec<Tag>,
}

#[derive(Debug)]
pub(super) struct Upload {
    pub(super) bucket: BucketName,
    pub(super) key: ObjectKey,
    pub(super) options: PutOptions,
    pub(super) begun: SystemTime,
    pub(super) parts: BTreeMap<u16, (Bytes, ETag, Option<Checksum>)>,
}

pub(super) fn same(checksum: Checksum, bytes: &[u8]) -> bool {
    use crc_fast::CrcAlgorithm::{Crc32Iscsi, Crc64Nvme};
    match checksum {
        Checksum::Crc32c(value) => crc_fast::checksum(Crc32Iscsi, bytes) == u64::from(value),
        Checksum::Crc64Nvme(value) => crc_fast::checksum(Crc64Nvme, bytes) == value,
    }
}

impl Inner {
    pub(super) fn bucket(
        &mut self,
        operation: Operation,
        name: &BucketName,
    ) -> Result<&mut BTreeMap<ObjectKey, Object>> {
        let missing = || StoreError::new(ErrorKind::NoSuchBucket, operation).bucket(name);
        self.buckets.get_mut(name).ok_or_else(missing)
    }

    pub(super) fn object(&mut self, operation: Operation, bucket: &BucketName, key: &ObjectKey) -> Result<&mut Object> {
        let missing = || StoreError::new(ErrorKind::NoSuchObject, operation).bucket(bucket).key(key);
        self.bucket(operation, bucket)?.get_mut(key).ok_or_else(missing)
    }

    pub(super) fn tag(&mut self, capabilities: &Capabilities) -> ETag {
        self.writes += 1;
        let writes = self.writes;
        ETag(if capabilities.checksums { format!("\"{writes:032x}\"") } else { format!("\"v{writes}\"") })
    }

    pub(super) fn write(
        &mut self,
        operation: Operation,
        bucket: &BucketName,
        key: &ObjectKey,
        object: Object,
        conditions: &Preconditions,
    ) -> Result<PutResult> {
        let failed = || Err(StoreError::new(ErrorKind::PreconditionFailed, operation).bucket(bucket).key(key));
        let objects = self.bucket(operation, bucket)?;
        let there = objects.get(key);
        if (conditions.if_absent && there.is_some())
            || conditions.if_match.as_ref().is_some_and(|tag| there.is_none_or(|object| object.etag != *tag))
        {
            return failed();
        }
        let result = PutResult { etag: Some(object.etag.clone()), checksum: object.checksum };
        objects.insert(key.clone(), object);
        Ok(result)
    }

    pub(super) fn upload(&mut self, operation: Operation, key: &ObjectKey, id: &UploadId) -> Result<&mut Upload> {
        let missing = || StoreError::new(ErrorKind::NoSuchUpload, operation).key(key);
        self.uploads.get_mut(&id.0).filter(|upload| upload.key == *key).ok_or_else(missing)
    }
}

/// A second handle on a file has a position of its own only where the system makes one: positions are set each time,
/// and one reader has its turn.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub(super) fn read(operation: Operation, body: &Body) -> Result<Bytes> {
    match body {
        Body::Bytes(bytes) => Ok(bytes.clone()),
        Body::File(section) => {
            let failed = |error| StoreError::new(ErrorKind::LocalRead, operation).source(Box::new(error) as Box<_>);
            let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
            let mut file = &*section.file;
            let mut bytes = vec![0; usize::try_from(section.length).unwrap_or(usize::MAX)];
            file.seek(SeekFrom::Start(section.offset)).and_then(|_| file.read_exact(&mut bytes)).map_err(failed)?;
            Ok(bytes.into())
        }
    }
}

pub(super) fn info(object: &Object) -> ObjectInfo {
    ObjectInfo {
        size: object.bytes.len() as u64,
        etag: Some(object.etag.clone()),
        last_modified: Some(object.written),
        content_type: object.content_type.clone(),
        metadata: object.metadata.clone(),
        checksum: object.checksum,
    }
}
