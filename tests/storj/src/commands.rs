//! What the network does when it is asked to. Everything of grants and objects is done by the official library.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::network::{Network, Project};

/// Why the network didn't do it, in the official library's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

/// What is left of a key's rights.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "they are four rights that go together in any way")]
pub struct Permission {
    /// To read objects.
    pub download: bool,
    /// To write them.
    pub upload: bool,
    /// To list them.
    pub list: bool,
    /// To delete them.
    pub delete: bool,
    /// From when, in milliseconds since 1970.
    pub not_before: Option<i64>,
    /// Until when, in milliseconds since 1970.
    pub not_after: Option<i64>,
}

impl Permission {
    /// To read and list: what a share gives.
    pub fn read_only() -> Self {
        Self { download: true, list: true, ..Self::default() }
    }
}

/// What a restriction is limited to: a bucket, or a prefix in it.
#[derive(Clone, Debug, Serialize)]
pub struct Prefix {
    /// The bucket.
    pub bucket: String,
    /// The prefix, or nothing for the whole bucket.
    pub prefix: String,
}

impl Prefix {
    /// A prefix in a bucket.
    pub fn new(bucket: &str, prefix: &str) -> Self {
        Self { bucket: bucket.to_owned(), prefix: prefix.to_owned() }
    }
}

/// What the auth service gives for a grant.
#[derive(Clone, Debug, Deserialize)]
pub struct Credentials {
    /// The access key ID, which also stands in links.
    pub access_key_id: String,
    /// The secret key.
    pub secret_key: String,
    /// The gateway.
    pub endpoint: String,
}

/// A row of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// The key, decrypted.
    pub key: String,
    /// Bytes.
    pub size: i64,
    /// Whether it is a prefix and not an object.
    pub is_prefix: bool,
}

/// A grant taken apart by the official library, in an order of its own: a grant's entries have none.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Contents {
    /// The satellite's node URL.
    pub satellite: String,
    /// The API key.
    pub api_key: String,
    /// The key's caveats in base64, first to last.
    pub caveats: Vec<String>,
    /// The default key in hex, or nothing.
    pub default_key: String,
    /// The default cipher of paths, by its number.
    pub path_cipher: i32,
    /// The keys of buckets and prefixes.
    pub entries: Vec<Entry>,
}

/// The key of a bucket or a prefix.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// The bucket.
    pub bucket: String,
    /// The path in base64.
    pub unencrypted: String,
    /// The encrypted path in base64.
    pub encrypted: String,
    /// The key in hex.
    pub key: String,
    /// The cipher of paths, by its number.
    pub path_cipher: i32,
}

#[derive(Deserialize)]
struct Granted {
    grant: String,
}

#[derive(Deserialize)]
struct Key {
    api_key: String,
}

#[derive(Deserialize)]
struct Listing {
    objects: Vec<Listed>,
}

#[derive(Deserialize)]
struct Bytes {
    data: String,
}

/// Grants and keys.
impl Network {
    /// A grant of an API key and a passphrase, with the salt that the satellite gives.
    pub fn request_access(&self, api_key: &str, passphrase: &str) -> Result<String, Refused> {
        let command = json!({"do": "request_access", "api_key": api_key, "passphrase": passphrase});
        self.ask(&command).map(|Granted { grant }| grant)
    }

    /// A grant restricted. With a nonce (4 bytes), whoever makes the same restriction makes the same bytes.
    pub fn share(
        &self,
        grant: &str,
        permission: Permission,
        prefixes: &[Prefix],
        nonce: Option<[u8; 4]>,
    ) -> Result<String, Refused> {
        let nonce = nonce.map(|nonce| STANDARD.encode(nonce));
        let command = json!({
            "do": "share", "grant": grant, "permission": permission, "prefixes": prefixes, "nonce": nonce,
        });
        self.ask(&command).map(|Granted { grant }| grant)
    }

    /// An API key restricted to rights, times and whole buckets; none is all of them.
    pub fn restrict_key(
        &self,
        api_key: &str,
        permission: Permission,
        buckets: &[&str],
        nonce: Option<[u8; 4]>,
    ) -> Result<String, Refused> {
        let prefixes: Vec<Prefix> = buckets.iter().map(|bucket| Prefix::new(bucket, "")).collect();
        let nonce = nonce.map(|nonce| STANDARD.encode(nonce));
        let command = json!({
            "do": "restrict_key", "api_key": api_key, "permission": permission, "prefixes": prefixes, "nonce": nonce,
        });
        self.ask(&command).map(|Key { api_key }| api_key)
    }

    /// What stands in a grant.
    pub fn inspect(&self, grant: &str) -> Result<Contents, Refused> {
        self.ask(&json!({"do": "inspect", "grant": grant}))
    }

    /// Credentials for a grant, by DRPC in plain or over TLS.
    pub fn register(&self, grant: &str, public: bool, tls: bool) -> Result<Credentials, Refused> {
        self.ask(&json!({"do": "register", "grant": grant, "public": public, "tls": tls}))
    }

    /// Takes back a grant that was made from `parent`. It is so at once: the satellite's cache is off.
    pub fn revoke(&self, parent: &str, grant: &str) -> Result<(), Refused> {
        self.ask(&json!({"do": "revoke", "parent": parent, "grant": grant})).map(nothing)
    }
}

/// Buckets and objects.
impl Network {
    /// Makes a bucket, unless it is there.
    pub fn create_bucket(&self, grant: &str, bucket: &str) -> Result<(), Refused> {
        self.ask(&json!({"do": "create_bucket", "grant": grant, "bucket": bucket})).map(nothing)
    }

    /// Writes an object.
    pub fn upload(&self, grant: &str, bucket: &str, key: &str, data: &[u8]) -> Result<(), Refused> {
        let data = STANDARD.encode(data);
        self.ask(&json!({"do": "upload", "grant": grant, "bucket": bucket, "key": key, "data": data})).map(nothing)
    }

    /// Reads an object.
    pub fn download(&self, grant: &str, bucket: &str, key: &str) -> Result<Vec<u8>, Refused> {
        let Bytes { data } = self.ask(&json!({"do": "download", "grant": grant, "bucket": bucket, "key": key}))?;
        Ok(STANDARD.decode(data).expect("bytes are base64"))
    }

    /// Deletes an object.
    pub fn delete(&self, grant: &str, bucket: &str, key: &str) -> Result<(), Refused> {
        self.ask(&json!({"do": "delete", "grant": grant, "bucket": bucket, "key": key})).map(nothing)
    }

    /// Lists a prefix ("" or one that ends with `/`), with everything below it or as one level.
    pub fn list(&self, grant: &str, bucket: &str, prefix: &str, recursive: bool) -> Result<Vec<Listed>, Refused> {
        let command = json!({"do": "list", "grant": grant, "bucket": bucket, "prefix": prefix, "recursive": recursive});
        self.ask(&command).map(|Listing { objects }| objects)
    }
}

/// What only the satellite's owner can do.
impl Network {
    /// A project of the test's own.
    pub fn new_project(&self, salted: bool) -> Project {
        self.ask(&json!({"do": "new_project", "salted": salted})).expect("a new project")
    }

    /// One more unrestricted key to a project.
    pub fn new_key(&self, project: &Project) -> String {
        let asked = self.ask(&json!({"do": "new_key", "project": project.id}));
        asked.map(|Key { api_key }| api_key).expect("a new key")
    }

    /// Takes a key out of the satellite, and with it every key made from it.
    pub fn delete_key(&self, api_key: &str) {
        self.ask(&json!({"do": "delete_key", "api_key": api_key})).map(nothing).expect("the key is deleted");
    }

    /// Has a service (`satellite`, `auth_http`, `auth_https`, `auth_drpc`, `auth_drpc_tls` or `links`) end what is
    /// connected and refuse, hang or serve from now on (`refuses`, `hangs`, `serves`). Not on the shared network.
    pub fn gate(&self, service: &str, state: &str) {
        self.ask(&json!({"do": "gate", "gate": service, "state": state})).map(nothing).expect("the gate is set");
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it is what `map` hands over")]
fn nothing(_: Value) {}
