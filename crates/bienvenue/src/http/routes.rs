//! Every path of the service: the teaching project's, the API's, and what a supervisor asks.

use std::collections::BTreeMap;

use axum::Router;
use axum::routing::MethodRouter;

use super::answer::{Answer, Methods};
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
    assemble(AppState::new(auth, settings), &api, every_path(&api))
}

/// The routes under `/api/v1/admin` alone, for a listener of their own: [`HttpSettings::without_admin_api`] takes them from the
/// others. Under whatever host: a key says who asks, and no browser sends one by itself.
pub fn admin_router(auth: Auth, settings: HttpSettings) -> Router {
    let api = api::admin::table();
    let mut paths = Paths::new();
    add(&mut paths, &api);
    assemble(AppState::new(auth, settings.for_any_host()), &api, paths)
}

/// Paths with who answers them.
type Paths = BTreeMap<&'static str, Methods>;

fn assemble(app: AppState, api: &[Route], paths: Paths) -> Router {
    let observe = Observe::new(app, api);
    let nowhere = Router::new().fallback_service(observe.around("-", Answer::of(pages::no_such_path)));
    // A trailing slash is the same route: many clients of the teaching project send one. The API has one path for a thing.
    let classic: Vec<_> =
        classic_table().iter().map(|route| route.path).filter(|path| *path != "/").collect();
    paths.into_iter().fold(nowhere, |router, (path, methods)| {
        let other_method = observe.around(path, Answer::of(pages::other_method));
        let asked = MethodRouter::new().fallback_service(other_method);
        let asked = methods
            .0
            .into_iter()
            .fold(asked, |asked, (method, answer)| asked.on_service(method, observe.around(path, answer)));
        let is_classic = classic.contains(&path);
        let router = if is_classic { router.route(&format!("{path}/"), asked.clone()) } else { router };
        router.route(path, asked)
    })
}

/// The pages, the teaching project's routes and these.
fn every_path(api: &[Route]) -> Paths {
    let mut paths = pages::table().into_iter().collect();
    add(&mut paths, &classic_table());
    add(&mut paths, api);
    paths
}

fn add(paths: &mut Paths, routes: &[Route]) {
    for route in routes {
        paths.entry(route.path).or_default().0.push(route.answer());
    }
}

/// Every path, as it is named in the log and in figures.
pub(super) fn paths() -> Vec<&'static str> {
    every_path(&[api::table(), api::admin::table()].into_iter().flatten().collect::<Vec<_>>())
        .into_keys()
        .collect()
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
