//! The smallest HTTP client that can fetch a link, or hand a service some JSON: it adds nothing of its own, so a test
//! sees what a stranger sees.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Fetches an `http://` link without credentials.
///
/// # Errors
/// What the connection says, and `InvalidData` for an answer that isn't HTTP/1.
pub async fn get(link: &str) -> io::Result<Answer> {
    exchange("GET", link, "", &[]).await
}

/// Hands JSON to an `http://` service without credentials.
///
/// # Errors
/// As [`get`].
pub async fn post_json(link: &str, body: &[u8]) -> io::Result<Answer> {
    let about = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    exchange("POST", link, &about, body).await
}

/// Sends a request with these headers, and `Content-Length` besides.
///
/// # Errors
/// As [`get`].
pub async fn send(method: &str, link: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
    let lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    exchange(method, link, &format!("{}Content-Length: {}\r\n", lines.concat(), body.len()), body).await
}

async fn exchange(method: &str, link: &str, headers: &str, body: &[u8]) -> io::Result<Answer> {
    let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let url = Url::parse(link).map_err(|_| invalid("not a URL"))?;
    let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(80));
    // The link's own text, since parsing it resolves `..`.
    let after_scheme = link.split_once("://").map_or(link, |(_, rest)| rest);
    let target = after_scheme.find('/').map_or("/", |slash| &after_scheme[slash..]);
    let mut stream = TcpStream::connect((host, port)).await?;
    let request = format!("{method} {target} HTTP/1.1\r\nHost: {host}:{port}\r\n{headers}Connection: close\r\n\r\n");
    stream.write_all(&[request.as_bytes(), body].concat()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(|| invalid("no end of the headers"))?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let mut answer =
        Answer { status: status.ok_or_else(|| invalid("no status"))?, headers, body: bytes.split_off(end + 4) };
    if answer.header("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
        answer.body = unchunk(&answer.body).ok_or_else(|| invalid("broken chunks"))?;
    }
    Ok(answer)
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..line]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[line + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        assert_eq!(unchunk(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"), Some(b"abcde".to_vec()));
        assert_eq!(unchunk(b"9\r\nabc"), None);
    }
}
