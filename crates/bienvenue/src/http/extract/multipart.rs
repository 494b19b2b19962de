//! `multipart/form-data` (RFC 7578).

use std::convert::Infallible;

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use futures_util::stream;
use multer::Multipart;

use super::{Fields, Malformed};

const BROKEN: Malformed = Malformed("the multipart body is broken or incomplete");

/// The fields of a multipart form. The body is in memory already, under its limit.
pub(super) async fn parse(headers: &HeaderMap, bytes: Bytes) -> Result<Fields, Malformed> {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary =
        multer::parse_boundary(content_type).map_err(|_| Malformed("the multipart boundary is missing"))?;
    let mut multipart = Multipart::new(stream::iter([Ok::<_, Infallible>(bytes)]), boundary);
    let mut fields = Fields::default();
    while let Some(part) = multipart.next_field().await.map_err(|_| BROKEN)? {
        if part.file_name().is_some() {
            return Err(Malformed("files are not accepted"));
        }
        let name = part.name().ok_or(BROKEN)?.to_owned();
        let text = part.bytes().await.map_err(|_| BROKEN)?;
        let text = String::from_utf8(text.into()).map_err(|_| Malformed("the form is not UTF-8"))?;
        fields.add(name, text)?;
    }
    Ok(fields)
}
