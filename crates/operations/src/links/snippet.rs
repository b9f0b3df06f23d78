//! A piece of HTML for a page of one's own.

use mime_guess::mime;

/// What shows or plays the file at `url`, or leads there. The key's name says what it is.
pub fn html(url: &str, shown_url: &str, key: &str, bucket: &str) -> String {
    let name = key.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(bucket);
    let kind = mime_guess::from_path(name).first();
    let (url, shown_url, name) = (escaped(url), escaped(shown_url), escaped(name));
    let is_object = !key.is_empty() && !key.ends_with('/');
    match kind.as_ref().map(mime::Mime::type_).filter(|_| is_object) {
        Some(mime::IMAGE) => format!("<img src=\"{url}\" alt=\"{name}\">"),
        Some(mime::VIDEO) => format!("<video controls src=\"{url}\" title=\"{name}\"></video>"),
        Some(mime::AUDIO) => format!("<audio controls src=\"{url}\" title=\"{name}\"></audio>"),
        _ => format!("<a href=\"{shown_url}\">{name}</a>"),
    }
}

/// A text as it stands in HTML, within and without quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character if character.is_control() => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_shows_what_a_page_can_show_and_links_to_the_rest() {
        let html = |key: &str| html("https://l.example/raw/x?a=1&b=2", "https://l.example/s/x", key, "photos");
        for (key, expected) in [
            ("2026/a.jpg", r#"<img src="https://l.example/raw/x?a=1&amp;b=2" alt="a.jpg">"#),
            ("a.MP4", r#"<video controls src="https://l.example/raw/x?a=1&amp;b=2" title="a.MP4"></video>"#),
            ("a.flac", r#"<audio controls src="https://l.example/raw/x?a=1&amp;b=2" title="a.flac"></audio>"#),
            ("a.pdf", r#"<a href="https://l.example/s/x">a.pdf</a>"#),
            ("a.jpg/", r#"<a href="https://l.example/s/x">a.jpg</a>"#),
            ("", r#"<a href="https://l.example/s/x">photos</a>"#),
        ] {
            assert_eq!(html(key), expected, "{key}");
        }
    }

    #[test]
    fn a_name_cannot_break_out_of_a_snippet() {
        let key = "\"><script>alert('1')</script>&\0\n.png";
        let html = html("https://l.example/x", "https://l.example/x", key, "b");
        assert_eq!(html.matches(['<', '>']).count(), 2, "{html}");
        assert_eq!(html.matches('"').count(), 4, "{html}");
        assert!(!html.contains(['\0', '\n', '\'']), "{html}");
    }
}
