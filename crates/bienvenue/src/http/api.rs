//! The API under `/api/v1`: the same flows as the teaching project's routes, for programs.
//!
//! JSON in, of exactly the fields that are documented; JSON or nothing out; refusals as problems with a code
//! (`docs/errors.md`). Times are RFC 3339 in UTC to the microsecond, ids are UUIDs. A route is a handler with its types in
//! the file of its resource, and a line in [`table`].

pub(super) mod admin;
mod bearer;
pub(super) mod caller;
pub(super) mod cursor;
mod documents;
mod email_change;
mod email_verification;
mod forward_auth;
mod me;
mod page;
mod password_reset;
mod sessions;
mod users;

pub(super) use self::forward_auth::PATH as FORWARD_AUTH;
pub(super) use self::me::download;
use super::route::Route;

/// How many items a page has unless told, and at most.
pub(super) const fn page_limits() -> (u32, u32) {
    (page::USUAL, page::MOST)
}

/// Every route of the API but those of the administration.
pub(super) fn table() -> Vec<Route> {
    vec![
        Route::post("/api/v1/users", users::create, users::describe_create()),
        Route::post(
            "/api/v1/email-verification",
            email_verification::request,
            email_verification::describe_request(),
        ),
        Route::post(
            "/api/v1/email-verification/complete",
            email_verification::complete,
            email_verification::describe_complete(),
        ),
        Route::post(
            "/api/v1/email-change/complete",
            email_change::complete,
            email_change::describe_complete(),
        ),
        Route::get("/api/v1/me", me::show, me::describe_show()),
        Route::delete("/api/v1/me", me::delete, me::describe_delete()),
        Route::post("/api/v1/me/password", me::change_password, me::describe_change_password()),
        Route::post("/api/v1/me/email", me::change_email, me::describe_change_email()),
        Route::put("/api/v1/me/locale", me::set_locale, me::describe_set_locale()),
        Route::get("/api/v1/me/events", me::events, me::describe_events()),
        Route::post("/api/v1/me/export", me::export, me::describe_export()),
        Route::post("/api/v1/sessions", sessions::create, sessions::describe_create()),
        Route::get("/api/v1/sessions", sessions::list, sessions::describe_list()),
        Route::delete("/api/v1/sessions", sessions::end_others, sessions::describe_end_others()),
        Route::delete("/api/v1/sessions/current", sessions::sign_out, sessions::describe_sign_out()),
        Route::post(
            "/api/v1/sessions/current/reauthenticate",
            sessions::reauthenticate,
            sessions::describe_reauthenticate(),
        ),
        Route::delete("/api/v1/sessions/{id}", sessions::end, sessions::describe_end()),
        Route::get(FORWARD_AUTH, forward_auth::check, forward_auth::describe_check()),
        Route::post("/api/v1/password-reset", password_reset::request, password_reset::describe_request()),
        Route::post(
            "/api/v1/password-reset/complete",
            password_reset::complete,
            password_reset::describe_complete(),
        ),
        Route::get("/api/openapi.json", documents::openapi, documents::describe_openapi()),
        Route::get("/api/errors", documents::errors, documents::describe_errors()),
    ]
}
