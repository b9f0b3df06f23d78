//! What `tag` takes.

use std::str::FromStr;

use clap::{Args, ValueHint};
use satchel_objects::Tag;

use crate::location::RemotePath;

pub const EXAMPLES: &str = "\
What begins with s3:// is an object, everything else is a tag to set: KEY=VALUE, where the key ends at the first =. Tags
that aren't named stay as they are. An object has at most 10 tags; a key has 1 to 128 characters, a value at most 256.

Examples:
  satchel tag s3://photos/cake.jpg
  satchel tag s3://photos/cake.jpg event=wedding client='Lind & Söhne'
  satchel tag s3://photos/cake.jpg s3://photos/film.mov --remove client
  satchel tag s3://photos/cake.jpg --replace event=birthday
  satchel tag s3://photos/cake.jpg --clear";

/// What `tag` takes.
#[derive(Args, Debug)]
pub struct Tags {
    /// Take the tag of this key away; can be given several times
    #[arg(long, value_name = "KEY", value_hint = ValueHint::Other, conflicts_with_all = ["replace", "clear"])]
    pub remove: Vec<String>,
    /// The tags that are given are all: others go
    #[arg(long, conflicts_with = "clear")]
    pub replace: bool,
    /// Take all tags away
    #[arg(long)]
    pub clear: bool,
    /// s3://BUCKET/KEY, and tags to set: KEY=VALUE
    #[arg(required = true, value_names = ["S3URI", "KEY=VALUE"], num_args = 1.., value_hint = ValueHint::Other)]
    pub arguments: Vec<TagArgument>,
}

/// An object, or a tag to set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagArgument {
    /// The object.
    Object(RemotePath),
    /// The tag.
    Tag(Tag),
}

impl FromStr for TagArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with("s3://") {
            return text.parse().map(Self::Object);
        }
        match text.split_once('=') {
            Some((key, value)) => Ok(Self::Tag(Tag { key: key.to_owned(), value: value.to_owned() })),
            None => Err("an object is written s3://BUCKET/KEY, and a tag to set KEY=VALUE".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_split_at_its_first_equals_sign_and_an_object_keeps_its_own() {
        for (text, key, value) in
            [("a=1", "a", "1"), ("a=", "a", ""), ("a=b=c", "a", "b=c"), ("状态=完成 ✓", "状态", "完成 ✓")]
        {
            let wanted = Tag { key: key.into(), value: value.into() };
            assert_eq!(text.parse(), Ok(TagArgument::Tag(wanted)), "{text}");
        }
        assert_eq!("s3://b/k=1".parse(), Ok(TagArgument::Object("s3://b/k=1".parse().unwrap())));
        assert!("a".parse::<TagArgument>().is_err());
        assert!("s3://".parse::<TagArgument>().is_err());
    }
}
