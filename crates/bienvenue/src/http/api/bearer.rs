//! A secret in `Authorization: Bearer` (RFC 6750).

use axum::http::{HeaderMap, header};

use super::super::error::{ApiError, Code};

/// The token of the one `Authorization` header, if its scheme is `Bearer`. What other schemes hold is nothing to us.
pub(super) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, ApiError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(ambiguous("two Authorization headers"));
    }
    let split = value.to_str().ok().and_then(|text| text.split_once(' '));
    Ok(split.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim()))
}

/// Two ways to say who one is could say two things; none of them is picked for the caller.
pub(super) fn ambiguous(words: &'static str) -> ApiError {
    ApiError::new(Code::AmbiguousCredentials).says(words)
}
