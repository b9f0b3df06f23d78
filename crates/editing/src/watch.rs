//! Sees what happens to the copies. It watches their folders, not the files: most programs save into another file and
//! rename it, and then the file that was watched is the old one.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use notify::event::{AccessKind, AccessMode, Event, EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};
use unicode_normalization::UnicodeNormalization;

use crate::EditId;

/// Told which copy was touched; `None` where events were lost and any may have been.
pub(crate) type Touched = Box<dyn Fn(Option<&EditId>) + Send>;

/// Watches folders through the system's own events. Where those have run out, [`Watcher::watch`] says so, and somebody
/// has to look.
pub(crate) struct Watcher {
    native: Mutex<Option<RecommendedWatcher>>,
    folders: Arc<Mutex<HashMap<String, Watched>>>,
}

#[derive(Clone)]
struct Watched {
    id: EditId,
    name: String,
    writing: Arc<AtomicBool>,
}

impl Watcher {
    /// A watcher that tells `touched`, from a thread of its own.
    pub fn new(native: bool, touched: Touched) -> Self {
        let folders: Arc<Mutex<HashMap<String, Watched>>> = Arc::default();
        let seen = folders.clone();
        let handle = move |event: notify::Result<Event>| match event {
            Ok(event) if event.need_rescan() => touched(None),
            Ok(event) => tell(&event, &seen, &touched),
            Err(error) => {
                tracing::warn!(%error, "the system's file events have a gap");
                touched(None);
            }
        };
        let native =
            if native { notify::recommended_watcher(handle) } else { Err(notify::Error::generic("switched off")) };
        if let Err(error) = &native {
            tracing::warn!(%error, "the system tells no file events: copies are looked at now and then");
        }
        Self { native: Mutex::new(native.ok()), folders }
    }

    /// Watches the folder of an edit; says whether the system tells what happens in it.
    pub fn watch(&self, id: &EditId, folder: &Path, name: &str, writing: Arc<AtomicBool>) -> bool {
        let watched = Watched { id: id.clone(), name: folded(name), writing };
        lock(&self.folders).insert(id.0.clone(), watched);
        let Some(native) = &mut *lock(&self.native) else { return false };
        match native.watch(folder, RecursiveMode::NonRecursive) {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, "a folder can't be watched: it is looked at now and then");
                false
            }
        }
    }

    /// Watches the folder no more.
    pub fn unwatch(&self, id: &EditId, folder: &Path) {
        lock(&self.folders).remove(&id.0);
        if let Some(native) = &mut *lock(&self.native) {
            // It may never have been watched, or be gone.
            let _ = native.unwatch(folder);
        }
    }
}

fn tell(event: &Event, folders: &Mutex<HashMap<String, Watched>>, touched: &Touched) {
    // Opening and reading a file changes nothing; we do so ourselves.
    let closed = event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write));
    if matches!(event.kind, EventKind::Access(_)) && !closed {
        return;
    }
    for path in &event.paths {
        let Some(watched) = find(path, folders) else { continue };
        match event.kind {
            _ if closed => watched.writing.store(false, Ordering::Relaxed),
            // Only Linux says when a writer is done.
            EventKind::Modify(ModifyKind::Data(_)) => {
                watched.writing.store(cfg!(target_os = "linux"), Ordering::Relaxed);
            }
            EventKind::Modify(ModifyKind::Name(_)) | EventKind::Remove(_) => {
                watched.writing.store(false, Ordering::Relaxed);
            }
            _ => {}
        }
        touched(Some(&watched.id));
    }
}

/// Whose copy a path is: the file of its name in the folder of its ID, or that folder itself. Paths come as the system
/// has them, which needn't be how we named the folder.
fn find(path: &Path, folders: &Mutex<HashMap<String, Watched>>) -> Option<Watched> {
    let folders = lock(folders);
    if let Some(watched) = text(path.file_name()).and_then(|name| folders.get(name)) {
        return Some(watched.clone());
    }
    let folder = path.parent().map(PathBuf::from);
    let watched = folder.as_deref().and_then(|folder| folders.get(text(folder.file_name())?))?;
    (folded(text(path.file_name())?) == watched.name).then(|| watched.clone())
}

fn text(name: Option<&OsStr>) -> Option<&str> {
    name.and_then(OsStr::to_str)
}

/// Names that one system or another takes for the same.
fn folded(name: &str) -> String {
    let composed: String = name.nfc().collect();
    if cfg!(target_os = "linux") { composed } else { composed.to_lowercase() }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
