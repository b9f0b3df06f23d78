//! Plans to give one known object a new content.

use satchel_localpath::FileIdentity;
use satchel_objects::{ETag, ObjectKey};
use serde::{Deserialize, Serialize};

use crate::{Action, Destination, Finding, LocalSource, Place, Plan, PlanItem, TransferKind};

/// On what condition a known object is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteCondition {
    /// Only over the object with this tag; another one, or none, is [`crate::TransferError::ObjectChanged`].
    IfMatch(ETag),
    /// Only if nothing is there; else [`crate::TransferError::Taken`].
    IfAbsent,
    /// Whatever is there.
    Any,
}

/// What an object is to be besides its bytes, and what it replaces. The source has to be in the planned state still
/// when it is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// Only over the object that has this tag.
    pub if_match: Option<ETag>,
    /// Its content type; guessed from the name where `None`.
    pub content_type: Option<String>,
    /// The user's metadata besides the time of the last change, names in lower case without `x-amz-meta-`.
    pub metadata: Vec<(String, String)>,
}

/// Plans to send `source`, which has to be in the state `identity` still, to `key`. It asks nothing of the store; start
/// it with [`crate::OnConflict::Replace`]. `like` says the content type and the metadata that the object gets.
pub fn plan_replace(
    place: Place,
    key: ObjectKey,
    source: LocalSource,
    identity: FileIdentity,
    condition: WriteCondition,
    like: Replacement,
) -> Plan {
    let finding = match condition {
        WriteCondition::IfAbsent => Finding::New,
        WriteCondition::IfMatch(_) | WriteCondition::Any => Finding::Differs { newer: true },
    };
    let if_match = match condition {
        WriteCondition::IfMatch(etag) => Some(etag),
        WriteCondition::IfAbsent | WriteCondition::Any => None,
    };
    let name = key.as_str().rsplit('/').next().unwrap_or_default().to_owned();
    let replaces = Some(Box::new(Replacement { if_match, ..like }));
    let action = Action::Upload { source, identity, key, key_beside: None, replaces };
    Plan {
        kind: TransferKind::Upload,
        destination: Destination::Place(place.clone()),
        place,
        names: vec![name],
        folders: 0,
        items: vec![PlanItem { action, size: identity.size, finding }],
        problems: Vec::new(),
        made: None,
    }
}
