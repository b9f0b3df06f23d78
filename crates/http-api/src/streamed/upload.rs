//! uploadObject and uploadPart: a file of any length, in bounded memory.

use futures::StreamExt;
use satchel_objects::{ObjectKey, PutOptions};
use satchel_operations::bodies::documented::{bucket_of, key_of, part_number_of, upload_id_of};
use satchel_operations::errors;
use satchel_operations_schema::Described;
use satchel_operations_schema::types::{ErrorCode, ObjectRequest, PartAnswer, UploadObject, UploadPart};
use satchel_transfer::streamed::{Spooled, Spools, StreamedUpload};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::failed;
use crate::answers::Answered;
use crate::api::{Api, Caller, Reply};
use crate::envelope::Format;
use crate::input::{FileInput, Input, Refused};

/// The largest part that S3 takes, in bytes. Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits".
const LARGEST_PART: u64 = 5 << 30;

/// Writes an object of a file. Nothing of it is to be seen before the whole request was read.
pub async fn upload_object(
    api: &Api,
    mut input: Input,
    caller: &dyn Caller,
    format: Format,
    message: &str,
) -> Result<Reply, Refused> {
    let store = caller.store().await?;
    let mut file = file_of::<UploadObject, ObjectRequest>(&mut input).await?;
    let mut told = input.fields.parameters::<UploadObject, ObjectRequest>(&["file"]);
    if told.is_err() && input.rest.is_some() {
        // The key may come behind the file: then the file has to wait.
        let (content_type, whole) = (file.content_type.take(), spool(&api.spools, &mut file, u64::MAX).await?);
        drop(file);
        input.finish().await?;
        told = input.fields.parameters::<UploadObject, ObjectRequest>(&["file"]);
        let at_most = Some(whole.length());
        let pieces = whole.stream().map(|piece| piece.map_err(|error| errors::other(error.to_string()).into())).boxed();
        file = FileInput { content_type, at_most, pieces };
    }
    let told = told?;
    let (bucket, key) = (bucket_of(&told.bucket)?, key_of(&told.key)?);
    let options = PutOptions { content_type: Some(content_type(&file, &key)), ..PutOptions::default() };
    let upload = StreamedUpload {
        store: &store,
        bucket: &bucket,
        key: &key,
        options,
        part_size: None,
        at_most: file.at_most,
        tries: 1,
        spools: &api.spools,
    };
    let before_end = async {
        input.finish().await?;
        let again = input.fields.parameters::<UploadObject, ObjectRequest>(&["file"])?;
        if again.bucket == told.bucket && again.key == told.key {
            return Ok(());
        }
        let field = if again.bucket == told.bucket { "key" } else { "bucket" };
        Err(errors::invalid_parameter(field, "comes behind the file and differs from the one before it").into())
    };
    upload.send(file.pieces, before_end, std::future::pending()).await?;
    Ok(Reply::Envelope(().envelope(format, message)))
}

/// The file. What else is missing is more telling than that it isn't there, too, and is said first.
async fn file_of<D: Described, T: DeserializeOwned>(input: &mut Input) -> Result<FileInput, Refused> {
    if input.file.is_none() {
        input.finish().await?;
        input.fields.parameters::<D, T>(&["file"])?;
    }
    input.take_file()
}

/// What its sender says it is, else what its name says.
fn content_type(file: &FileInput, key: &ObjectKey) -> String {
    let told = file.content_type.clone().filter(|told| !told.is_empty() && told != "application/octet-stream");
    let guessed = || mime_guess::from_path(key.as_str()).first_raw().unwrap_or("application/octet-stream").to_owned();
    told.unwrap_or_else(guessed)
}

/// The parameters of uploadPart besides its file.
#[derive(Deserialize)]
struct PartRequest {
    bucket: String,
    key: String,
    part_number: u32,
    upload_id: String,
}

/// Sends one part. Its length has to be known beforehand, so it waits until it is there.
pub async fn upload_part(
    api: &Api,
    mut input: Input,
    caller: &dyn Caller,
    format: Format,
    message: &str,
) -> Result<Reply, Refused> {
    let store = caller.store().await?;
    let mut file = file_of::<UploadPart, PartRequest>(&mut input).await?;
    let whole = spool(&api.spools, &mut file, LARGEST_PART).await?;
    drop(file);
    input.finish().await?;
    let told = input.fields.parameters::<UploadPart, PartRequest>(&["file"])?;
    let (bucket, key) = (bucket_of(&told.bucket)?, key_of(&told.key)?);
    let (number, upload_id) = (part_number_of(told.part_number)?, upload_id_of(told.upload_id)?);
    // Whoever began the upload may not have named a checksum: then a part may have none.
    let sent = store.upload_part(&bucket, &key, &upload_id, number, whole.body(), None).await;
    let sent = sent.map_err(|failure| failed(&failure))?;
    let answer = PartAnswer { etag: sent.etag.map(|etag| etag.0).unwrap_or_default() };
    Ok(Reply::Envelope(answer.envelope(format, message)))
}

async fn spool(spools: &Spools, file: &mut FileInput, limit: u64) -> Result<Spooled, Refused> {
    let mut spool = spools.begin(file.at_most);
    while let Some(piece) = file.pieces.next().await {
        spool.write(&piece?).await?;
        if spool.length() > limit {
            let sentence = format!("parameter file: has more than {limit} bytes, the most that a part can have");
            return Err(errors::error(ErrorCode::TooLarge, &[("field", "file")], sentence, false).into());
        }
    }
    Ok(spool.finish().await?)
}
