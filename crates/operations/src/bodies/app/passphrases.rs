//! The passphrase guard's one operation.

use satchel_operations_schema::types::AcceptPassphrase;

use crate::bodies::documented::{Answer, bucket_of};
use crate::engine::Engine;
use crate::passphrases::Spot;

pub async fn accept_passphrase(engine: &Engine, request: AcceptPassphrase) -> Answer<()> {
    let bucket = bucket_of(&request.bucket)?;
    let store = engine.store(&request.account).await?;
    let spot = Spot { store: &store, account: &request.account, bucket: &bucket, prefix: &request.prefix };
    engine.passphrases.accept(&spot).await;
    Ok(())
}
