//! Small files, written whole and several at once: each still appears under its name only when its bytes are on the
//! disk, but they wait for the disk together.

use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;
use std::time::SystemTime;

use cap_std::fs::Dir;

use crate::publish::{IfTaken, settle, sync_together};
use crate::{LocalAction, LocalError, LocalErrorKind, LocalPath, PartFile, TargetFolder};

/// A file whose bytes are all in memory.
#[derive(Debug)]
pub struct WholeFile<B> {
    /// Where it goes.
    pub path: LocalPath,
    /// Its bytes, in one or several pieces.
    pub pieces: Vec<B>,
    /// When it was last changed.
    pub modified: Option<SystemTime>,
    /// What to do where something stands there.
    pub if_taken: IfTaken,
}

impl TargetFolder {
    /// Writes files and gives them their names, each whole or not at all, and answers for each in the order given. When
    /// it returns, what is there lasts through a power cut. It blocks, and holds as many open files as it is given.
    pub fn write_files<B: AsRef<[u8]>>(&self, files: &[WholeFile<B>]) -> Vec<Result<(), LocalError>> {
        let mut folders: HashMap<&[String], Arc<Dir>> = HashMap::new();
        let written: Vec<Result<PartFile, LocalError>> =
            files.iter().map(|file| self.write_file(file, &mut folders)).collect();

        let open: Vec<Arc<File>> = written.iter().flatten().map(PartFile::file).collect();
        let mut synced = sync_together(&open.iter().map(AsRef::as_ref).collect::<Vec<_>>()).into_iter();
        drop(open);
        let mut named: Vec<Result<PartFile, LocalError>> = written
            .into_iter()
            .zip(files)
            .map(|(part, file)| {
                let mut part = part?;
                if let Some(Err(error)) = synced.next() {
                    return Err(LocalError::new(LocalAction::Write, part.path(), error));
                }
                part.name_it(file.if_taken)?;
                Ok(part)
            })
            .collect();

        for dir in folders.values() {
            if let Err(error) = settle(dir) {
                let kind = LocalErrorKind::of(&error);
                let here = |part: &&mut Result<PartFile, LocalError>| {
                    part.as_ref().is_ok_and(|part| Arc::ptr_eq(&part.dir, dir))
                };
                for part in named.iter_mut().filter(here) {
                    let path = part.as_ref().map(|part| part.path().to_owned()).unwrap_or_default();
                    *part = Err(LocalError::of_kind(kind, LocalAction::Publish, path));
                }
            }
        }
        named.into_iter().map(|part| part.map(drop)).collect()
    }

    fn write_file<'f, B: AsRef<[u8]>>(
        &self,
        file: &'f WholeFile<B>,
        folders: &mut HashMap<&'f [String], Arc<Dir>>,
    ) -> Result<PartFile, LocalError> {
        let names = file.path.folders();
        if !folders.contains_key(names) {
            folders.insert(names, self.descend(names, true)?);
        }
        let dir = folders.get(names).map_or_else(|| self.descend(names, true), |dir| Ok(dir.clone()))?;
        let part = PartFile::begin(dir, file.path.name(), file.path.below(self.path()), self.check.clone())?;
        part.writer().write_all_at(0, &file.pieces)?;
        part.complete(file.modified);
        Ok(part)
    }
}

#[cfg(test)]
mod tests;
