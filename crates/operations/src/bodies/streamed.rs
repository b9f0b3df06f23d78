//! The documented operations that carry bytes, as the desktop has them: files are handles from a drop or a dialog, and
//! whole objects go as transfers.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use satchel_localpath::{LocalAction, LocalError};
use satchel_objects::{Body, FileSection, ListEntry, ListRequest};
use satchel_operations_schema::types::{
    DownloadObject, ErrorCode, PartAnswer, StartedTransfer, UploadObject, UploadPart,
};
use satchel_transfer::{Action, Finding, OnConflict, Place, PlanItem, Progress};

use super::documented::{Answer, bucket_of, key_of, part_number_of, upload_id_of};
use crate::engine::Engine;
use crate::errors;
use crate::passphrases::{Spot, folder_of};

/// Sends one file to one key, replacing what is there: the document's operation asks no question.
pub async fn upload_object(engine: &Engine, account: &str, request: UploadObject) -> Answer<StartedTransfer> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let source = one_file(engine, &request.file)?;
    let store = engine.store(account).await?;
    let place = Place { account: account.to_owned(), bucket, prefix: String::new() };
    let folder = folder_of(key.as_str());
    let spot = Spot { store: &store, account, bucket: &place.bucket, prefix: folder };
    engine.passphrases.before_write(&spot).await?;
    let planned = satchel_transfer::plan_upload(store.clone(), place, vec![source], &Progress::silent()).await;
    let mut plan = planned.map_err(|failure| errors::transfer(&failure))?;
    let [PlanItem { action: Action::Upload { key: planned_key, .. }, finding, .. }] = &mut plan.items[..] else {
        return Err(errors::invalid_parameter("file", "must be one file that can be read"));
    };
    *planned_key = key;
    *finding = Finding::Differs { newer: true };
    engine.start(store, plan, OnConflict::Replace).await
}

/// Reads one object into a folder. A file that is there already stays: the new one gets a name beside it.
pub async fn download_object(engine: &Engine, account: &str, request: DownloadObject) -> Answer<StartedTransfer> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let target = one_file(engine, &request.target)?;
    let store = engine.store(account).await?;
    let listed = store
        .list_page(&ListRequest {
            bucket: bucket.clone(),
            prefix: key.as_str().to_owned(),
            delimiter: None,
            max_keys: 1,
            continuation: None,
            start_after: None,
        })
        .await
        .map_err(|failure| errors::store(&failure))?;
    let object = listed.entries.into_iter().find(|entry| matches!(entry, ListEntry::Object(found) if found.key == key));
    let Some(object) = object else {
        let params = [("bucket", bucket.as_str()), ("key", key.as_str())];
        return Err(errors::error(ErrorCode::NoSuchObject, &params, "no object at that key", false));
    };
    let folder = folder_of(key.as_str());
    let place = Place { account: account.to_owned(), bucket, prefix: folder.to_owned() };
    let plan = satchel_transfer::plan_download(store.clone(), place, vec![object], target, &Progress::silent()).await;
    engine.start(store, plan.map_err(|failure| errors::transfer(&failure))?, OnConflict::KeepBoth).await
}

/// Sends a whole file as one part.
pub async fn upload_part(engine: &Engine, account: &str, request: UploadPart) -> Answer<PartAnswer> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let (part_number, upload_id) = (part_number_of(request.part_number)?, upload_id_of(request.upload_id)?);
    let path = one_file(engine, &request.file)?;
    let section = open(path).await?;
    let store = engine.store(account).await?;
    let sent = store.upload_part(&bucket, &key, &upload_id, part_number, Body::File(section), None).await;
    let sent = sent.map_err(|failure| errors::store(&failure))?;
    Ok(PartAnswer { etag: sent.etag.map(|etag| etag.0).unwrap_or_default() })
}

async fn open(path: PathBuf) -> Answer<FileSection> {
    let open = move || {
        let failed = |source| errors::local(&LocalError::new(LocalAction::Read, &path, source));
        let file = File::open(&path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        Ok(FileSection::new(Arc::new(file), 0, length))
    };
    tokio::task::spawn_blocking(open).await.map_err(|failure| errors::other(failure.to_string()))?
}

fn one_file(engine: &Engine, handle: &str) -> Answer<PathBuf> {
    match &engine.files.get(handle)?[..] {
        [path] => Ok(path.clone()),
        _ => Err(errors::invalid_parameter("file", "must be one file or folder")),
    }
}
