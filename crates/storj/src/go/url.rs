//! `net/url`: `Parse`, `ParseRequestURI` and `String`, as far as node URLs and links need them.

use super::address::{self, Family};
use super::escape::{Part, escape, must_escape, unescape};
use super::quote::quote;

/// `url.Userinfo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    name: Vec<u8>,
    password: Option<Vec<u8>>,
}

impl User {
    /// `Userinfo.String`.
    pub(crate) fn text(&self) -> String {
        let name = escape(&self.name, Part::User);
        match &self.password {
            None => name,
            Some(password) => format!("{name}:{}", escape(password, Part::User)),
        }
    }
}

/// `url.URL`. The fields hold what has been unescaped, so they needn't be UTF-8.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) scheme: String,
    pub(crate) opaque: Vec<u8>,
    pub(crate) user: Option<User>,
    pub(crate) host: Vec<u8>,
    pub(crate) path: Vec<u8>,
    pub(crate) raw_query: Vec<u8>,
    raw_path: Vec<u8>,
    force_query: bool,
    omit_host: bool,
}

/// `url.Parse`. The fragment is cut off and checked; nobody here needs it. The error is Go's text.
pub(crate) fn parse(text: &[u8]) -> Result<Url, String> {
    let (before, fragment) = cut(text, b'#');
    let failed = |shown: &[u8], why: String| format!("parse {}: {why}", quote(shown));
    let url = parse_part(before, false).map_err(|why| failed(before, why))?;
    unescape(fragment, Part::Fragment).map_err(|why| failed(text, why))?;
    Ok(url)
}

/// `url.ParseRequestURI`.
pub(crate) fn parse_request(text: &[u8]) -> Result<Url, String> {
    parse_part(text, true).map_err(|why| format!("parse {}: {why}", quote(text)))
}

/// What stands before and after the first `separator`; after it is empty where there is none.
pub(crate) fn cut(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    match text.iter().position(|byte| *byte == separator) {
        None => (text, &[]),
        Some(at) => (&text[..at], &text[at + 1..]),
    }
}

/// `url.Values.Get` of `url.URL.Query`: the first value of that name; pairs that can't be read count as absent.
pub(crate) fn query_value(raw_query: &[u8], name: &str) -> Vec<u8> {
    const MOST_PAIRS: usize = 10_000;
    if raw_query.split(|byte| *byte == b'&').nth(MOST_PAIRS).is_some() {
        return Vec::new();
    }
    let pairs = raw_query.split(|byte| *byte == b'&').filter(|pair| !pair.contains(&b';'));
    pairs
        .filter_map(|pair| {
            let (key, value) = cut(pair, b'=');
            Some((unescape(key, Part::Query).ok()?, unescape(value, Part::Query).ok()?))
        })
        .find(|(key, _)| key == name.as_bytes())
        .map(|(_, value)| value)
        .unwrap_or_default()
}

fn parse_part(text: &[u8], via_request: bool) -> Result<Url, String> {
    if text.iter().any(u8::is_ascii_control) {
        return Err("net/url: invalid control character in URL".into());
    }
    if text.is_empty() && via_request {
        return Err("empty url".into());
    }
    let mut url = Url::default();
    if text == b"*" {
        url.path = text.to_vec();
        return Ok(url);
    }
    let (scheme, mut rest) = split_scheme(text)?;
    url.scheme = String::from_utf8_lossy(scheme).to_ascii_lowercase();
    if let Some(path) = rest.strip_suffix(b"?").filter(|path| !path.contains(&b'?')) {
        url.force_query = true;
        rest = path;
    } else {
        let (path, query) = cut(rest, b'?');
        rest = path;
        url.raw_query = query.to_vec();
    }
    if !rest.starts_with(b"/") {
        if !url.scheme.is_empty() {
            url.opaque = rest.to_vec();
            return Ok(url);
        }
        if via_request {
            return Err("invalid URI for request".into());
        }
        if cut(rest, b'/').0.contains(&b':') {
            return Err("first path segment in URL cannot contain colon".into());
        }
    }
    let with_host = !url.scheme.is_empty() || !via_request && !rest.starts_with(b"///");
    if let Some(after) = rest.strip_prefix(b"//").filter(|_| with_host) {
        let end = after.iter().position(|byte| *byte == b'/').unwrap_or(after.len());
        (url.user, url.host) = parse_authority(&url.scheme, &after[..end])?;
        rest = &after[end..];
    } else if !url.scheme.is_empty() {
        url.omit_host = true;
    }
    url.path = unescape(rest, Part::Path)?;
    if escape(&url.path, Part::Path).as_bytes() != rest {
        url.raw_path = rest.to_vec();
    }
    Ok(url)
}

fn split_scheme(text: &[u8]) -> Result<(&[u8], &[u8]), String> {
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".into()),
            b':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok((&[], text))
}

fn parse_authority(scheme: &str, authority: &[u8]) -> Result<(Option<User>, Vec<u8>), String> {
    let Some(at) = authority.iter().rposition(|byte| *byte == b'@') else {
        return Ok((None, parse_host(scheme, authority)?));
    };
    let host = parse_host(scheme, &authority[at + 1..])?;
    let user = &authority[..at];
    if !user.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(byte)) {
        return Err("net/url: invalid userinfo".into());
    }
    let (name, password) = cut(user, b':');
    let password = if user.contains(&b':') { Some(unescape(password, Part::User)) } else { None };
    let name = unescape(name, Part::User)?;
    Ok((Some(User { name, password: password.transpose()? }), host))
}

fn parse_host(scheme: &str, host: &[u8]) -> Result<Vec<u8>, String> {
    match host.iter().rposition(|byte| *byte == b'[') {
        Some(0) => return parse_ip_literal(host),
        Some(_) => return Err("invalid IP-literal".into()),
        None => {}
    }
    // Only http and https hold to a single colon: other schemes have always had lists of hosts.
    let colon = if matches!(scheme, "http" | "https") {
        host.iter().position(|byte| *byte == b':')
    } else {
        host.iter().rposition(|byte| *byte == b':')
    };
    check_port(&host[colon.unwrap_or(host.len())..])?;
    unescape(host, Part::Host)
}

fn parse_ip_literal(host: &[u8]) -> Result<Vec<u8>, String> {
    let close = host.iter().rposition(|byte| *byte == b']').ok_or("missing ']' in host")?;
    let port = &host[close + 1..];
    check_port(port)?;
    let inside = &host[1..close];
    let zone = inside.windows(3).position(|window| window == b"%25").unwrap_or(inside.len());
    let mut name = unescape(&inside[..zone], Part::Host)?;
    name.extend(unescape(&inside[zone..], Part::Zone)?);
    match address::parse(&name).map_err(|why| format!("invalid host: {why}"))? {
        Family::Four => Err("invalid IP-literal".into()),
        Family::Six => Ok([b"[", name.as_slice(), b"]", port].concat()),
    }
}

fn check_port(port: &[u8]) -> Result<(), String> {
    match port {
        [] => Ok(()),
        [b':', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => Ok(()),
        _ => Err(format!("invalid port {} after host", quote(port))),
    }
}

impl Url {
    /// `URL.EscapedPath`: as it came where that still says the same, else escaped anew.
    fn escaped_path(&self) -> String {
        let valid = |byte: &u8| b"!$&'()*+,;=:@[]%".contains(byte) || !must_escape(*byte, Part::Path);
        if !self.raw_path.is_empty()
            && self.raw_path.iter().all(valid)
            && unescape(&self.raw_path, Part::Path).is_ok_and(|path| path == self.path)
        {
            return String::from_utf8_lossy(&self.raw_path).into_owned();
        }
        if self.path == b"*" { "*".into() } else { escape(&self.path, Part::Path) }
    }

    /// The same place with another path and no query.
    pub(crate) fn with_path_alone(&self, path: Vec<u8>) -> Self {
        Self { path, raw_path: Vec::new(), raw_query: Vec::new(), force_query: false, ..self.clone() }
    }

    /// `URL.String`, without a fragment.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        if !self.scheme.is_empty() {
            text.push_str(&self.scheme);
            text.push(':');
        }
        if self.opaque.is_empty() {
            self.push_hierarchy(&mut text);
        } else {
            text.push_str(&String::from_utf8_lossy(&self.opaque));
        }
        if self.force_query || !self.raw_query.is_empty() {
            text.push('?');
            text.push_str(&String::from_utf8_lossy(&self.raw_query));
        }
        text
    }

    fn push_hierarchy(&self, text: &mut String) {
        let named = !self.host.is_empty() || self.user.is_some();
        if named || !self.scheme.is_empty() && !self.omit_host {
            if named || !self.path.is_empty() {
                text.push_str("//");
            }
            if let Some(user) = &self.user {
                text.push_str(&user.text());
                text.push('@');
            }
            text.push_str(&escape(&self.host, Part::Host));
        }
        let path = self.escaped_path();
        if !path.is_empty() && !path.starts_with('/') && !self.host.is_empty() {
            text.push('/');
        }
        if text.is_empty() && cut(path.as_bytes(), b'/').0.contains(&b':') {
            text.push_str("./");
        }
        text.push_str(&path);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_url_is_refused_in_the_words_that_go_uses() {
        for (text, why) in [
            ("storj://h:x", r#"parse "storj://h:x": invalid port ":x" after host"#),
            ("storj://a b@h", r#"parse "storj://a b@h": net/url: invalid userinfo"#),
            ("storj://h h", r#"parse "storj://h h": invalid character " " in host name"#),
            ("storj://[::1", r#"parse "storj://[::1": missing ']' in host"#),
            ("storj://h/%zz", r#"parse "storj://h/%zz": invalid URL escape "%zz""#),
            ("storj://h%41", r#"parse "storj://h%41": invalid URL escape "%41""#),
            ("://h", r#"parse "://h": missing protocol scheme"#),
            ("storj://h\n", r#"parse "storj://h\n": net/url: invalid control character in URL"#),
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap_err(), why);
        }
    }

    #[test]
    fn a_url_is_written_as_go_writes_it() {
        for text in [
            "https://a.b/c%2Fd?x=1",
            "mailto:a@b",
            "//h/p",
            "http://u:p@h:1/",
            "file:///a",
            "/a%20b",
            "x://[::1%25e]:1/",
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap().text(), text);
        }
        assert_eq!(parse(b"HTTP://h/a b").unwrap().text(), "http://h/a%20b");
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_url(bytes in proptest::collection::vec(any::<u8>(), 0..60), text in "[a-z:/@%?#\\[\\]0-9 ]{0,30}") {
            for input in [bytes.as_slice(), text.as_bytes()] {
                for url in [parse(input), parse_request(input)].into_iter().flatten() {
                    let _ = (url.text(), query_value(&url.raw_query, "f"));
                }
            }
        }
    }
}
