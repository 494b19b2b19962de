//! A JSON body of exactly one type: what it does not know is refused (ASVS 15.3.3), and so is every type but JSON (ASVS
//! 3.5.2), which no form of another origin can send unasked.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::super::error::{ApiError, Code};
use super::object::Object;
use super::{body, media_type};

/// The body of a request.
pub(in crate::http) struct Json<T>(pub(in crate::http) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ApiError> {
        let (head, body) = request.into_parts();
        let bytes = body::read(&head.headers, body).await?;
        if media_type(&head.headers)?.as_deref() != Some("application/json") {
            return Err(ApiError::new(Code::UnsupportedMediaType));
        }
        let object: Object = serde_json::from_slice(&bytes).map_err(|_| ApiError::new(Code::InvalidBody))?;
        Ok(Self(T::deserialize(object)?))
    }
}
