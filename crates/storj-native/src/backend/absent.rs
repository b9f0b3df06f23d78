//! Builds without the official library: every call says so.
#![allow(clippy::unused_async, reason = "the other build's calls wait")]

use satchel_storj::auth_service::Credentials;
use satchel_storj::{AccessGrant, Secret};

use crate::access::RegisterOptions;
use crate::error::NativeError;
use crate::project::{NativeBucket, NativeObject};
use crate::timeouts::Timeouts;

pub(crate) fn available() -> Result<(), NativeError> {
    Err(NativeError::NotInThisBuild)
}

pub(crate) fn running() -> usize {
    0
}

pub(crate) async fn request_access(
    _: String,
    _: Secret<String>,
    _: Secret<String>,
    _: Timeouts,
) -> Result<Secret<String>, NativeError> {
    Err(NativeError::NotInThisBuild)
}

pub(crate) async fn revoke_access(_: &AccessGrant, _: &AccessGrant, _: Timeouts) -> Result<(), NativeError> {
    Err(NativeError::NotInThisBuild)
}

pub(crate) async fn register_access(
    _: String,
    _: &AccessGrant,
    _: bool,
    _: RegisterOptions,
    _: Timeouts,
) -> Result<Credentials, NativeError> {
    Err(NativeError::NotInThisBuild)
}

/// There is none.
#[derive(Clone)]
pub(crate) enum Project {}

/// There is none.
pub(crate) enum Listing {}

impl Project {
    pub(crate) async fn open(_: &AccessGrant, _: Timeouts) -> Result<Self, NativeError> {
        Err(NativeError::NotInThisBuild)
    }

    pub(crate) async fn list_buckets(&self) -> Result<Vec<NativeBucket>, NativeError> {
        match *self {}
    }

    pub(crate) async fn create_bucket(&self, _: String) -> Result<bool, NativeError> {
        match *self {}
    }

    pub(crate) async fn list_objects(&self, _: String, _: String, _: bool) -> Result<Listing, NativeError> {
        match *self {}
    }

    pub(crate) async fn put(&self, _: String, _: String, _: Vec<u8>) -> Result<(), NativeError> {
        match *self {}
    }

    pub(crate) async fn get(&self, _: String, _: String) -> Result<Vec<u8>, NativeError> {
        match *self {}
    }
}

impl Listing {
    pub(crate) async fn next_page(&mut self) -> Result<Option<Vec<NativeObject>>, NativeError> {
        match *self {}
    }
}
