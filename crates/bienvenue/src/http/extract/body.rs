//! Reading a body under a limit of size and time.

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt as _;

use super::super::error::{ApiError, Code};

/// The largest body that is looked at: many times what any form of ours needs.
const LIMIT: usize = 64 * 1024;
/// How much of a body that is too large is read and thrown away, so that a client which sends before it listens gets
/// its answer instead of a reset connection.
const PATIENCE_BYTES: usize = 16 * 1024 * 1024;
/// How long a client may take to send a body.
const TIME: Duration = Duration::from_secs(15);

/// The whole body.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, ApiError> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let waits_for_our_word = headers.contains_key(header::EXPECT);
    if announced > PATIENCE_BYTES || (announced > LIMIT && waits_for_our_word) {
        return Err(too_large());
    }
    tokio::time::timeout(TIME, collect(body))
        .await
        .map_err(|_| ApiError::new(Code::RequestTimeout).says("the body took too long to arrive"))?
}

async fn collect(mut body: Body) -> Result<Bytes, ApiError> {
    let mut first = Bytes::new();
    let mut rest: Vec<u8> = Vec::new();
    let mut length: usize = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::new(Code::InvalidRequest).says("the body broke off"))?;
        let Ok(data) = frame.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > PATIENCE_BYTES {
            return Err(too_large());
        }
        if length > LIMIT {
            rest = Vec::new();
        } else if first.is_empty() && rest.is_empty() {
            first = data;
        } else {
            rest.extend_from_slice(&std::mem::take(&mut first));
            rest.extend_from_slice(&data);
        }
    }
    match length {
        _ if length > LIMIT => Err(too_large()),
        _ if rest.is_empty() => Ok(first),
        _ => Ok(Bytes::from(rest)),
    }
}

fn too_large() -> ApiError {
    ApiError::new(Code::BodyTooLarge).says("the body is too large: at most 64 KiB")
}
