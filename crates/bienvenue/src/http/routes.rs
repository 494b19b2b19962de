//! Every path of the service, in one table.

use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};

use super::error::{ApiError, Code};
use super::observe::Observe;
use super::state::{AppState, HttpSettings};
use super::{classic, health};
use crate::Auth;

/// The routes of `auth`: those of the teaching project, `/healthz` and `/readyz`.
pub fn router(auth: Auth, settings: HttpSettings) -> Router {
    let observe = Observe::new(auth.store().randomness());
    let state = AppState::new(auth, settings);
    let table = [
        ("/", get(classic::index)),
        ("/users", post(classic::register)),
        ("/sessions", post(classic::login).delete(classic::logout)),
        ("/profile", get(classic::profile)),
        ("/reset_password", post(classic::request_reset).put(classic::reset_password)),
        ("/healthz", get(health::alive)),
        ("/readyz", get(health::ready)),
    ];
    table
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            // A trailing slash is the same route: many clients of the teaching project send one.
            let slashed = format!("{path}/");
            let router = if path == "/" { router } else { router.route(&slashed, methods.clone()) };
            router.route(path, methods)
        })
        .fallback(no_such_path)
        .method_not_allowed_fallback(other_method)
        .layer(observe)
        .with_state(state)
}

async fn no_such_path() -> ApiError {
    ApiError::new(Code::NotFound)
}

/// Axum adds `Allow` to whatever this answers.
async fn other_method(method: Method) -> Response {
    if method == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        ApiError::new(Code::MethodNotAllowed).into_response()
    }
}
