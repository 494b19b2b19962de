//! What pages load: files of the program itself and of its operator, the same for everybody.

use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Response};

use super::super::error::{ApiError, Code};
use super::super::state::AppState;

/// `GET /assets/pages.css`
pub(super) async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../../../assets/pages.css"))
}

/// `GET /assets/link.js`
pub(super) async fn link_script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../../../assets/link.js"))
}

/// `GET /assets/icon.svg`
pub(super) async fn icon() -> Response {
    asset("image/svg+xml", include_str!("../../../assets/icon.svg"))
}

/// `GET /assets/brand/{name}`: what the operator gave the pages. Another content has another path, so browsers keep it.
pub(super) async fn brand(State(app): State<AppState>, uri: Uri) -> Response {
    let Some(asset) = app.settings.brand.asset(uri.path()) else {
        return ApiError::new(Code::NotFound).into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, asset.bytes.clone()).into_response()
}

fn asset(media_type: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        // Nothing in it is anybody's. A later release may have another text under the same name.
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests;
