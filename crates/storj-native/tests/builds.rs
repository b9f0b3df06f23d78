//! What holds for every build, with the official library and without.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use satchel_storj::auth_service::AuthServiceAddress;
use satchel_storj::{AccessGrant, ApiKey, EncryptionStore, Secret};
use satchel_storj_native::{
    IS_IN_THIS_BUILD, NativeError, NativeListing, NativeProject, RegisterOptions, register_access, request_access,
    revoke_access,
};

fn grant() -> AccessGrant {
    let satellite = "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@satellite.invalid:7777";
    AccessGrant::new(satellite, ApiKey::from_parts(b"head", b"secret"), EncryptionStore::default()).unwrap()
}

#[tokio::test]
async fn without_the_library_every_call_says_so() {
    if IS_IN_THIS_BUILD {
        return;
    }
    let (secret, grant) = (Secret::from("nonsense"), grant());
    let address = AuthServiceAddress::parse("auth.invalid:7777").unwrap();
    let missing = NativeError::NotInThisBuild;
    // Before it looks at anything: no address, key or grant could change it.
    assert_eq!(request_access("nonsense", &secret, &secret).await.err(), Some(missing.clone()));
    assert_eq!(revoke_access(&grant, &grant).await, Err(missing.clone()));
    let registered = register_access(&address, &grant, false, &RegisterOptions::default()).await;
    assert_eq!(registered.err(), Some(missing.clone()));
    assert_eq!(NativeProject::open(&grant).await.err(), Some(missing.clone()));
    assert!(!missing.is_temporary());
}

#[test]
fn every_call_can_wait_on_any_thread() {
    #[allow(clippy::needless_pass_by_value, reason = "it is about the value")]
    fn goes_anywhere<T: Send>(_: T) {}
    fn calls(project: &NativeProject, listing: &mut NativeListing) {
        goes_anywhere(project.list_buckets());
        goes_anywhere(project.create_bucket("b"));
        goes_anywhere(project.list_objects("b", "", true));
        goes_anywhere(project.put("b", "k", Vec::new()));
        goes_anywhere(project.get("b", "k"));
        goes_anywhere(listing.next_page());
    }
    let (secret, grant) = (Secret::from("s"), grant());
    let address = AuthServiceAddress::parse("auth.invalid:7777").unwrap();
    let options = RegisterOptions::default();
    goes_anywhere(request_access("s", &secret, &secret));
    goes_anywhere(revoke_access(&grant, &grant));
    goes_anywhere(register_access(&address, &grant, false, &options));
    goes_anywhere(NativeProject::open(&grant));
    goes_anywhere(calls);
}
