//! The documented envelope: `{"code":0,"data":…,"msg":"…"}`, or the same as XML.

mod node;
mod xml;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
pub(crate) use xml::xml_name;

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// `application/json`.
    #[default]
    Json,
    /// `application/xml`.
    Xml,
}

impl Format {
    /// What `data_format` asks for: XML where it says so in any case, else JSON.
    pub fn asked(data_format: Option<&str>) -> Self {
        if data_format.is_some_and(|asked| asked.eq_ignore_ascii_case("xml")) { Self::Xml } else { Self::Json }
    }

    /// What the query of an address asks for, for answers that never reach an operation.
    pub fn of_query(query: Option<&str>) -> Self {
        let asked = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self::asked(asked.filter(|(name, _)| name == "data_format").map(|(_, value)| value).last().as_deref())
    }

    fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
        })
    }
}

/// What a client reads first: 0 where it was done, -1 where it wasn't. It is on every answer as an extension, so that
/// the log and the counts can tell, and never on an answer that is an object's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code(pub i32);

/// An answer in the envelope, written out.
#[derive(Clone, Debug)]
pub struct Envelope {
    status: StatusCode,
    code: Code,
    format: Format,
    body: Bytes,
}

#[derive(Serialize)]
struct Written<'a, T> {
    code: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a T>,
    msg: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_truncated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_continuation_token: Option<&'a str>,
}

impl Envelope {
    /// Something was done. `next` is where a listing goes on that had more than fits in an answer.
    pub fn success<T: Serialize>(format: Format, message: &str, data: Option<&T>, next: Option<&str>) -> Self {
        let written = Written {
            code: 0,
            data,
            msg: message,
            is_truncated: next.is_some().then_some(true),
            next_continuation_token: next,
        };
        match write(format, &written) {
            Ok(body) => Self { status: StatusCode::OK, code: Code(0), format, body },
            Err(error) => Self::failure(format, StatusCode::OK, &format!("the answer can't be written: {error}")),
        }
    }

    /// Something wasn't done. The status is 200 unless no operation was reached.
    pub fn failure(format: Format, status: StatusCode, message: &str) -> Self {
        let written =
            Written::<()> { code: -1, data: None, msg: message, is_truncated: None, next_continuation_token: None };
        // A code and a text can be written in either format.
        let body = write(format, &written).unwrap_or_default();
        Self { status, code: Code(-1), format, body }
    }

    /// Whether it says that something was done.
    pub fn is_success(&self) -> bool {
        self.code == Code(0)
    }

    /// The bytes as they go out.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

fn write<T: Serialize>(format: Format, written: &Written<'_, T>) -> Result<Bytes, serde_json::Error> {
    match format {
        Format::Json => serde_json::to_vec(written).map(Bytes::from),
        Format::Xml => {
            // Through JSON, which every answer can be written as.
            let data = written.data.map(serde_json::to_vec).transpose()?;
            let data: Option<node::Node> = data.map(|json| serde_json::from_slice(&json)).transpose()?;
            Ok(xml::map(written.code, written.msg, data.as_ref(), written.next_continuation_token).into())
        }
    }
}

impl IntoResponse for Envelope {
    fn into_response(self) -> Response {
        let mut response = Response::new(axum::body::Body::from(self.body));
        *response.status_mut() = self.status;
        response.headers_mut().insert(header::CONTENT_TYPE, self.format.content_type());
        response.extensions_mut().insert(self.code);
        response
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(envelope: &Envelope) -> &str {
        std::str::from_utf8(envelope.body()).unwrap()
    }

    #[test]
    fn json_is_the_documented_one() {
        let made = Envelope::success::<()>(Format::Json, "创建成功", None, None);
        assert_eq!(text(&made), r#"{"code":0,"msg":"创建成功"}"#);
        let listed = json!([{ "bucket": "buc1", "created": 1_664_176_721_696_u64 }]);
        let answer = Envelope::success(Format::Json, "success", Some(&listed), None);
        assert_eq!(text(&answer), r#"{"code":0,"data":[{"bucket":"buc1","created":1664176721696}],"msg":"success"}"#);
        let more = Envelope::success(Format::Json, "success", Some(&json!([])), Some("t1"));
        let with_more = r#"{"code":0,"data":[],"msg":"success","is_truncated":true,"next_continuation_token":"t1"}"#;
        assert_eq!(text(&more), with_more);
        let failed = Envelope::failure(Format::Json, StatusCode::OK, "no");
        assert_eq!((text(&failed), failed.is_success()), (r#"{"code":-1,"msg":"no"}"#, false));
    }

    #[test]
    fn xml_is_asked_for_in_any_case_and_by_the_query_too() {
        for (asked, format) in
            [(Some("XML"), Format::Xml), (Some("xml"), Format::Xml), (Some("json"), Format::Json), (None, Format::Json)]
        {
            assert_eq!(Format::asked(asked), format, "{asked:?}");
        }
        assert_eq!(Format::of_query(Some("bucket=a&data_format=Xml")), Format::Xml);
        assert_eq!(Format::of_query(Some("data_formats=xml")), Format::Json);
    }
}
