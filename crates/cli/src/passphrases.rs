//! The passphrase guard of Storj accounts, at the terminal.

use satchel_objects::BucketName;
use satchel_operations::passphrases::{Passphrases, Spot};

use crate::arguments::Global;
use crate::confirm::{can_ask, confirm};
use crate::connect::Session;
use crate::failure::Result;
use crate::output::{say, shown};
use crate::words;

fn at<'a>(session: &'a Session, bucket: &'a BucketName, prefix: &'a str) -> Option<(&'a Passphrases, Spot<'a>)> {
    let guard = session.guard.as_deref()?;
    Some((guard, Spot { store: &session.store, account: &session.account, bucket, prefix }))
}

/// Before something is written to a place that was filled with another passphrase: asks, unless `yes` was given.
pub async fn before_write(session: &Session, yes: bool, bucket: &BucketName, prefix: &str) -> Result<()> {
    guarded(session, yes, can_ask(), bucket, prefix).await
}

async fn guarded(session: &Session, yes: bool, can_ask: bool, bucket: &BucketName, prefix: &str) -> Result<()> {
    let Some((guard, spot)) = at(session, bucket, prefix) else { return Ok(()) };
    let Err(info) = guard.before_write(&spot).await else { return Ok(()) };
    if !yes {
        if !can_ask {
            return Err(info.into());
        }
        let (what, _) = words::words(&info);
        confirm(false, &format!("{}. Write there all the same?", shown(&what)))?;
    }
    guard.accept(&spot).await;
    Ok(())
}

/// Objects were listed or written there.
pub async fn showed(session: &Session, bucket: &BucketName, prefix: &str) {
    if let Some((guard, spot)) = at(session, bucket, prefix) {
        guard.showed(&spot).await;
    }
}

/// A place came out empty: says why, where another passphrase filled it.
pub async fn listed_nothing(global: &Global, session: &Session, bucket: &BucketName, prefix: &str) {
    let Some((guard, spot)) = at(session, bucket, prefix).filter(|_| !global.quiet) else { return };
    if let Err(info) = guard.before_write(&spot).await {
        let (what, _) = words::words(&info);
        say(&format!("satchel: {}", shown(&what)));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use satchel_accounts::{Accounts, SessionSecrets, StorjDraft};
    use satchel_objects::Capabilities;
    use satchel_operations_schema::types::ErrorCode;
    use satchel_storj::{AccessGrant, ApiKey, Cipher, EncryptionKey, EncryptionStore, Secret};
    use satchel_testkit::memory::MemoryStore;
    use satchel_testkit::storj::{API_KEY, SATELLITE};

    use super::*;
    use crate::failure::Stop;

    async fn session(accounts: &Arc<Accounts>, guard: &Arc<Passphrases>, name: &str, passphrase: u8) -> Session {
        let store = EncryptionStore::with_default_key(EncryptionKey::new([passphrase; 32]), Cipher::AES_GCM);
        let grant = AccessGrant::new(SATELLITE, ApiKey::parse(API_KEY).unwrap(), store).unwrap();
        let draft = StorjDraft {
            name: name.to_owned(),
            grant: grant.serialize(),
            satellite: SATELLITE.to_owned(),
            auth_service: "https://auth.example".to_owned(),
            link_sharing: "https://link.example".to_owned(),
            endpoint: "https://gateway.example".to_owned(),
            access_key_id: "id".to_owned(),
            secret_key: Secret::from("secret"),
        };
        let account = accounts.add_storj(&draft).await.unwrap().id.to_string();
        Session {
            store: Arc::new(MemoryStore::new(Capabilities::default(), 1000)),
            account,
            guard: Some(guard.clone()),
        }
    }

    #[tokio::test]
    async fn another_passphrase_writes_only_where_it_was_said_to() {
        let folder = tempfile::tempdir().unwrap();
        let accounts = Arc::new(Accounts::open(folder.path(), Arc::new(SessionSecrets::default())).0);
        let guard = Arc::new(Passphrases::new(folder.path(), accounts.clone()));
        let ours = session(&accounts, &guard, "Ours", 1).await;
        let theirs = session(&accounts, &guard, "Theirs", 2).await;
        let bucket = BucketName::new("photos").unwrap();
        showed(&ours, &bucket, "2026/").await;
        guarded(&ours, false, false, &bucket, "").await.unwrap();
        let refused = guarded(&theirs, false, false, &bucket, "2026/").await.unwrap_err();
        let Stop::Failed(failure) = refused else { panic!("{refused:?}") };
        assert_eq!(failure.info.code, ErrorCode::PassphraseDiffers);
        let said = words::sentence(&failure.info);
        assert!(said.contains("s3://photos") && said.contains("Ours") && said.contains("--yes"), "{said}");

        guarded(&theirs, true, false, &bucket, "2026/").await.unwrap();
        guarded(&theirs, false, false, &bucket, "").await.unwrap();
        let environment = Session { guard: None, ..theirs };
        guarded(&environment, false, false, &bucket, "").await.unwrap();
    }
}
