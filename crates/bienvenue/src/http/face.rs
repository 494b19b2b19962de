//! The two faces of the service: the teaching project's routes, and the API under `/api`.
//!
//! They share the flows, the refusals and everything below. What differs in how they answer is here.

use axum::response::{IntoResponse as _, Response};

use super::browser;
use super::error::{ApiError, problem};

/// Which face a request speaks to. A path tells, also one that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    /// The teaching project's.
    Classic,
    /// Under `/api`.
    Api,
}

impl Face {
    /// The face that answers for this path.
    pub(super) fn of(path: &str) -> Self {
        match path.strip_prefix("/api") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Self::Api,
            _ => Self::Classic,
        }
    }

    /// Gives an answer the form that this face has. `refusal` is what was left beside it.
    pub(super) fn shape(self, response: &mut Response, refusal: Option<&ApiError>, request_id: Option<&str>) {
        if self == Self::Classic {
            return;
        }
        if let Some(refusal) = refusal {
            problem::tell(refusal, request_id, response);
        }
    }

    /// An answer to a request that was given up before it had an id.
    pub(super) fn refuse(self, refusal: ApiError) -> Response {
        let mut response = refusal.into_response();
        let refusal = response.extensions_mut().remove::<ApiError>();
        self.shape(&mut response, refusal.as_ref(), None);
        // The accept loop does not know the public address: another answer will promise HTTPS.
        browser::tell(response.headers_mut(), None);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_the_face() {
        for path in ["/api", "/api/", "/api/v1/me", "/api/nowhere"] {
            assert_eq!(Face::of(path), Face::Api, "{path}");
        }
        for path in ["/", "", "*", "/apix", "/profile", "/v1/api/", "//api/v1", "/API/v1"] {
            assert_eq!(Face::of(path), Face::Classic, "{path}");
        }
    }
}
