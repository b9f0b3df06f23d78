//! Local files and folders, folders at the store.

use bytes::Bytes;
use satchel_objects::{Body, ErrorKind, ObjectKey, PutOptions};
use satchel_operations_schema::types::{CreateFolder, EngineEvent, NoParameters, PickedFiles, PlaceChanged};

use crate::bodies::documented::{Answer, bucket_of};
use crate::engine::Engine;
use crate::errors;
use crate::passphrases::Spot;

pub async fn pick_files(engine: &Engine, _: NoParameters) -> Answer<Option<PickedFiles>> {
    Ok(engine.host.pick_files().await.map(|paths| engine.take_files(paths)))
}

pub async fn pick_folders(engine: &Engine, _: NoParameters) -> Answer<Option<PickedFiles>> {
    Ok(engine.host.pick_folders().await.map(|paths| engine.take_files(paths)))
}

pub async fn pick_target_folder(engine: &Engine, _: NoParameters) -> Answer<Option<PickedFiles>> {
    Ok(engine.host.pick_target_folder().await.map(|path| engine.take_files(vec![path])))
}

/// A folder is a marker: an empty object whose key ends in `/`. One that is there already is left as it is.
pub async fn create_folder(engine: &Engine, request: CreateFolder) -> Answer<()> {
    let name = request.name.trim_end_matches('/');
    if name.is_empty() {
        return Err(errors::invalid_parameter("name", "is empty"));
    }
    if name.contains('/') {
        return Err(errors::invalid_parameter("name", "has a slash"));
    }
    let bucket = bucket_of(&request.bucket)?;
    let key = ObjectKey::new(format!("{}{name}/", request.prefix)).map_err(errors::key)?;
    let store = engine.store(&request.account).await?;
    match store.head(&bucket, &key).await {
        Ok(_) => return Ok(()),
        Err(failure) if failure.kind == ErrorKind::NoSuchObject => {}
        Err(failure) => return Err(errors::store(&failure)),
    }
    let options = PutOptions { content_type: Some("application/x-directory".to_owned()), ..PutOptions::default() };
    let spot = Spot { store: &store, account: &request.account, bucket: &bucket, prefix: &request.prefix };
    engine.passphrases.before_write(&spot).await?;
    let put = store.put(&bucket, &key, Body::Bytes(Bytes::new()), &options).await;
    put.map_err(|failure| errors::store(&failure))?;
    engine.passphrases.showed(&spot).await;
    let CreateFolder { account, bucket, prefix, .. } = request;
    engine.host.emit(EngineEvent::PlaceChanged(PlaceChanged { account, bucket, prefix }));
    Ok(())
}
