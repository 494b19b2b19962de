//! `/api/v1/admin`: looking after accounts, for programs that hold an API key.
//!
//! No cookie is read here, so no browser can be made to act, and no other origin is let in. A route cannot be written without the
//! scope that it needs: the table below is all that there is, and its rows ask for the key before anything else is read.

mod acts;
mod events;
mod guard;
mod keys;
mod sessions;
mod throttles;
mod users;

use axum::handler::Handler;
use bienvenue_core::scope::Scope;

use self::guard::Guarded;
use super::super::describe::Description;
use super::super::route::Route;
use super::super::state::AppState;

/// What every path here begins with.
pub(in crate::http) const ROOT: &str = "/api/v1/admin/";

/// Every route with the scope that it needs.
#[rustfmt::skip]
pub(in crate::http) fn table() -> Vec<Route> {
    use Scope::{
        EventsRead, KeysRead, KeysWrite, PasswordsWrite, SessionsRead, SessionsWrite, ThrottlesRead, ThrottlesWrite,
        UsersDelete, UsersRead, UsersWrite,
    };
    vec![
        get   (UsersRead,      "/api/v1/admin/users",                       users::list,              users::describe_list()),
        post  (UsersWrite,     "/api/v1/admin/users",                       users::create,            users::describe_create()),
        get   (UsersRead,      "/api/v1/admin/users/{id}",                  users::show,              users::describe_show()),
        delete(UsersDelete,    "/api/v1/admin/users/{id}",                  acts::delete,             acts::describe_delete()),
        post  (UsersWrite,     "/api/v1/admin/users/{id}/disable",          acts::disable,            acts::describe_disable()),
        post  (UsersWrite,     "/api/v1/admin/users/{id}/enable",           acts::enable,             acts::describe_enable()),
        post  (UsersWrite,     "/api/v1/admin/users/{id}/verify",           acts::verify,             acts::describe_verify()),
        put   (UsersWrite,     "/api/v1/admin/users/{id}/locale",           acts::set_locale,         acts::describe_set_locale()),
        post  (UsersWrite,     "/api/v1/admin/users/{id}/password-reset",   acts::send_reset,         acts::describe_send_reset()),
        put   (PasswordsWrite, "/api/v1/admin/users/{id}/password",         acts::set_password,       acts::describe_set_password()),
        get   (SessionsRead,   "/api/v1/admin/users/{id}/sessions",         sessions::list,           sessions::describe_list()),
        delete(SessionsWrite,  "/api/v1/admin/users/{id}/sessions",         sessions::end_all,        sessions::describe_end_all()),
        delete(SessionsWrite,  "/api/v1/admin/sessions/{id}",               sessions::end,            sessions::describe_end()),
        get   (EventsRead,     "/api/v1/admin/events",                      events::list,             events::describe_list()),
        get   (ThrottlesRead,  "/api/v1/admin/users/{id}/throttle",         throttles::show_account,  throttles::describe_show_account()),
        delete(ThrottlesWrite, "/api/v1/admin/users/{id}/throttle",         throttles::reset_account, throttles::describe_reset_account()),
        get   (ThrottlesRead,  "/api/v1/admin/networks/{address}/throttle", throttles::show_network,  throttles::describe_show_network()),
        delete(ThrottlesWrite, "/api/v1/admin/networks/{address}/throttle", throttles::reset_network, throttles::describe_reset_network()),
        get   (KeysRead,       "/api/v1/admin/keys",                        keys::list,               keys::describe_list()),
        post  (KeysWrite,      "/api/v1/admin/keys",                        keys::create,             keys::describe_create()),
        delete(KeysWrite,      "/api/v1/admin/keys/{id}",                   keys::revoke,             keys::describe_revoke()),
    ]
}

fn get<H, T>(scope: Scope, path: &'static str, handler: H, description: Description) -> Route
where
    H: Handler<T, AppState>,
    T: Send + 'static,
{
    Route::get(path, Guarded { scope, handler }, description.for_key(scope))
}

fn post<H, T>(scope: Scope, path: &'static str, handler: H, description: Description) -> Route
where
    H: Handler<T, AppState>,
    T: Send + 'static,
{
    Route::post(path, Guarded { scope, handler }, description.for_key(scope))
}

fn put<H, T>(scope: Scope, path: &'static str, handler: H, description: Description) -> Route
where
    H: Handler<T, AppState>,
    T: Send + 'static,
{
    Route::put(path, Guarded { scope, handler }, description.for_key(scope))
}

fn delete<H, T>(scope: Scope, path: &'static str, handler: H, description: Description) -> Route
where
    H: Handler<T, AppState>,
    T: Send + 'static,
{
    Route::delete(path, Guarded { scope, handler }, description.for_key(scope))
}
