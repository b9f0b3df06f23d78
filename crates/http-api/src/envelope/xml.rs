//! The envelope as XML.

use std::fmt::Write as _;

use super::node::Node;

/// `<map>` with `<code>`, `<msg>` and `<data>`, in that order. A list is one `<data>` for each item, so that an empty one
/// has none.
pub fn map(code: i32, message: &str, data: Option<&Node>, next: Option<&str>) -> String {
    let mut out = String::with_capacity(256);
    out.push_str("<map>");
    // Writing to a text can't fail.
    let _ = write!(out, "<code>{code}</code>");
    element(&mut out, "msg", &Node::Text(message.to_owned()));
    match data {
        None => {}
        Some(Node::List(items)) => items.iter().for_each(|item| element(&mut out, "data", item)),
        Some(one) => element(&mut out, "data", one),
    }
    if let Some(next) = next {
        element(&mut out, "IsTruncated", &Node::Plain("true".to_owned()));
        element(&mut out, "NextContinuationToken", &Node::Text(next.to_owned()));
    }
    out.push_str("</map>");
    out
}

fn element(out: &mut String, name: &str, value: &Node) {
    let _ = write!(out, "<{name}>");
    match value {
        Node::Plain(text) => out.push_str(text),
        Node::Text(text) => escape(out, text),
        Node::List(items) => items.iter().for_each(|item| element(out, "item", item)),
        Node::Record(fields) => fields.iter().for_each(|(name, value)| element(out, &xml_name(name), value)),
    }
    let _ = write!(out, "</{name}>");
}

/// The document's name for a field in XML: `upload_id` is `UploadId`, `etag` is `ETag`.
pub(crate) fn xml_name(json_name: &str) -> String {
    json_name
        .split('_')
        .map(|word| match word {
            "etag" => "ETag".to_owned(),
            word => {
                let mut letters = word.chars();
                letters
                    .next()
                    .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
                    .unwrap_or_default()
            }
        })
        .collect()
}

/// Writes a text so that it comes out as it went in. What XML 1.0 can't hold becomes U+FFFD. Source: the contract's
/// section on the envelope, and XML 1.0, production 2 (`Char`).
fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(character));
            }
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(json: &str) -> Node {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn lists_are_an_element_each() {
        let buckets = node(r#"[{"key":"k1","created":1},{"key":"k2","created":2}]"#);
        assert_eq!(
            map(0, "success", Some(&buckets), None),
            "<map><code>0</code><msg>success</msg><data><Key>k1</Key><Created>1</Created></data>\
             <data><Key>k2</Key><Created>2</Created></data></map>"
        );
        assert_eq!(map(0, "success", Some(&node("[]")), None), "<map><code>0</code><msg>success</msg></map>");
        assert_eq!(
            map(0, "success", Some(&node("[]")), Some("t")),
            "<map><code>0</code><msg>success</msg><IsTruncated>true</IsTruncated>\
             <NextContinuationToken>t</NextContinuationToken></map>"
        );
    }

    #[test]
    fn names_are_the_documented_ones() {
        for (json, xml) in [
            ("access_key_id", "AccessKeyId"),
            ("etag", "ETag"),
            ("upload_id", "UploadId"),
            ("content_length", "ContentLength"),
            ("key", "Key"),
        ] {
            assert_eq!(xml_name(json), xml);
        }
    }

    #[test]
    fn texts_come_out_as_they_went_in() {
        assert_eq!(
            map(-1, "a<b>&\"c\"'\t\n\r\u{1}\u{fffe}]]>😀", None, None),
            "<map><code>-1</code><msg>a&lt;b&gt;&amp;&#34;c&#34;&#39;&#9;&#10;&#13;\u{fffd}\u{fffd}]]&gt;😀</msg></map>"
        );
    }
}
