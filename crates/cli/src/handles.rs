//! How many files and connections this process may have open.

/// Takes as many as the system grants to whoever asks. Many systems give 1,024 to those that don't, for programs that
/// can't count further, and a server with that many clients has connections to stores as well.
#[cfg(unix)]
pub fn take_all() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where it isn't granted, things are as they were.
    let _ = setrlimit(Resource::Nofile, limit);
}

/// Elsewhere there is no such limit.
#[cfg(not(unix))]
pub fn take_all() {}
