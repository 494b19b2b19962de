//! What pages load: files of the program itself, the same for everybody.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

/// `GET /assets/pages.css`
pub(super) async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../../../assets/pages.css"))
}

/// `GET /assets/link.js`
pub(super) async fn link_script() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../../../assets/link.js"))
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
