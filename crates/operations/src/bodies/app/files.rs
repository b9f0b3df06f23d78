//! Local files and folders, folders at the store, links.

use std::time::SystemTime;

use bytes::Bytes;
use satchel_objects::{Body, ErrorKind, ObjectKey, PresignedUrl, PutOptions};
use satchel_operations_schema::types::{
    AccountKind, CreateFolder, EngineEvent, NoParameters, PickedFiles, PlaceChanged, ShareLink, ShareLinkRequest,
};

use crate::bodies::documented::{Answer, bucket_of, key_of, milliseconds};
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

/// The link goes to the clipboard and nowhere else: who has its text can read the object.
pub async fn copy_share_link(engine: &Engine, request: ShareLinkRequest) -> Answer<ShareLink> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let local_only = engine.account(&request.account)?.account_kind == AccountKind::Demo;
    let store = engine.store(&request.account).await?;
    // Signing needs no server, so a link to an object that is gone would be made all the same.
    store.head(&bucket, &key).await.map_err(|failure| errors::store(&failure))?;
    let name = key.name().trim_end_matches('/').to_owned();
    let file_name = Some(name.as_str()).filter(|name| !name.is_empty());
    let link = store.presign_get(&bucket, &key, PresignedUrl::LONGEST, file_name).await;
    let link = link.map_err(|failure| errors::store(&failure))?;
    if link.expires <= SystemTime::now() {
        return Err(errors::error(
            satchel_operations_schema::types::ErrorCode::CredentialsExpired,
            &[],
            "the credentials that would sign the link have ended",
            false,
        ));
    }
    let copied = engine.host.copy_text(link.url.to_string()).await;
    copied.map_err(|failure| errors::other(failure.to_string()))?;
    Ok(ShareLink { expires: milliseconds(Some(link.expires)), local_only })
}
