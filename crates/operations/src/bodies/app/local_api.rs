//! The local API's switch, its token and its log.

use satchel_operations_schema::types::{LocalApi, LocalApiLog, NoParameters, SetLocalApi};

use crate::bodies::documented::Answer;
use crate::engine::Engine;

pub async fn get_local_api(engine: &Engine, _: NoParameters) -> Answer<LocalApi> {
    Ok(engine.local_api.shown())
}

pub async fn set_local_api(engine: &Engine, request: SetLocalApi) -> Answer<LocalApi> {
    engine.local_api.set(request).await
}

pub async fn copy_local_api_token(engine: &Engine, _: NoParameters) -> Answer<LocalApi> {
    engine.local_api.copy_token().await
}

pub async fn renew_local_api_token(engine: &Engine, _: NoParameters) -> Answer<LocalApi> {
    engine.local_api.renew_token().await
}

pub async fn local_api_log(engine: &Engine, _: NoParameters) -> Answer<LocalApiLog> {
    Ok(engine.local_api.log())
}
