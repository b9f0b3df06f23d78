//! Where the wrapper `uplink` doesn't do: everything unsafe of Satchel is in this file.
//!
//! Three things the wrapper can't: it frees twice what a failed `Grant` call answered, it swallows why a project
//! couldn't be opened, and it has no way to end a call that runs. So grants are parsed and asked for by `uplink-sys`
//! here, and a project's handle is read out of the wrapper's `Project`.
#![allow(unsafe_code, reason = "a C library is called, and the wrapper's private handle is read")]

use std::ffi::{CStr, CString};
use std::mem::{align_of, size_of};
use std::ptr;
use std::time::Duration;

use satchel_storj::Secret;
use uplink::error::Uplink;
use uplink_sys as sys;
use zeroize::{Zeroize as _, Zeroizing};

use super::failure::About;
use crate::error::NativeError;

/// How Satchel names itself to satellites.
const USER_AGENT: &str = concat!("Satchel/", env!("CARGO_PKG_VERSION"));
/// How long the library waits for a connection, where it heeds it: its own default.
const DIAL: Duration = Duration::from_secs(10);

// `Project` has one field, of this type (uplink 0.11.0, the one version that the workspace admits), and fills its place.
const _: () = assert!(size_of::<uplink::Project>() == size_of::<sys::UplinkProjectResult>());
const _: () = assert!(align_of::<uplink::Project>() == align_of::<sys::UplinkProjectResult>());

/// A text for C, wiped when it is dropped.
fn c_text(what: &'static str, text: &str) -> Result<Zeroizing<CString>, NativeError> {
    CString::new(text).map(Zeroizing::new).map_err(|_| NativeError::NulCharacter { what })
}

/// A grant of the wrapper's, once it is sure that making it can't fail.
pub(super) fn grant(text: &Secret<String>) -> Result<uplink::access::Grant, NativeError> {
    let c = c_text("access grant", text.expose())?;
    // SAFETY: `c` is a C string that outlives the call, and the call copies it.
    let parsed = unsafe { sys::uplink_parse_access(c.as_ptr()) };
    // SAFETY: `parsed.error` is null or an error that the library has just made.
    let failed = unsafe { failure(&About::default(), parsed.error) };
    // SAFETY: `parsed` comes from the library and isn't used after this; neither of its pointers was freed before.
    unsafe { sys::uplink_free_access_result(parsed) };
    failed?;
    // The same bytes parse again: the wrapper's own failing path isn't taken.
    uplink::access::Grant::new(text.expose()).map_err(|error| About::default().failure(&error))
}

/// Asks the satellite for a grant.
pub(super) fn request_access(
    satellite: &str,
    api_key: &Secret<String>,
    passphrase: &Secret<String>,
    about: &About,
) -> Result<Secret<String>, NativeError> {
    let address = c_text("satellite", satellite)?;
    let key = c_text("API key", api_key.expose())?;
    let passphrase = c_text("passphrase", passphrase.expose())?;
    let (agent, folder) = (c_text("user agent", USER_AGENT)?, c_text("folder", "inmemory")?);
    let config = sys::UplinkConfig {
        user_agent: agent.as_ptr(),
        dial_timeout_milliseconds: i32::try_from(DIAL.as_millis()).unwrap_or(0),
        temp_directory: folder.as_ptr(),
    };
    // SAFETY: all five are C strings that outlive the call, and the call copies them.
    let answered = unsafe {
        sys::uplink_config_request_access_with_passphrase(config, address.as_ptr(), key.as_ptr(), passphrase.as_ptr())
    };
    // SAFETY: `answered.error` is null or an error that the library has just made; so is `access`, which is null
    // exactly where there is an error.
    let text = unsafe { failure(about, answered.error).and_then(|()| serialize(answered.access)) };
    // SAFETY: `answered` comes from the library and isn't used after this; neither of its pointers was freed before.
    unsafe { sys::uplink_free_access_result(answered) };
    text
}

/// The text of a grant.
///
/// # Safety
/// `access` is one of the library's that wasn't freed, or null.
unsafe fn serialize(access: *mut sys::UplinkAccess) -> Result<Secret<String>, NativeError> {
    // SAFETY: the caller's promise; for null the library answers an error.
    let answered = unsafe { sys::uplink_access_serialize(access) };
    // SAFETY: `answered.error` is null or an error that the library has just made.
    let failed = unsafe { failure(&About::default(), answered.error) };
    let text = if answered.string.is_null() {
        None
    } else {
        // SAFETY: it isn't null, ends with NUL, and nobody else has it until it is freed below.
        let text = unsafe { CStr::from_ptr(answered.string) }.to_str().map(|text| Secret::new(text.to_owned())).ok();
        // SAFETY: as above, and it is memory that may be written to: its `strlen` bytes are.
        unsafe {
            let length = CStr::from_ptr(answered.string).to_bytes().len();
            std::slice::from_raw_parts_mut(answered.string.cast::<u8>(), length).zeroize();
        }
        text
    };
    // SAFETY: `answered` comes from the library and isn't used after this; neither of its pointers was freed before.
    unsafe { sys::uplink_free_string_result(answered) };
    failed?;
    text.ok_or_else(|| NativeError::Library { said: "the grant isn't text".into() })
}

/// What an error says. It isn't freed.
///
/// # Safety
/// `error` is one of the library's that wasn't freed, or null.
unsafe fn failure(about: &About, error: *mut sys::UplinkError) -> Result<(), NativeError> {
    // SAFETY: the caller's promise.
    let Some(error) = (unsafe { error.as_ref() }) else { return Ok(()) };
    let message = if error.message.is_null() {
        String::new()
    } else {
        // SAFETY: a message that isn't null is a C string that lives as long as its error.
        unsafe { CStr::from_ptr(error.message) }.to_string_lossy().into_owned()
    };
    let Ok(code) = u32::try_from(error.code) else { return Err(about.told(&Uplink::Unknown(message))) };
    Err(about.told(&match code {
        sys::UPLINK_ERROR_CANCELED => Uplink::Canceled(message),
        sys::UPLINK_ERROR_TOO_MANY_REQUESTS => Uplink::TooManyRequests(message),
        sys::UPLINK_ERROR_BANDWIDTH_LIMIT_EXCEEDED => Uplink::BandwidthLimitExceeded(message),
        sys::UPLINK_ERROR_STORAGE_LIMIT_EXCEEDED => Uplink::StorageLimitExceeded(message),
        sys::UPLINK_ERROR_SEGMENTS_LIMIT_EXCEEDED => Uplink::SegmentsLimitExceeded(message),
        sys::UPLINK_ERROR_PERMISSION_DENIED => Uplink::PermissionDenied(message),
        // Grants and opening know no others.
        _ => Uplink::Internal(message),
    }))
}

/// A project that is open. Dropping it closes it, which may take some milliseconds.
pub(super) struct OpenProject(uplink::Project);

// SAFETY: what the wrapper points to is a handle: a number in a table that Go keeps under a lock. Any thread may use it,
// and Go's own projects may be used by several at once. The memory that holds the number isn't bound to a thread.
unsafe impl Send for OpenProject {}

impl OpenProject {
    /// Opens a project, in memory alone: no object's bytes get to a temporary file.
    pub fn open(text: &Secret<String>, about: &About) -> Result<Self, NativeError> {
        let config = uplink::Config::new_inmemory(USER_AGENT, DIAL).map_err(|error| about.failure(&error))?;
        let project = Self(uplink::Project::open_with_config(grant(text)?, &config));
        // SAFETY: the error lives as long as the project that holds it.
        unsafe { failure(about, project.result().error) }?;
        Ok(project)
    }

    /// The wrapper's project.
    pub fn calls(&self) -> &uplink::Project {
        &self.0
    }

    /// What closes it from elsewhere while a call of it runs.
    pub fn closer(&self) -> Closer {
        // SAFETY: a project that could be opened has a handle, which lives as long as it.
        let handle = unsafe { self.result().project.as_ref() }.map_or(0, |project| project._handle);
        Closer { handle }
    }

    fn result(&self) -> sys::UplinkProjectResult {
        // SAFETY: `Project`'s only field is an `UplinkProjectResult` and as large and as aligned as the whole (asserted
        // above), so it lies at its beginning. The result is two pointers, which are copied.
        unsafe { ptr::from_ref(&self.0).cast::<sys::UplinkProjectResult>().read() }
    }
}

/// Closes a project by its number, which Go never gives twice. Closing one that is gone does nothing.
#[derive(Debug)]
pub(super) struct Closer {
    handle: usize,
}

impl Closer {
    /// Closes it: its calls answer that they were ended.
    pub fn close(self) {
        let mut project = sys::UplinkProject { _handle: self.handle };
        // SAFETY: the library reads the number and keeps no pointer to it; a number that it doesn't know is an error.
        let error = unsafe { sys::uplink_close_project(&raw mut project) };
        // SAFETY: null, or an error that the library has just made and that nobody else has.
        unsafe { sys::uplink_free_error(error) };
    }
}
