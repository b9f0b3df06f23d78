//! Access: what a text may do, and how keys and grants are made.

use satchel_operations_schema::types::{
    AccessFinding, ExamineAccess, MadeGrant, MakeGrant, NoParameters, RestrictAccess, SecretHandle,
};
use satchel_storj::{Permission, Timestamp};

use crate::access;
use crate::bodies::documented::Answer;
use crate::engine::Engine;
use crate::errors;

pub async fn examine_access(engine: &Engine, request: ExamineAccess) -> Answer<AccessFinding> {
    access::examine(&engine.secret(&request.text)?)
}

pub async fn suggest_passphrase(engine: &Engine, _: NoParameters) -> Answer<SecretHandle> {
    let made = access::suggest_passphrase();
    made.map(|passphrase| engine.keep_secret(passphrase))
        .ok_or_else(|| errors::other("the system gave no random numbers"))
}

pub async fn make_grant(engine: &Engine, request: MakeGrant) -> Answer<MadeGrant> {
    let parts = access::GrantParts {
        satellite: &request.satellite,
        api_key: &engine.secret(&request.api_key)?,
        passphrase: &engine.secret(&request.passphrase)?,
        project_id: request.project_id.as_deref(),
        salt: request.salt.as_deref(),
    };
    let (grant, salt) = access::make_grant(&engine.access, parts).await?;
    Ok(MadeGrant { grant: engine.keep_secret(grant), salt })
}

pub async fn restrict_access(engine: &Engine, request: RestrictAccess) -> Answer<SecretHandle> {
    let permission = Permission {
        download: request.allow_download,
        upload: request.allow_upload,
        list: request.allow_list,
        delete: request.allow_delete,
        not_before: request.not_before.map(Timestamp::from_milliseconds),
        not_after: request.not_after.map(Timestamp::from_milliseconds),
        ..Permission::default()
    };
    let access = engine.secret(&request.access)?;
    access::restrict(&access, &permission, &request.places).map(|made| engine.keep_secret(made))
}
