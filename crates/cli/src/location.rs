//! Where something is: on this computer, at a store, or on a stream.

use std::ffi::OsStr;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::str::FromStr;

use satchel_objects::{BucketName, ObjectKey};

/// A place at a store. The key is what stands after the bucket's `/`, taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemotePath {
    /// The bucket.
    pub bucket: BucketName,
    /// A key, a prefix, or nothing. It isn't a path: nothing is resolved or unescaped.
    pub key: String,
}

/// Where something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// At a store.
    Remote(RemotePath),
    /// On this computer, as it was typed.
    Local(PathBuf),
    /// Standard input or output.
    Stream,
}

impl FromStr for RemotePath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rest =
            text.strip_prefix("s3://").ok_or("an object or a bucket is written s3://BUCKET or s3://BUCKET/KEY")?;
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        let bucket = BucketName::new(bucket).map_err(|error| error.to_string())?;
        // A prefix can be as long as a key, and a key can't be longer: neither reaches a server if it is.
        if key.len() > 1024 {
            return Err(format!("a key has at most 1,024 bytes, and this one has {}", key.len()));
        }
        Ok(Self { bucket, key: key.to_owned() })
    }
}

impl RemotePath {
    /// Whether it names a folder (or a whole bucket) and not one object.
    pub fn is_folder(&self) -> bool {
        self.key.is_empty() || self.key.ends_with('/')
    }

    /// The object that it names, unless it is a whole bucket.
    pub fn object(&self) -> Option<ObjectKey> {
        ObjectKey::new(&*self.key).ok()
    }

    /// The folder that the key stands in (empty, or ending in `/`), and its name there (empty for a folder).
    pub fn split(&self) -> (&str, &str) {
        self.key.split_at(self.key.rfind('/').map_or(0, |at| at + 1))
    }
}

impl std::fmt::Display for RemotePath {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "s3://{}", self.bucket)?;
        if self.key.is_empty() { Ok(()) } else { write!(formatter, "/{}", self.key) }
    }
}

impl Location {
    /// Reads an argument, which needn't be text where it is a local path.
    fn read(argument: &OsStr) -> Result<Self, String> {
        if argument == "-" {
            return Ok(Self::Stream);
        }
        match argument.to_str() {
            Some(text) if text.starts_with("s3://") => text.parse().map(Self::Remote),
            Some("") => Err("a path can't be empty".to_owned()),
            _ => Ok(Self::Local(PathBuf::from(argument))),
        }
    }
}

impl clap::builder::ValueParserFactory for Location {
    type Parser = LocationParser;

    fn value_parser() -> LocationParser {
        LocationParser
    }
}

/// Reads locations for clap, which hands texts only to `FromStr`.
#[derive(Clone, Debug)]
pub struct LocationParser;

impl clap::builder::TypedValueParser for LocationParser {
    type Value = Location;

    fn parse_ref(
        &self,
        command: &clap::Command,
        _argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Location, clap::Error> {
        Location::read(value).map_err(|error| {
            let error = format!("'{}': {error}", value.to_string_lossy());
            clap::Error::raw(clap::error::ErrorKind::ValueValidation, format!("{error}\n")).with_cmd(command)
        })
    }
}

/// Whether a local path was typed as a folder: it ends in a separator, or in `.`, which has no name of its own.
pub fn typed_as_folder(path: &Path) -> bool {
    let text = path.as_os_str().as_encoded_bytes();
    text.ends_with(b"/") || text.ends_with(&[MAIN_SEPARATOR as u8]) || text == b"." || text.ends_with(b"/.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(text: &str) -> RemotePath {
        text.parse().unwrap()
    }

    #[test]
    fn a_key_is_what_stands_after_the_bucket() {
        for (text, bucket, key) in [
            ("s3://b", "b", ""),
            ("s3://b/", "b", ""),
            ("s3://b/k", "b", "k"),
            ("s3://b//", "b", "/"),
            ("s3://b/../%2F?x=1#y", "b", "../%2F?x=1#y"),
            ("s3://Old_Bucket/ a ", "Old_Bucket", " a "),
        ] {
            let found = remote(text);
            assert_eq!((found.bucket.as_str(), &*found.key), (bucket, key), "{text}");
        }
        for text in ["b/k", "s3:/b", "s3://", "s3:///k", "S3://b", "s3://../k", "s3://a\nb/k"] {
            assert!(text.parse::<RemotePath>().is_err(), "{text}");
        }
        assert!(format!("s3://b/{}", "x".repeat(1025)).parse::<RemotePath>().is_err());
    }

    #[test]
    fn a_key_splits_at_its_last_slash() {
        for (key, folder, name) in
            [("", "", ""), ("a", "", "a"), ("a/b", "a/", "b"), ("a//", "a//", ""), ("/a", "/", "a")]
        {
            assert_eq!(remote(&format!("s3://b/{key}")).split(), (folder, name), "{key}");
        }
    }

    #[test]
    fn what_is_no_address_is_a_path() {
        assert_eq!(Location::read(OsStr::new("-")), Ok(Location::Stream));
        assert_eq!(Location::read(OsStr::new("./s3://b")), Ok(Location::Local("./s3://b".into())));
        assert!(Location::read(OsStr::new("")).is_err());
        assert!(Location::read(OsStr::new("s3://")).is_err());
    }

    #[test]
    fn a_folder_is_seen_by_its_end() {
        for (path, is_folder) in [("a/", true), (".", true), ("a/.", true), ("a", false), ("a.", false), ("/", true)] {
            assert_eq!(typed_as_folder(Path::new(path)), is_folder, "{path}");
        }
    }
}
