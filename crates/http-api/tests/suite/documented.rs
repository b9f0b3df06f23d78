//! The operations as documented, in JSON and in XML.

use serde_json::json;

use crate::every_operation::{self, file, object};
use crate::support::{ACCESS_KEY_ID, Bench, GRANT, MADE_SECRET};

#[tokio::test]
async fn every_operation_answers_as_documented() {
    every_operation::all(&Bench::start().await).await;
}

#[tokio::test]
async fn xml_has_the_documented_names_and_an_element_for_each_item() {
    let bench = Bench::start().await;
    bench.form("uploadObject", &file("a<b>.txt", b"three eggs")).await;
    assert_eq!(
        bench.xml("listObjects", json!({ "bucket": "photos" })).await,
        "<map><code>0</code><msg>success</msg><data><Key>a&lt;b&gt;.txt</Key><Size>10</Size><Kind>OBJ</Kind></data></map>"
    );
    assert_eq!(
        bench.xml("headBucket", json!({ "bucket": "photos" })).await,
        "<map><code>0</code><msg>success</msg></map>"
    );
    let details = bench.xml("headObject", object("a<b>.txt")).await;
    assert!(details.contains("<data><ETag>&#34;") && details.contains("</ContentLength><LastModified>"), "{details}");
    let tags = json!({ "bucket": "photos", "key": "a<b>.txt", "tags": [{ "key": "k", "value": "v\"'\n" }] });
    bench.json("putObjectTagging", &tags).await;
    let tags = bench.xml("getObjectTagging", object("a<b>.txt")).await;
    assert!(tags.ends_with("<data><Key>k</Key><Value>v&#34;&#39;&#10;</Value></data></map>"), "{tags}");
    let begun = bench.xml("createMultipartUpload", object("film")).await;
    assert!(begun.contains("<data><UploadId>"), "{begun}");
    let listed = bench.xml("listMultipartUploads", json!({ "bucket": "photos" })).await;
    assert!(
        listed.contains("<data><Initiated>") && listed.contains("</Initiated><Key>film</Key><UploadId>"),
        "{listed}"
    );
    let buckets = bench.xml("listBuckets", json!({})).await;
    assert!(buckets.contains("<data><Bucket>photos</Bucket><Created>"), "{buckets}");
    let credentials = json!({ "access_grant": GRANT, "auth_service": bench.auth_service.url() });
    let made = bench.xml("createCredentials", credentials).await;
    let expected = format!("<data><AccessKeyId>{ACCESS_KEY_ID}</AccessKeyId><SecretKey>{MADE_SECRET}</SecretKey>");
    assert!(made.contains(&expected), "{made}");
    let page = bench.xml("listObjects", json!({ "bucket": "photos", "max_keys": 1 })).await;
    assert!(!page.contains("IsTruncated"), "{page}");
    bench.form("uploadObject", &file("b", b"")).await;
    let page = bench.xml("listObjects", json!({ "bucket": "photos", "max_keys": 1 })).await;
    assert!(page.contains("<IsTruncated>true</IsTruncated><NextContinuationToken>"), "{page}");
    let missing = bench.xml("deleteBucket", json!({ "bucket": "nowhere" })).await;
    assert!(missing.starts_with("<map><code>-1</code><msg>operation error S3: DeleteBucket, "), "{missing}");
}
