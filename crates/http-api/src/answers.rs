//! What stands in the envelope's `data` for each answer of an operation. The desktop's answers differ: it keeps what is
//! secret, and its transfers go on by themselves.

use satchel_operations_schema::types::{
    Bucket, CredentialsOutput, ListAnswer, ListRow, MultipartUpload, ObjectDetails, ObjectTag, Part, PartAnswer,
    SecretOutput, UploadIdAnswer,
};
use satchel_operations_schema::{Described, Shape};
use serde::Serialize;

use crate::envelope::{Envelope, Format};

/// What `data` is, for the API's description.
#[derive(Clone, Copy, Debug)]
pub enum Data {
    /// There is none.
    None,
    /// Of this shape.
    Shaped(Shape),
    /// A record of these fields: name and shape.
    Record(&'static [(&'static str, Shape)]),
    /// A listing's rows, beside which stands where it goes on.
    Page(Shape),
    /// No envelope at all where it succeeds: an object's bytes.
    Bytes,
}

/// An answer that can be put in an envelope.
pub trait Answered {
    /// What `data` is.
    fn data() -> Data;
    /// The envelope of success.
    fn envelope(self, format: Format, message: &str) -> Envelope;
}

impl Answered for () {
    fn data() -> Data {
        Data::None
    }

    fn envelope(self, format: Format, message: &str) -> Envelope {
        Envelope::success::<()>(format, message, None, None)
    }
}

macro_rules! as_it_is {
    ($($answer:ty),* $(,)?) => { $(
        impl Answered for $answer {
            fn data() -> Data {
                Data::Shaped(<$answer as Described>::shape())
            }

            fn envelope(self, format: Format, message: &str) -> Envelope {
                Envelope::success(format, message, Some(&self), None)
            }
        }
    )* };
}
as_it_is!(Vec<Bucket>, Vec<ObjectTag>, Vec<MultipartUpload>, Vec<Part>, UploadIdAnswer, PartAnswer);

impl Answered for ListAnswer {
    fn data() -> Data {
        Data::Page(Vec::<ListRow>::shape())
    }

    fn envelope(self, format: Format, message: &str) -> Envelope {
        Envelope::success(format, message, Some(&self.rows), self.next_continuation_token.as_deref())
    }
}

impl Answered for ObjectDetails {
    fn data() -> Data {
        Data::Record(&[("etag", Shape::Text), ("content_length", Shape::Integer), ("last_modified", Shape::Integer)])
    }

    fn envelope(self, format: Format, message: &str) -> Envelope {
        /// What the document names; the desktop shows more.
        #[derive(Serialize)]
        struct Documented<'a> {
            etag: &'a str,
            content_length: u64,
            last_modified: u64,
        }
        let Self { etag, content_length, last_modified, .. } = &self;
        let data = Documented { etag, content_length: *content_length, last_modified: *last_modified };
        Envelope::success(format, message, Some(&data), None)
    }
}

impl Answered for SecretOutput {
    fn data() -> Data {
        Data::Shaped(Shape::Text)
    }

    fn envelope(self, format: Format, message: &str) -> Envelope {
        Envelope::success(format, message, Some(&self.0.expose()), None)
    }
}

impl Answered for CredentialsOutput {
    fn data() -> Data {
        Data::Record(&[("access_key_id", Shape::Text), ("secret_key", Shape::Text), ("endpoint", Shape::Text)])
    }

    fn envelope(self, format: Format, message: &str) -> Envelope {
        /// The caller asked for them: here they are written out.
        #[derive(Serialize)]
        struct Documented<'a> {
            access_key_id: &'a str,
            secret_key: &'a str,
            endpoint: &'a str,
        }
        let Self { access_key_id, secret_key, endpoint } = &self;
        let data = Documented { access_key_id, secret_key: secret_key.0.expose(), endpoint };
        Envelope::success(format, message, Some(&data), None)
    }
}
