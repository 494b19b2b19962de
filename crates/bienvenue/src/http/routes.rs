//! Every path of the service: the teaching project's, the API's, and what a supervisor asks.

use axum::Router;

use super::observe::Observe;
use super::route::Route;
use super::state::{AppState, HttpSettings};
use super::{api, classic, health, pages};
use crate::Auth;

/// The routes of `auth`: those of the teaching project, the API under `/api`, the pages, `/healthz` and `/readyz`.
pub fn router(auth: Auth, settings: HttpSettings) -> Router {
    let mut api = api::table();
    if settings.has_admin_api {
        api.extend(api::admin::table());
    }
    let app = AppState::new(auth, settings);
    // A trailing slash is the same route: many clients of the teaching project send one. The API has one path for a thing.
    let router = classic_table()
        .iter()
        .fold(Router::new(), |router, route| route.add_slashed_to(route.add_to(router)));
    let router = api.iter().fold(router, |router, route| route.add_to(router));
    pages::table()
        .into_iter()
        .fold(router, |router, (path, methods)| router.route(path, methods))
        .fallback(pages::no_such_path)
        .method_not_allowed_fallback(pages::other_method)
        .layer(Observe::new(app.clone(), &api))
        .with_state(app)
}

/// The routes under `/api/v1/admin` alone, for a listener of their own: [`HttpSettings::without_admin_api`] takes them from the
/// others. Under whatever host: a key says who asks, and no browser sends one by itself.
pub fn admin_router(auth: Auth, settings: HttpSettings) -> Router {
    let api = api::admin::table();
    let app = AppState::new(auth, settings.for_any_host());
    api.iter()
        .fold(Router::new(), |router, route| route.add_to(router))
        .fallback(pages::no_such_path)
        .method_not_allowed_fallback(pages::other_method)
        .layer(Observe::new(app.clone(), &api))
        .with_state(app)
}

/// The routes outside `/api`.
pub(super) fn classic_table() -> Vec<Route> {
    vec![
        Route::get("/", classic::index, classic::describe::index()),
        Route::post("/users", classic::register, classic::describe::register()),
        Route::post("/sessions", classic::login, classic::describe::login()),
        Route::delete("/sessions", classic::logout, classic::describe::logout()),
        Route::get("/profile", classic::profile, classic::describe::profile()),
        Route::post("/reset_password", classic::request_reset, classic::describe::request_reset()),
        Route::put("/reset_password", classic::reset_password, classic::describe::reset_password()),
        Route::get("/healthz", health::alive, classic::describe::alive()),
        Route::get("/readyz", health::ready, classic::describe::ready()),
    ]
}
