use satchel_operations_schema::types::{
    CompleteMultipartUpload, CreateRestrictKey, DeleteObjects, ListObjects, ObjectRequest, PutObjectTagging,
};

use super::*;

fn from_json(json: &str) -> Fields {
    let mut fields = Fields::default();
    fields.add_json(json.as_bytes()).unwrap();
    fields
}

fn from_form(form: &str) -> Fields {
    let mut fields = Fields::default();
    fields.add_form(form.as_bytes());
    fields
}

fn read<D: Described + DeserializeOwned>(fields: &Fields) -> Result<D, String> {
    fields.parameters::<D, D>(&[]).map_err(|info| info.message)
}

#[test]
fn every_encoding_means_the_same() {
    for fields in [
        Fields::of_query(Some("bucket=photos&prefix=a%2Fb+c&max_keys=7&unknown=1")),
        from_form("bucket=photos&prefix=a%2Fb%20c&max_keys=%207%20&unknown=1&unknown=2"),
        from_json(r#"{"bucket":"photos","prefix":"a/b c","max_keys":7,"unknown":{}}"#),
        from_json(r#"{"bucket":"photos","prefix":"a/b c","max_keys":"7","delimiter":null}"#),
    ] {
        let list = read::<ListObjects>(&fields).unwrap();
        assert_eq!((&*list.bucket, list.prefix.as_deref(), list.max_keys), ("photos", Some("a/b c"), Some(7)));
        assert_eq!((list.delimiter, list.continuation_token), (None, None));
    }
}

#[test]
fn the_body_wins_over_the_query() {
    let mut fields = Fields::of_query(Some("bucket=query&key=query"));
    fields.add_form(b"bucket=body");
    let object = read::<ObjectRequest>(&fields).unwrap();
    assert_eq!((&*object.bucket, &*object.key), ("body", "query"));
}

#[test]
fn lists_of_texts_are_arrays_or_repeated_fields() {
    for fields in [
        from_form("bucket=b&keys=a%00&keys=%5B%22x%22%5D"),
        from_json(r#"{"bucket":"b","keys":["a\u0000","[\"x\"]"]}"#),
    ] {
        assert_eq!(read::<DeleteObjects>(&fields).unwrap().keys, ["a\0", "[\"x\"]"]);
    }
}

#[test]
fn lists_of_records_are_json_everywhere() {
    let tags = r#"[{"key":"a","value":""}]"#;
    let encoded: String = form_urlencoded::byte_serialize(tags.as_bytes()).collect();
    for fields in [
        from_form(&format!("bucket=b&key=k&tags={encoded}")),
        from_json(&format!(r#"{{"bucket":"b","key":"k","tags":{tags}}}"#)),
    ] {
        let tagging = read::<PutObjectTagging>(&fields).unwrap();
        assert_eq!((&*tagging.tags[0].key, &*tagging.tags[0].value), ("a", ""));
    }
    let parts = from_form("bucket=b&key=k&upload_id=u&parts=[{\"part_number\":\"3\",\"etag\":\"e\"}]");
    assert_eq!(read::<CompleteMultipartUpload>(&parts).unwrap().parts[0].part_number, 3);
}

#[test]
fn booleans_may_be_texts() {
    let fields = from_form("buckets=b&api_key=k&allow_list=TRUE&allow_upload=false&allow_delete=&not_after=5");
    let key = read::<CreateRestrictKey>(&fields).unwrap();
    assert_eq!((key.allow_list, key.allow_upload, key.allow_delete), (Some(true), Some(false), None));
    assert_eq!(key.not_after, Some(5));
}

#[test]
fn what_is_wrong_is_said_of_its_field_and_repeats_no_value() {
    for (json, sentence) in [
        (r"{}", "parameter bucket: is missing"),
        (r#"{"bucket":""}"#, "parameter bucket: is empty"),
        (r#"{"bucket":null}"#, "parameter bucket: is missing"),
        (r#"{"bucket":7}"#, "parameter bucket: must be a text"),
        (r#"{"bucket":{"secret":"sesame"}}"#, "parameter bucket: must be a text"),
        (r#"{"bucket":"b","bucket":"b"}"#, "parameter bucket: is given more than once"),
        (r#"{"bucket":"b","max_keys":"sesame"}"#, "parameter max_keys: must be a whole number"),
        (r#"{"bucket":"b","max_keys":1.5}"#, "parameter max_keys: must be a whole number"),
        (r#"{"bucket":"b","max_keys":[1]}"#, "parameter max_keys: must be a whole number"),
    ] {
        assert_eq!(read::<ListObjects>(&from_json(json)).unwrap_err(), sentence, "{json}");
    }
    for max_keys in ["-1", "99999999999"] {
        let said = read::<ListObjects>(&from_form(&format!("bucket=b&max_keys={max_keys}"))).unwrap_err();
        assert!(said.starts_with("parameter max_keys: "), "{said}");
    }
    let tags = r#"{"bucket":"b","key":"k","tags":[{"key":"a"}]}"#;
    assert_eq!(read::<PutObjectTagging>(&from_json(tags)).unwrap_err(), "parameter tags[0].value: is missing");
    assert_eq!(
        read::<PutObjectTagging>(&from_form("bucket=b&key=k&tags=sesame")).unwrap_err(),
        "parameter tags: must be JSON"
    );
    assert_eq!(
        read::<DeleteObjects>(&from_json(r#"{"bucket":"b","keys":"k"}"#)).unwrap_err(),
        "parameter keys: must be a list of texts"
    );
    assert_eq!(
        read::<DeleteObjects>(&from_json(r#"{"bucket":"b","keys":["k",1]}"#)).unwrap_err(),
        "parameter keys[1]: must be a text"
    );
}

#[test]
fn broken_json_says_where_and_repeats_nothing() {
    for (json, sentence) in [
        (r#"["sesame"]"#, "parameter body: must be a JSON object"),
        (r#"{"bucket":"sesame"#, "parameter body: ends in the middle of its JSON (line 1, column 17)"),
        ("{\"bucket\":\nsesame}", "parameter body: isn't JSON (line 2, column 1)"),
        ("{\"a\":1}}", "parameter body: isn't JSON (line 1, column 8)"),
    ] {
        let mut fields = Fields::default();
        assert_eq!(fields.add_json(json.as_bytes()).unwrap_err().message, sentence);
    }
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    assert!(Fields::default().add_json(deep.as_bytes()).is_err());
}
