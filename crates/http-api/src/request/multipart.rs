//! `multipart/form-data`: fields are read, the file is handed on as it arrives.

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use multer::{Field, Multipart};
use satchel_operations::errors;
use zeroize::Zeroizing;

use super::too_long;
use crate::fields::Fields;
use crate::input::{FileInput, Input, Refused, Rest};

/// The name of the part that is a file.
const FILE: &str = "file";

/// Reads the fields before the file.
pub async fn begin(
    input: &mut Input,
    longest: usize,
    length: Option<u64>,
    boundary: String,
    body: impl Stream<Item = Result<Bytes, Refused>> + Send + 'static,
) -> Result<(), Refused> {
    let mut form = Form { parts: Multipart::new(body, boundary), room: longest, longest };
    if let Some(file) = form.fields_before_file(&mut input.fields).await? {
        let content_type = file.content_type().map(ToString::to_string);
        let pieces = file.map_err(|error| broken(&error)).boxed();
        input.file = Some(FileInput { content_type, at_most: length, pieces });
        input.rest = Some(Box::new(form));
    }
    Ok(())
}

struct Form {
    parts: Multipart<'static>,
    /// How many bytes its fields may still have.
    room: usize,
    longest: usize,
}

impl Form {
    /// Reads fields up to the file, or to the end.
    async fn fields_before_file(&mut self, fields: &mut Fields) -> Result<Option<Field<'static>>, Refused> {
        while let Some(part) = self.parts.next_field().await.map_err(|error| broken(&error))? {
            let Some(name) = part.name().map(ToOwned::to_owned) else {
                return Err(errors::invalid_parameter("body", "has a part without a name").into());
            };
            if name == FILE {
                return Ok(Some(part));
            }
            self.room = self.room.checked_sub(name.len()).ok_or_else(|| too_long(self.longest))?;
            let text = self.text(&name, part).await?;
            fields.add(name, text);
        }
        Ok(None)
    }

    async fn text(&mut self, name: &str, mut part: Field<'static>) -> Result<String, Refused> {
        let mut whole = Zeroizing::new(Vec::new());
        while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
            self.room = self.room.checked_sub(piece.len()).ok_or_else(|| too_long(self.longest))?;
            super::grow(&mut whole, piece.len());
            whole.extend_from_slice(&piece);
        }
        match std::str::from_utf8(&whole) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(errors::invalid_parameter(name, "isn't UTF-8").into()),
        }
    }
}

#[async_trait::async_trait]
impl Rest for Form {
    async fn read(&mut self, fields: &mut Fields) -> Result<(), Refused> {
        match self.fields_before_file(fields).await? {
            None => Ok(()),
            Some(_) => Err(errors::invalid_parameter(FILE, "is given more than once").into()),
        }
    }
}

fn broken(error: &multer::Error) -> Refused {
    if let multer::Error::StreamReadFailed(cause) = error
        && let Some(refused) = cause.downcast_ref::<Refused>()
    {
        return refused.clone();
    }
    let sentence = match error {
        multer::Error::IncompleteFieldData { .. } | multer::Error::IncompleteStream => {
            "ends before its last boundary".to_owned()
        }
        multer::Error::IncompleteHeaders => "ends in the headers of a part".to_owned(),
        _ => "isn't multipart/form-data as its boundary says".to_owned(),
    };
    errors::invalid_parameter("body", &sentence).into()
}
