//! Two mends for legal keys that the SDK can't carry: it refuses a key of nothing but white space, and its XML reader
//! refuses an answer that repeats a key with a control character.

use std::pin::Pin;
use std::task::{Context, Poll};

use aws_sdk_s3::primitives::SdkBody;
use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};

use crate::ObjectKey;

/// Stands before a key that the SDK would refuse, until the request is about to be signed.
const MARK: &str = "\u{f8ff}satchel\u{f8ff}";
/// The same in a request's path.
const MARK_IN_PATH: &str = "/%EF%A3%BFsatchel%EF%A3%BF";

/// The key as the SDK is given it. A key that really starts with the mark gets a second one, so that taking one away
/// always gives the key.
pub(super) fn carried(key: &ObjectKey) -> String {
    let text = key.as_str();
    if text.trim().is_empty() || text.starts_with(MARK) { format!("{MARK}{text}") } else { text.to_owned() }
}

/// The address with the mark taken away, where there is one.
pub(super) fn unmarked(address: &str) -> Option<String> {
    let path = &address[..address.find('?').unwrap_or(address.len())];
    path.contains(MARK_IN_PATH).then(|| address.replacen(MARK_IN_PATH, "/", 1))
}

/// The body with each character that XML can't hold replaced by another of the same length. Of the answers that this
/// is used on, the repeated key is the only text that can have one, and nobody reads it there: listings, where keys
/// matter, come encoded.
pub(super) fn readable(body: SdkBody) -> SdkBody {
    SdkBody::from_body_1_x(Readable { body, before: [0; 2] })
}

struct Readable {
    body: SdkBody,
    /// The last two bytes, since a character may lie across two frames.
    before: [u8; 2],
}

impl Readable {
    fn mend(&mut self, bytes: &Bytes) -> Bytes {
        let mut mended = BytesMut::from(&bytes[..]);
        for byte in mended.iter_mut() {
            let seen = *byte;
            if seen < 0x20 && !matches!(seen, b'\t' | b'\n' | b'\r') {
                *byte = b'?';
            } else if self.before == [0xEF, 0xBF] && matches!(seen, 0xBE | 0xBF) {
                // U+FFFE and U+FFFF become U+FFFD.
                *byte = 0xBD;
            }
            self.before = [self.before[1], seen];
        }
        mended.freeze()
    }
}

impl Body for Readable {
    type Data = Bytes;
    type Error = aws_smithy_types::body::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = Body::poll_frame(Pin::new(&mut self.body), context);
        frame.map(|frame| frame.map(|frame| frame.map(|frame| frame.map_data(|bytes| self.mend(&bytes)))))
    }

    fn size_hint(&self) -> SizeHint {
        Body::size_hint(&self.body)
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_s3::primitives::ByteStream;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_blank_key_is_carried_and_comes_out_again() {
        for (text, path) in [(" ", "%20"), ("\u{b}", "%0B"), ("\u{f8ff}satchel\u{f8ff}x", "%EF%A3%BFsatchel%EF%A3%BFx")]
        {
            let carried = carried(&ObjectKey::new(text).unwrap());
            assert!(!carried.trim().is_empty() && carried.ends_with(text) && carried != text);
            let address = format!("http://h/bucket{MARK_IN_PATH}{path}?x-id=PutObject");
            assert_eq!(unmarked(&address), Some(format!("http://h/bucket/{path}?x-id=PutObject")));
        }
        assert_eq!(carried(&ObjectKey::new(" a").unwrap()), " a");
        assert_eq!(unmarked("http://h/bucket/a?b=/%EF%A3%BFsatchel%EF%A3%BF"), None);
    }

    proptest! {
        #[test]
        fn an_answer_keeps_its_length_and_all_that_xml_holds(pieces in prop::collection::vec(any::<String>(), 0..4)) {
            let mut filter = Readable { body: SdkBody::empty(), before: [0; 2] };
            // Cut where it hurts: byte by byte.
            let text = pieces.join("\u{fffe}\u{1}\u{ffff}");
            let mended: Vec<u8> = text.bytes().flat_map(|b| filter.mend(&Bytes::copy_from_slice(&[b])).to_vec()).collect();
            let expected: String = text.chars().map(|c| match c {
                '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
                '\t' | '\n' | '\r' => c,
                c if (c as u32) < 0x20 => '?',
                c => c,
            }).collect();
            prop_assert_eq!(String::from_utf8(mended).unwrap(), expected);
        }
    }

    #[tokio::test]
    async fn a_body_goes_through_whole() {
        let body = readable(SdkBody::from("<Key>a\u{1}b</Key>"));
        assert_eq!(ByteStream::new(body).collect().await.unwrap().into_bytes(), "<Key>a?b</Key>");
    }
}
