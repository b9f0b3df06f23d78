//! Accounts.

use std::time::Duration;

use satchel_accounts::{Account, AccountId, Accounts, ConnectionReport as Found, SecretPlace, test_connection};
use satchel_accounts::{ProfileDraft, S3Draft};
use satchel_objects::{ErrorKind, ObjectStore, Operation, StoreError};
use satchel_operations_schema::types::{
    self, AccountInfo, AccountKind, AccountRequest, AccountsChanged, AddressingStyle, AwsProfile, ConnectionReport,
    EngineEvent, NoParameters, ProfileAccountDraft, RenameAccount, ReplaceAccountSecret, S3AccountDraft, SecretText,
};
use zeroize::Zeroizing;

use crate::bodies::documented::Answer;
use crate::engine::Engine;
use crate::errors;

/// How long a person should have to wait for a connection test.
const LONGEST_TEST: Duration = Duration::from_secs(20);

pub async fn list_accounts(engine: &Engine, _: NoParameters) -> Answer<Vec<AccountInfo>> {
    Ok(engine.accounts.list().iter().map(|account| described(account, &engine.accounts)).collect())
}

pub async fn list_aws_profiles(_: &Engine, _: NoParameters) -> Answer<Vec<AwsProfile>> {
    let profiles = satchel_accounts::list_aws_profiles().await.map_err(|failure| errors::other(failure.to_string()))?;
    Ok(profiles.into_iter().map(|profile| AwsProfile { name: profile.name, sso: profile.sso }).collect())
}

pub async fn open_demo(engine: &Engine, _: NoParameters) -> Answer<AccountInfo> {
    let account = engine.open_demo().await?;
    changed(engine);
    Ok(account)
}

pub async fn test_s3_account(_: &Engine, draft: S3AccountDraft) -> Answer<ConnectionReport> {
    let store = satchel_accounts::draft_store(&s3_draft(draft)).await;
    Ok(report(store.map_err(|failure| errors::accounts(&failure))?.as_ref()).await)
}

pub async fn test_profile_account(_: &Engine, draft: ProfileAccountDraft) -> Answer<ConnectionReport> {
    let store = satchel_accounts::draft_profile_store(&profile_draft(draft)).await;
    Ok(report(store.map_err(|failure| errors::accounts(&failure))?.as_ref()).await)
}

pub async fn test_account(engine: &Engine, request: AccountRequest) -> Answer<ConnectionReport> {
    Ok(report(engine.store(&request.account).await?.as_ref()).await)
}

pub async fn add_s3_account(engine: &Engine, draft: S3AccountDraft) -> Answer<AccountInfo> {
    let added = engine.accounts.add_s3(&s3_draft(draft)).await;
    saved(engine, added)
}

pub async fn add_profile_account(engine: &Engine, draft: ProfileAccountDraft) -> Answer<AccountInfo> {
    let added = engine.accounts.add_profile(&profile_draft(draft)).await;
    saved(engine, added)
}

pub async fn rename_account(engine: &Engine, request: RenameAccount) -> Answer<AccountInfo> {
    let renamed = engine.accounts.rename(&AccountId::new(request.account), &request.name).await;
    saved(engine, renamed)
}

pub async fn replace_account_secret(engine: &Engine, request: ReplaceAccountSecret) -> Answer<AccountInfo> {
    let secret = |text: &SecretText| Zeroizing::new(text.expose().to_owned());
    let (key, token) = (secret(&request.secret_key), request.session_token.as_ref().map(secret));
    let id = AccountId::new(request.account);
    if engine.account(id.as_str())?.account_kind == AccountKind::Storj {
        // Its secret key was made for its grant, by the auth service: one without the other is no account.
        return Err(errors::other("a Storj account's key belongs to its access grant: add the account anew instead"));
    }
    let replaced = saved(engine, engine.accounts.replace_secret(&id, &key, token.as_ref()).await)?;
    engine.transfers.credentials_changed(id.as_str()).await;
    Ok(replaced)
}

pub async fn remove_account(engine: &Engine, request: AccountRequest) -> Answer<()> {
    engine.remove_account(&request.account).await?;
    changed(engine);
    Ok(())
}

pub(super) fn saved(engine: &Engine, account: Result<Account, satchel_accounts::AccountsError>) -> Answer<AccountInfo> {
    let account = account.map_err(|failure| errors::accounts(&failure))?;
    changed(engine);
    Ok(described(&account, &engine.accounts))
}

fn changed(engine: &Engine) {
    engine.host.emit(EngineEvent::AccountsChanged(AccountsChanged {}));
}

fn s3_draft(draft: S3AccountDraft) -> S3Draft {
    let secret = |text: &SecretText| Zeroizing::new(text.expose().to_owned());
    S3Draft {
        name: draft.name,
        endpoint: draft.endpoint,
        region: draft.region,
        addressing: match draft.addressing {
            AddressingStyle::Path => satchel_accounts::Addressing::Path,
            AddressingStyle::VirtualHosted => satchel_accounts::Addressing::VirtualHosted,
        },
        access_key_id: draft.access_key_id,
        secret_key: secret(&draft.secret_key),
        session_token: draft.session_token.as_ref().map(secret),
    }
}

fn profile_draft(draft: ProfileAccountDraft) -> ProfileDraft {
    ProfileDraft { name: draft.name, profile: draft.profile, endpoint: draft.endpoint, region: draft.region }
}

pub(super) async fn report(store: &dyn ObjectStore) -> ConnectionReport {
    let Ok(found) = tokio::time::timeout(LONGEST_TEST, test_connection(store)).await else {
        let failure = StoreError::new(ErrorKind::Timeout, Operation::ListBuckets);
        return ConnectionReport {
            works: false,
            buckets: None,
            failure: Some(errors::store(&failure)),
            clock_skew: None,
            round_trip: None,
        };
    };
    let Found { works, buckets, failure, clock_skew, round_trip } = found;
    let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    ConnectionReport {
        works,
        buckets: buckets.map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
        failure: failure.as_ref().map(errors::store),
        clock_skew: clock_skew.map(|(ahead, skew)| {
            let skew = i64::try_from(skew.as_millis()).unwrap_or(i64::MAX);
            if ahead { skew } else { -skew }
        }),
        round_trip: works.then(|| milliseconds(round_trip)),
    }
}

/// An account, in the list's words.
pub fn described(account: &Account, accounts: &Accounts) -> AccountInfo {
    let kind = match account.kind {
        satchel_accounts::AccountKind::Demo => AccountKind::Demo,
        satchel_accounts::AccountKind::S3 => AccountKind::S3,
        satchel_accounts::AccountKind::AwsProfile => AccountKind::AwsProfile,
        satchel_accounts::AccountKind::Storj => AccountKind::Storj,
    };
    let place = account.secret_place().unwrap_or_else(|| accounts.secret_place());
    AccountInfo {
        account: account.id.to_string(),
        name: account.name.clone(),
        account_kind: kind,
        endpoint: account.endpoint.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned()),
        region: account.region.clone(),
        addressing: match account.addressing {
            satchel_accounts::Addressing::Path => AddressingStyle::Path,
            satchel_accounts::Addressing::VirtualHosted => AddressingStyle::VirtualHosted,
        },
        access_key_id: account.access_key_id.clone(),
        profile: account.profile.clone(),
        satellite: account.storj.as_ref().map(|storj| storj.satellite.clone()),
        secret_place: match (kind, place) {
            (AccountKind::AwsProfile, _) => types::SecretPlace::AwsConfig,
            (_, SecretPlace::Keyring) => types::SecretPlace::Keyring,
            (_, SecretPlace::Session) => types::SecretPlace::Session,
        },
    }
}
