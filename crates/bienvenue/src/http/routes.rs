//! Every path of the service, in one table.

use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};

use super::error::{ApiError, Code};
use super::observe::Observe;
use super::state::{AppState, HttpSettings};
use super::{classic, health, pages};
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
        .chain(pages())
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

/// For people, where the links of mails lead.
fn pages() -> impl Iterator<Item = (&'static str, MethodRouter<AppState>)> {
    let table = [
        ("/verify-email", get(pages::verify_email_page).post(pages::verify_email)),
        ("/reset-password", get(pages::reset_password_page).post(pages::reset_password)),
        ("/confirm-email", get(pages::confirm_email_page).post(pages::confirm_email)),
        ("/assets/pages.css", get(pages::style)),
        ("/assets/link.js", get(pages::link_script)),
        #[cfg(feature = "mail")]
        ("/dev/mail", get(pages::mailbox)),
    ];
    table.into_iter()
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
