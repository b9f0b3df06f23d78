//! Storj accounts: a grant is registered and tried before anything is saved.

use std::sync::Arc;

use satchel_accounts::StorjDraft;
use satchel_operations_schema::types::{
    AccessPrefix, AccessSubject, AccountInfo, AddPreparedAccount, PreparedAccount, StorjAccountDraft,
};
use satchel_secret::Secret;
use satchel_storj::auth_service::STORJ_AUTH_SERVICE;
use satchel_storj::share_url::STORJ_LINK_SHARING;
use satchel_storj::{AccessGrant, NodeUrl};

use super::accounts::{report, saved};
use crate::access::examine;
use crate::bodies::documented::Answer;
use crate::engine::Engine;
use crate::errors;

/// Registers the grant, never as public: the access key ID stands in every presigned link, and must open nothing alone.
pub async fn prepare_storj_account(engine: &Engine, request: StorjAccountDraft) -> Answer<PreparedAccount> {
    let grant = Secret::from(engine.secret(&request.grant)?.expose().trim());
    let finding = examine(&grant)?;
    // A share link may hold a grant, and a line of a configuration, too; here the grant itself is needed.
    let parsed = AccessGrant::parse(grant.expose());
    let (AccessSubject::AccessGrant(_), Ok(parsed)) = (&finding.subject, parsed) else {
        return Err(errors::access::unreadable("not_a_grant", "an access grant is needed"));
    };
    let auth_service = address(request.auth_service, STORJ_AUTH_SERVICE);
    let link_sharing = address(request.link_sharing, STORJ_LINK_SHARING);
    let links = satchel_accounts::parse_endpoint(&link_sharing);
    links.map_err(|wrong| errors::wrong_field("link_sharing", "not_an_address", &wrong.problem.to_string()))?;
    let made = engine.access.register(&auth_service, &grant, false).await?;

    let satellite = String::from_utf8_lossy(parsed.satellite()).into_owned();
    let place = match &finding.places[..] {
        [place] => Some(match &place.prefix {
            AccessPrefix::Path(path) => format!("{}/{}", place.bucket, path.path),
            AccessPrefix::WholeBucket(_) | AccessPrefix::Encrypted(_) => place.bucket.clone(),
        }),
        _ => None,
    };
    let draft = StorjDraft {
        name: suggested_name(&parsed, place.as_deref()),
        grant,
        satellite,
        auth_service,
        link_sharing,
        endpoint: made.endpoint,
        access_key_id: made.access_key_id,
        secret_key: made.secret_key,
    };
    let store = satchel_accounts::draft_storj_store(&draft).await.map_err(|failure| errors::accounts(&failure))?;
    let report = report(store.as_ref()).await;
    let (name, endpoint) = (draft.name.clone(), draft.endpoint.clone());
    Ok(PreparedAccount { prepared: engine.prepared.keep(Arc::new(draft)), name, endpoint, report, finding })
}

/// What couldn't be saved stays prepared, so that it can be tried again.
pub async fn add_storj_account(engine: &Engine, request: AddPreparedAccount) -> Answer<AccountInfo> {
    let prepared = engine.prepared.get(&request.prepared)?;
    let name = request.name.trim();
    let name = if name.is_empty() { prepared.name.clone() } else { name.to_owned() };
    let draft = StorjDraft { name, ..StorjDraft::clone(&prepared) };
    let account = saved(engine, engine.accounts.add_storj(&draft).await)?;
    // It is saved: where the handle is gone meanwhile, nothing is left to forget.
    let _forgotten = engine.prepared.take(&request.prepared);
    Ok(account)
}

fn address(given: Option<String>, own: &str) -> String {
    let given = given.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    given.unwrap_or_else(|| own.to_owned())
}

/// Where the grant leads: its one place, and the satellite's host.
fn suggested_name(grant: &AccessGrant, place: Option<&str>) -> String {
    const LONGEST_PLACE: usize = 50;
    let address = NodeUrl::parse_satellite(grant.satellite()).ok().map(|url| url.address).unwrap_or_default();
    let address = String::from_utf8_lossy(&address);
    let host = address.rsplit_once(':').map_or(&*address, |(host, _)| host);
    let host = if host.is_empty() { "Storj" } else { host };
    match place {
        Some(place) if place.chars().count() <= LONGEST_PLACE && !place.contains(char::is_control) => {
            format!("{place} ({host})")
        }
        _ => host.to_owned(),
    }
}
