use aws_sdk_s3::types::EncodingType;
use proptest::prelude::*;

use super::{DocumentError, read};

/// Amazon's own sample ("ListObjectsV2", examples), with a folder, a token and an encoding as other answers have them.
const SAMPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>quotes</Name><Prefix>N</Prefix><KeyCount>205</KeyCount><MaxKeys>1000</MaxKeys>
  <EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
  <ContinuationToken>before</ContinuationToken><NextContinuationToken>a&amp;b=</NextContinuationToken>
  <Contents>
    <Key>my-image.jpg</Key>
    <LastModified>2009-10-12T17:50:30.000Z</LastModified>
    <ETag>"fba9dede5f27731c9771645a39863328"</ETag>
    <ChecksumAlgorithm>CRC32C</ChecksumAlgorithm>
    <Size>434234</Size>
    <Owner><ID>8a69</ID><DisplayName>Key</DisplayName></Owner>
    <RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress></RestoreStatus>
    <StorageClass>STANDARD</StorageClass>
  </Contents>
  <Contents><Key>b</Key><Size>0</Size><ETag>&#34;&quot;&#x22;</ETag></Contents>
  <CommonPrefixes><Prefix>photos/2006/</Prefix></CommonPrefixes>
</ListBucketResult>"#;

#[test]
fn a_page_is_read_whole() {
    let page = read(SAMPLE.as_bytes()).unwrap();
    assert_eq!((page.is_truncated(), page.next_continuation_token()), (Some(true), Some("a&b=")));
    assert_eq!(page.encoding_type(), Some(&EncodingType::Url));
    assert_eq!(page.common_prefixes().iter().map(|one| one.prefix().unwrap()).collect::<Vec<_>>(), ["photos/2006/"]);
    let [first, second] = page.contents() else { panic!("{page:?}") };
    assert_eq!((first.key(), first.size()), (Some("my-image.jpg"), Some(434_234)));
    assert_eq!(first.e_tag(), Some("\"fba9dede5f27731c9771645a39863328\""));
    assert_eq!(first.last_modified().unwrap().secs(), 1_255_369_830);
    assert_eq!((second.key(), second.size(), second.e_tag()), (Some("b"), Some(0), Some("\"\"\"")));
    assert_eq!(second.last_modified(), None);
}

#[test]
fn spellings_that_mean_the_same_are_read_the_same() {
    let prefixed = SAMPLE.replace("</", "</s3:").replace('<', "<s3:").replace("<s3:/s3:", "</s3:");
    let prefixed = prefixed.replace("<s3:?xml", "<?xml").replace("xmlns=", "xmlns:s3=");
    let commented = SAMPLE.replace("<Key>", "<!-- a key --><Key>").replace("my-", "<![CDATA[my]]>-<!-- -->");
    let marked = format!("\u{feff}{SAMPLE}");
    for other in [prefixed, commented, marked] {
        assert_eq!(read(other.as_bytes()).unwrap(), read(SAMPLE.as_bytes()).unwrap(), "{other}");
    }
    let empty = read(b"<ListBucketResult><Contents/><Prefix/><IsTruncated>false</IsTruncated></ListBucketResult>");
    let empty = empty.unwrap();
    assert_eq!((empty.contents().len(), empty.contents()[0].key(), empty.is_truncated()), (1, None, Some(false)));
}

#[test]
fn a_page_cut_anywhere_is_an_error_and_not_a_shorter_page() {
    for end in 0..SAMPLE.len() {
        assert!(read(&SAMPLE.as_bytes()[..end]).is_err(), "{}", &SAMPLE[..end]);
    }
}

#[test]
fn what_no_page_says_is_an_error_that_names_it() {
    let said = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(said("<html></html>"), "the page is a <html>, not a <ListBucketResult>");
    let with = |inside: &str| said(&format!("<ListBucketResult>{inside}</ListBucketResult>"));
    assert_eq!(with("<Contents><Size>a lot</Size></Contents>"), "<Size> can't be “a lot”");
    assert_eq!(with("<Contents><LastModified>now</LastModified></Contents>"), "<LastModified> can't be “now”");
    assert_eq!(with("<IsTruncated>perhaps</IsTruncated>"), "<IsTruncated> can't be “perhaps”");
    assert_eq!(
        with("<Contents><Key>&nbsp;</Key></Contents>"),
        "the page names something that XML doesn't have: “&nbsp;”"
    );
    assert_eq!(with("<Contents><Key>a</Contents></Key>"), "the page isn't well-formed XML");
    assert!(matches!(read(b"<ListBucketResult>\xff</ListBucketResult>"), Err(DocumentError::Encoding(_))));
    assert!(matches!(read(b""), Err(DocumentError::Cut)));
}

/// A text as XML may spell it: each character as it is, by number, or by name.
fn spelled(text: &str, spellings: &[u8]) -> String {
    text.chars()
        .zip(spellings.iter().cycle())
        .map(|(character, spelling)| match (character, spelling % 3) {
            ('&', _) => "&amp;".to_owned(),
            ('<', _) => "&lt;".to_owned(),
            ('>', 0) => "&gt;".to_owned(),
            (character, 1) => format!("&#{};", u32::from(character)),
            (character, 2) => format!("&#x{:X};", u32::from(character)),
            (character, _) => character.to_string(),
        })
        .collect()
}

proptest! {
    #[test]
    fn any_keys_come_back(
        keys in prop::collection::vec("[^\\x00-\\x1f\\x7f]{1,20}", 0..20),
        spellings in prop::collection::vec(any::<u8>(), 1..8),
        sizes in prop::collection::vec(0_i64.., 20),
    ) {
        let objects = keys.iter().zip(&sizes).map(|(key, size)| {
            format!("<Contents><Size>{size}</Size><Key>{}</Key></Contents>", spelled(key, &spellings))
        });
        let page = format!("<ListBucketResult>{}</ListBucketResult>", objects.collect::<String>());
        let read = read(page.as_bytes()).unwrap();
        let listed: Vec<_> = read.contents().iter().map(|one| (one.key().unwrap(), one.size().unwrap())).collect();
        let wanted: Vec<_> = keys.iter().map(String::as_str).zip(sizes).collect();
        prop_assert_eq!(listed, wanted);
    }

    #[test]
    fn nothing_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200), text in "[<>&;/!A-Za-z \\[\\]?-]{0,200}") {
        let _ = read(&body);
        let _ = read(text.as_bytes());
        let _ = read(format!("<ListBucketResult>{text}").as_bytes());
    }
}
