//! Deleting many at once.

use satchel_objects::{ErrorKind as K, ObjectKey};

use super::ground::{Failure, Ground, key, refused};
use super::{Check, body, check, ensure};

pub(super) fn checks() -> Vec<Check> {
    vec![
        check("delete many: 1,050 at once, some not there", body!(thousands)),
        check("delete many: gentle keys", body!(gentle)),
        check("delete many: none of none", body!(none)),
        check("delete many: in a missing bucket", body!(missing_bucket)),
    ]
}

async fn thousands(ground: &Ground<'_>) -> Result<(), Failure> {
    let keys = (0..1050).map(|number| key(&format!("many/{number}"))).collect::<Result<Vec<_>, _>>()?;
    // Every third isn't there: S3 doesn't tell it from a deleted one.
    let there: Vec<ObjectKey> =
        keys.iter().enumerate().filter(|(place, _)| place % 3 != 0).map(|(_, key)| key.clone()).collect();
    ground.put_many(&there).await?;
    let kept = ground.put("kept", b"kept").await?;
    delete_and_look(ground, &keys).await?;
    ensure!(ground.read(&ground.bucket, &kept).await? == b"kept", "an object beside them is gone");
    Ok(())
}

async fn gentle(ground: &Ground<'_>) -> Result<(), Failure> {
    let keys = crate::keys::gentle();
    ground.put_many(&keys).await?;
    delete_and_look(ground, &keys).await?;
    let left = ground.list_all(&ground.bucket, "").await?;
    ensure!(left.is_empty(), "left are {left:?}");
    Ok(())
}

async fn delete_and_look(ground: &Ground<'_>, keys: &[ObjectKey]) -> Result<(), Failure> {
    let outcomes = ground.store.delete_many(&ground.bucket, keys).await?;
    ensure!(outcomes.iter().map(|outcome| &outcome.key).eq(keys), "the outcomes aren't in the order asked");
    for outcome in outcomes {
        outcome.result?;
    }
    let left = ground.list_all(&ground.bucket, "many/").await?;
    ensure!(left.is_empty(), "left are {left:?}");
    Ok(())
}

async fn none(ground: &Ground<'_>) -> Result<(), Failure> {
    let outcomes = ground.store.delete_many(&ground.bucket, &[]).await?;
    ensure!(outcomes.is_empty(), "nothing asked, and {} outcomes", outcomes.len());
    Ok(())
}

async fn missing_bucket(ground: &Ground<'_>) -> Result<(), Failure> {
    let asked = ground.store.delete_many(&ground.other, &[key("a")?]).await;
    refused(asked, &[K::NoSuchBucket], "deleting in a missing bucket")?;
    Ok(())
}
