//! Buckets in other regions.

use crate::support::*;

/// A server whose bucket is in another region, said in one of the ways that servers have.
fn elsewhere(request: &Request, refusal: Reply) -> Reply {
    if request.header("authorization").contains("/eu-north-1/s3/") {
        Reply::new(200, &[XML], if request.method == "GET" { NO_OBJECTS } else { "" })
    } else {
        refusal
    }
}

#[tokio::test]
async fn a_region_is_learnt_and_remembered() {
    let by_header = [("x-amz-bucket-region", "eu-north-1"), XML];
    let moved = "<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message></Error>";
    let malformed = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-north-1</Region></Error>";
    for refusal in
        [Reply::new(301, &by_header, moved), Reply::new(400, &[XML], malformed), Reply::new(301, &by_header, "")]
    {
        let (server, store) = fake(move |request| elsewhere(request, refusal.clone())).await;
        store.list_page(&listing()).await.unwrap();
        assert_eq!(server.seen().len(), 2);
        store.head_bucket(&bucket()).await.unwrap();
        assert_eq!(server.seen().len(), 3, "the region was asked for again");
    }
}

#[tokio::test]
async fn a_region_that_cant_be_learnt_is_wrong_and_no_redirect_is_followed() {
    let target = FakeServer::start(|_| Reply::new(200, &[XML], NO_OBJECTS)).await.unwrap();
    let location = format!("{}/bucket", target.url());
    for status in [301, 302, 307, 308] {
        let location = location.clone();
        let (_server, store) = fake(move |_| {
            let body = "<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message></Error>";
            Reply::new(status, &[XML, ("Location", &location)], body)
        })
        .await;
        assert_eq!(store.list_page(&listing()).await.unwrap_err().kind, ErrorKind::WrongRegion);
    }
    assert!(target.seen().is_empty(), "credentials went to another host");
}

#[tokio::test]
async fn a_bucket_is_made_with_and_without_its_region() {
    // One server wants no region named, the other its own.
    let (server, store) = fake(|request| {
        if request.body.is_empty() { Reply::new(200, &[XML], "") } else { Reply::error(400, "MalformedXML", "No.") }
    })
    .await;
    let config = S3Config { region: Some("eu1".to_owned()), ..servers::config(&server.url()) };
    S3Store::new(config).await.unwrap().create_bucket(&bucket()).await.unwrap();
    store.create_bucket(&bucket()).await.unwrap();
    let named: Vec<bool> = server.seen().iter().map(|request| !request.body.is_empty()).collect();
    assert_eq!(named, [true, false, false]);
    let (_server, store) = fake(|_| Reply::error(400, "InvalidLocationConstraint", "No.")).await;
    assert_eq!(store.create_bucket(&bucket()).await.unwrap_err().kind, ErrorKind::WrongRegion);
}
