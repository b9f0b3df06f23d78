//! Where in which account.

use satchel_objects::BucketName;
use serde::{Deserialize, Serialize};

/// A folder of a bucket of an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The account's ID.
    pub account: String,
    /// The bucket.
    pub bucket: BucketName,
    /// Empty, or a prefix that ends in `/`.
    pub prefix: String,
}
