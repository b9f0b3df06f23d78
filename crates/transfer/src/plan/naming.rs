//! What something that was chosen is called at its destination.

use serde::{Deserialize, Serialize};

/// What something that was chosen, a file or a folder, is called at its destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Naming {
    /// As at its source; the second of the same name gets a number.
    Own,
    /// By this name, which has no `/` and stands in a key as it is.
    As(String),
    /// A folder gives no name: what is in it goes into the destination itself.
    Contents,
}
