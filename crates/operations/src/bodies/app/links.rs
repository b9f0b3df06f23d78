//! Share links at the desktop's door: their texts go to the clipboard, or stay in the engine behind a handle.

use satchel_accounts::{Account, AccountId, AccountKind};
use satchel_operations_schema::types::{
    AccountRequest, CheckedLink, EngineEvent, ErrorCode, ErrorInfo, ExtendLink, LinkKind, LinkOptions, LinkRequest,
    LinkTerms, LinkWriting, LinksChanged, MakeLinks, NoParameters, SecretHandle, SetLinkDefaults, SharedLink,
    SharedLinks, WriteLinks,
};

use crate::bodies::documented::Answer;
use crate::engine::Engine;
use crate::errors;
use crate::links::{LinkMaker, LinksWanted};

pub async fn link_options(engine: &Engine, request: AccountRequest) -> Answer<LinkOptions> {
    let account = account(engine, &request.account)?;
    let local_only = account.kind == AccountKind::Demo;
    Ok(engine.links.options(&engine.access, &request.account, kind(&account), local_only))
}

pub async fn set_link_defaults(engine: &Engine, request: SetLinkDefaults) -> Answer<()> {
    let account = account(engine, &request.account)?;
    engine.links.set_defaults(&request.account, kind(&account), request.defaults)
}

pub async fn make_links(engine: &Engine, request: MakeLinks) -> Answer<Vec<SharedLink>> {
    let MakeLinks { account, bucket, keys, terms, copy } = request;
    make(engine, &account, &bucket, &keys, terms.as_ref(), copy).await
}

pub async fn list_links(engine: &Engine, _: NoParameters) -> Answer<SharedLinks> {
    engine.links.list().await
}

pub async fn write_links(engine: &Engine, request: WriteLinks) -> Answer<SecretHandle> {
    let text = engine.links.write(&request.links, request.writing).await?;
    Ok(engine.keep_secret(text))
}

/// Links to the practice store work while it runs, and it runs when it is used.
pub async fn check_link(engine: &Engine, request: LinkRequest) -> Answer<CheckedLink> {
    let open = async |account: String| {
        if let Err(failure) = engine.store(&account).await {
            tracing::debug!(message = failure.message, "the practice store doesn't run");
        }
    };
    engine.links.check(&request.link, open).await
}

/// The old link stays as it is.
pub async fn extend_link(engine: &Engine, request: ExtendLink) -> Answer<SharedLink> {
    let again = engine.links.again(&request.link).await?;
    let made = make(engine, &again.account, &again.bucket, &[again.key], Some(&request.terms), request.copy).await?;
    made.into_iter().next().ok_or_else(errors::links::no_such_link)
}

pub async fn revoke_link(engine: &Engine, request: LinkRequest) -> Answer<CheckedLink> {
    let account = engine.links.revocable(&request.link).await?;
    let gone = |failure: ErrorInfo| match failure.code {
        ErrorCode::NoSuchAccount => errors::links::cannot_revoke("account_gone"),
        _ => failure,
    };
    let grant = engine.accounts.grant(&AccountId::new(account)).await;
    let grant = grant.map_err(|failure| gone(errors::accounts(&failure)))?;
    let checked = engine.links.revoke(&engine.access, &request.link, &grant).await;
    // Also what failed may have gone through half.
    changed(engine);
    checked
}

pub async fn forget_link(engine: &Engine, request: LinkRequest) -> Answer<()> {
    engine.links.forget(&request.link).await?;
    changed(engine);
    Ok(())
}

async fn make(
    engine: &Engine,
    account_id: &str,
    bucket: &str,
    keys: &[String],
    terms: Option<&LinkTerms>,
    copy: bool,
) -> Answer<Vec<SharedLink>> {
    let account = account(engine, account_id)?;
    let maker = match &account.storj {
        Some(storj) => LinkMaker::Storj {
            grant: engine.accounts.grant(&account.id).await.map_err(|failure| errors::accounts(&failure))?,
            auth_service: storj.auth_service.clone(),
            link_sharing: storj.link_sharing.clone(),
        },
        None => LinkMaker::Presigned {
            store: engine.store(account_id).await?,
            local_only: account.kind == AccountKind::Demo,
        },
    };
    let wanted = LinksWanted { account: account_id, account_name: &account.name, bucket, keys, terms };
    let made = engine.links.make(&engine.access, &maker, &wanted).await;
    let some_are_kept =
        made.as_ref().err().and_then(|failure| failure.params.get("made")).is_some_and(|made| made != "0");
    if made.is_ok() || some_are_kept {
        changed(engine);
    }
    let made = made?;
    if copy {
        let ids: Vec<String> = made.iter().map(|link| link.link.clone()).collect();
        let text = engine.links.write(&ids, LinkWriting::AsMade).await?;
        let copied = engine.host.copy_text(text.expose().clone()).await;
        copied.map_err(|failure| errors::other(failure.to_string()))?;
    }
    Ok(made)
}

fn account(engine: &Engine, id: &str) -> Answer<Account> {
    engine.accounts.get(&AccountId::new(id)).map_err(|failure| errors::accounts(&failure))
}

fn kind(account: &Account) -> LinkKind {
    if account.storj.is_some() { LinkKind::Storj } else { LinkKind::Presigned }
}

fn changed(engine: &Engine) {
    engine.host.emit(EngineEvent::LinksChanged(LinksChanged {}));
}
