//! Answers that the server behind never gave.

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

/// The form of HTTP dates.
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// An answer: an S3 error, or a redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    code: &'static str,
    headers: Vec<(&'static str, String)>,
}

impl Answer {
    /// An S3 error of this status and code.
    pub fn new(status: u16, code: &'static str) -> Self {
        Self { status, code, headers: Vec::new() }
    }

    /// 500 InternalError.
    pub fn internal_error() -> Self {
        Self::new(500, "InternalError")
    }

    /// 503 SlowDown.
    pub fn slow_down() -> Self {
        Self::new(503, "SlowDown")
    }

    /// 429, as gateways say it.
    pub fn too_many_requests() -> Self {
        Self::new(429, "TooManyRequests")
    }

    /// 408: the body came too slowly for the server.
    pub fn request_timeout() -> Self {
        Self::new(408, "RequestTimeout")
    }

    /// 404 NoSuchUpload.
    pub fn no_such_upload() -> Self {
        Self::new(404, "NoSuchUpload")
    }

    /// 403: the session is over.
    pub fn expired_token() -> Self {
        Self::new(403, "ExpiredToken")
    }

    /// 403: the access key has been revoked.
    pub fn unknown_access_key() -> Self {
        Self::new(403, "InvalidAccessKeyId")
    }

    /// 200, and an error in its body.
    pub fn in_200(code: &'static str) -> Self {
        Self::new(200, code)
    }

    /// 301, 302, 307 or 308 to elsewhere.
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        let code = if status == 301 { "PermanentRedirect" } else { "TemporaryRedirect" };
        Self { status, code, headers: vec![("Location", location.into())] }
    }

    /// Asks to wait so many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.headers.push(("Retry-After", seconds.to_string()));
        self
    }

    /// Success with these headers and no body.
    pub(super) fn success(headers: Vec<(&'static str, String)>) -> Self {
        Self { status: 200, code: "", headers }
    }

    pub(super) fn status(&self) -> u16 {
        self.status
    }

    /// The head and the body, at this time. The answer to a HEAD has no body.
    pub(super) fn render(&self, to: &str, now: OffsetDateTime) -> (String, String) {
        let body = if self.code.is_empty() || to == "HEAD" {
            String::new()
        } else {
            let (code, message) = (self.code, "Planned by the test.");
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"
            )
        };
        let mut head = format!(
            "HTTP/1.1 {} Planned\r\nDate: {}\r\nContent-Type: application/xml\r\nx-amz-request-id: PLANNED\r\n",
            self.status,
            http_date(now)
        );
        for (name, value) in &self.headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.extend(["Content-Length: ", &body.len().to_string(), "\r\n\r\n"]);
        (head, body)
    }
}

/// A time as HTTP writes it.
pub(super) fn http_date(time: OffsetDateTime) -> String {
    // Formatting fails only for years that don't fit.
    time.format(HTTP_DATE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_http_and_s3() {
        let answer = Answer::slow_down().retry_after(3);
        let (head, body) = answer.render("PUT", OffsetDateTime::UNIX_EPOCH);
        assert!(head.starts_with("HTTP/1.1 503 Planned\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"), "{head}");
        assert!(head.contains("Retry-After: 3\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(
            head.contains(&format!("Content-Length: {}\r\n", body.len())) && body.contains("<Code>SlowDown</Code>")
        );
        assert!(answer.render("HEAD", OffsetDateTime::UNIX_EPOCH).1.is_empty());
    }
}
