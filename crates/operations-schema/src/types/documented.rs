//! The documented S3 operations: their parameters and what they answer.

use super::SecretInput;
use crate::describe::records;

records! {
    /// An API key to be restricted. What isn't allowed is denied.
    CreateRestrictKey {
        /// The buckets that the new key is for: at least one.
        buckets: Vec<String>,
        /// The API key.
        api_key: SecretInput,
        /// May download.
        allow_download: Option<bool>,
        /// May delete.
        allow_delete: Option<bool>,
        /// May list.
        allow_list: Option<bool>,
        /// May upload.
        allow_upload: Option<bool>,
        /// From when on, in ms.
        not_before: Option<i64>,
        /// Until when, in ms.
        not_after: Option<i64>,
    }

    /// What the documented access grant is made of.
    CreateAccessGrant {
        /// The satellite's address.
        satellite_node_url: String,
        /// The API key, restricted or not.
        restrict_key: SecretInput,
        /// The encryption passphrase, byte for byte.
        password: SecretInput,
        /// The project's ID, from which the salt comes where none is given.
        project_id: String,
        /// The project's own salt, in base64: 16 or 32 bytes.
        salt: Option<String>,
    }

    /// A grant to be registered for S3 credentials.
    CreateCredentials {
        /// The access grant.
        access_grant: SecretInput,
        /// `https://host`, or `host:port` for DRPC.
        auth_service: String,
        /// Whether link sharing opens all of the grant to anyone who knows the access key ID.
        public: Option<bool>,
    }

    /// A link to be made for anyone.
    ShareUrl {
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
        /// The satellite's address.
        satellite_node_url: String,
        /// The API key.
        api_key: SecretInput,
        /// The encryption passphrase, byte for byte.
        password: SecretInput,
        /// The project's ID, from which the salt comes where none is given.
        project_id: String,
        /// `https://host`, or `host:port` for DRPC.
        auth_service: String,
        /// Link sharing's address. It is never fetched.
        base_url: String,
        /// From when on, in ms.
        not_before: Option<i64>,
        /// Until when, in ms.
        not_after: Option<i64>,
        /// The project's own salt, in base64: 16 or 32 bytes.
        salt: Option<String>,
    }

    /// A bucket by name.
    BucketRequest {
        /// The bucket's name.
        bucket: String,
    }

    /// No parameters.
    NoParameters {}

    /// What to list of a bucket.
    ListObjects {
        /// The bucket's name.
        bucket: String,
        /// Only keys that start with it.
        prefix: Option<String>,
        /// Keys that have it after the prefix are folded into one `PRE` row. Without it the listing is flat.
        delimiter: Option<String>,
        /// At most so many rows, 1 to 1,000; more counts as 1,000.
        max_keys: Option<u32>,
        /// Where the page before ended, as it said.
        continuation_token: Option<String>,
    }

    /// An object by bucket and key.
    ObjectRequest {
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
    }

    /// An object to be written from a local file.
    UploadObject {
        /// The bucket's name.
        bucket: String,
        /// The key it gets.
        key: String,
        /// The file: on the desktop, a handle from a drop or a dialog.
        file: String,
    }

    /// An object to be read into a local folder.
    DownloadObject {
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
        /// Where it goes (desktop only): a handle of a folder from a dialog.
        target: String,
    }

    /// A copy or a move of one object.
    CopyObject {
        /// The bucket it is in.
        source_bucket: String,
        /// Its key there.
        source_key: String,
        /// The bucket it goes to.
        destination_bucket: String,
        /// Its key there.
        destination_key: String,
    }

    /// Objects of one bucket.
    DeleteObjects {
        /// The bucket's name.
        bucket: String,
        /// Their keys, any number.
        keys: Vec<String>,
    }

    /// Tags for an object, in place of those it has.
    PutObjectTagging {
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
        /// At most 10, with different keys.
        tags: Vec<ObjectTag>,
    }

    /// One part of a multipart upload.
    UploadPart {
        /// The bucket's name.
        bucket: String,
        /// The key of the object to be.
        key: String,
        /// The file whose bytes are the part: on the desktop, a handle from a drop or a dialog.
        file: String,
        /// 1 to 10,000.
        part_number: u32,
        /// The upload's ID.
        upload_id: String,
    }

    /// The parts that make the object.
    CompleteMultipartUpload {
        /// The bucket's name.
        bucket: String,
        /// The key of the object to be.
        key: String,
        /// The upload's ID.
        upload_id: String,
        /// The parts, each with the tag that its upload answered.
        parts: Vec<PartTag>,
    }

    /// A multipart upload.
    MultipartRequest {
        /// The bucket's name.
        bucket: String,
        /// The key of the object to be.
        key: String,
        /// The upload's ID.
        upload_id: String,
    }

    /// A bucket as listed.
    Bucket {
        /// Its name.
        bucket: String,
        /// When it was made, in ms; 0 where the server doesn't say.
        created: u64,
    }

    /// A row of a listing.
    ListRow {
        /// The key, or the prefix with its delimiter.
        key: String,
        /// Bytes; 0 for a prefix.
        size: u64,
        /// `PRE` or `OBJ`.
        kind: String,
    }

    /// A page of a listing: `PRE` rows first.
    ListAnswer {
        /// The rows.
        rows: Vec<ListRow>,
        /// Whether there is more.
        is_truncated: bool,
        /// Where the next page starts.
        next_continuation_token: Option<String>,
    }

    /// An object's details.
    ObjectDetails {
        /// Its entity tag, with its quotes.
        etag: String,
        /// Its size in bytes.
        content_length: u64,
        /// When it was last written, in ms.
        last_modified: u64,
        /// Its content type.
        content_type: Option<String>,
    }

    /// A tag of an object.
    ObjectTag {
        /// 1 to 128 characters.
        key: String,
        /// 0 to 256 characters.
        value: String,
    }

    /// A new multipart upload.
    UploadIdAnswer {
        /// Its ID.
        upload_id: String,
    }

    /// An uploaded part.
    PartAnswer {
        /// Its entity tag, with its quotes.
        etag: String,
    }

    /// A part to be named at completion.
    PartTag {
        /// 1 to 10,000.
        part_number: u32,
        /// The tag that its upload answered.
        etag: String,
    }

    /// A multipart upload that was begun and not ended.
    MultipartUpload {
        /// When it was begun, in ms; 0 where the server doesn't say.
        initiated: u64,
        /// The key it will have.
        key: String,
        /// Its ID.
        upload_id: String,
    }

    /// A part of a multipart upload.
    Part {
        /// 1 to 10,000.
        part_number: u32,
        /// Bytes.
        size: u64,
        /// Its entity tag, with its quotes.
        etag: String,
    }

    /// A transfer that was started.
    StartedTransfer {
        /// Its ID.
        transfer: String,
    }
}
