//! What a request carries, under limits: [`Fields`] of a form, a multipart form or a JSON object for the teaching project's
//! routes, [`Json`] of one type for the API.

mod address;
mod body;
mod closed;
mod form;
mod id;
mod json;
mod multipart;
mod object;
mod query;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use zeroize::Zeroizing;

pub(super) use address::Address;
pub(super) use closed::Json;
pub(super) use id::Id;
pub(super) use query::Query;

use super::error::{ApiError, Code};

/// The named texts that a request carries, each name once.
#[derive(Default)]
pub(super) struct Fields(HashMap<String, Zeroizing<String>>);

impl Fields {
    /// The text of a field; empty when the field is missing, which no rule tells apart.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.as_str())
    }

    /// Reads the query of a path, as strictly as a form.
    pub(super) fn of_query(query: &str) -> Result<Self, ApiError> {
        const WORDS: &str = "the query is not percent-encoded UTF-8, or holds a parameter twice";
        form::parse(query.as_bytes()).map_err(|_| ApiError::new(Code::InvalidQuery).says(WORDS))
    }

    /// Whether no other names than these are there.
    pub(super) fn are_only(&self, names: &[&str]) -> bool {
        self.0.keys().all(|name| names.contains(&name.as_str()))
    }

    /// The text of a field, if it is there.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|text| text.as_str())
    }

    /// Each name with its text.
    #[cfg(any(test, fuzzing))]
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Adds a field. A name that comes twice has no meaning that two readers would agree on (ASVS 15.3.7).
    fn add(&mut self, name: String, text: String) -> Result<(), Malformed> {
        let text = Zeroizing::new(text);
        match self.0.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(text);
                Ok(())
            }
            Entry::Occupied(_) => Err(Malformed("a field is given twice")),
        }
    }
}

/// Why a body cannot be read, in words for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Malformed(&'static str);

impl From<Malformed> for ApiError {
    fn from(Malformed(why): Malformed) -> Self {
        Self::new(Code::InvalidBody).says(why)
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let (head, body) = request.into_parts();
        let bytes = body::read(&head.headers, body).await?;
        let media_type = media_type(&head.headers)?;
        match media_type.as_deref() {
            Some("application/x-www-form-urlencoded") => Ok(form::parse(&bytes)?),
            Some("application/json") => Ok(json::parse(&bytes)?),
            Some("multipart/form-data") => Ok(multipart::parse(&head.headers, bytes).await?),
            // A request without a body has no type, and no fields.
            None if bytes.is_empty() => Ok(Self::default()),
            _ => Err(ApiError::new(Code::UnsupportedMediaType)
                .says("send application/x-www-form-urlencoded, multipart/form-data or application/json")),
        }
    }
}

/// The media type in lower case, without its parameters. UTF-8 is the only charset there is.
fn media_type(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(value) = types.next() else { return Ok(None) };
    let text = value.to_str().ok().filter(|_| types.next().is_none());
    let text = text
        .ok_or_else(|| ApiError::new(Code::InvalidRequest).says("the Content-Type header cannot be read"))?;
    let mut parts = text.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    for parameter in parts {
        if let Some((name, charset)) = parameter.split_once('=')
            && name.eq_ignore_ascii_case("charset")
            && !charset.trim_matches('"').eq_ignore_ascii_case("utf-8")
        {
            return Err(ApiError::new(Code::UnsupportedMediaType).says("send UTF-8"));
        }
    }
    Ok(Some(media_type))
}
