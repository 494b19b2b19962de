//! The layer and the extractor for axum apps, beside the service's own routes.

use axum::Router;
use axum::routing::{get, post};
use bienvenue::UserChanges;
use bienvenue::http::{CurrentUser, HttpSettings, router};

use super::{EMAIL, PASSWORD};
use crate::support::{App, Database, Reply, Setup, any_engine, every_engine, form};

every_engine!(asvs_7_4_1_a_handler_is_told_who_is_signed_in_now);
any_engine!(
    a_browser_signs_in_and_comes_back,
    a_handler_for_everybody_is_told_of_strangers,
    an_app_of_its_own_settings_reads_their_cookie,
    an_app_can_have_a_first_page_of_its_own,
    asvs_16_5_3_without_the_layer_nobody_is_let_in,
);

const BROWSER: &str = "Accept: text/html,*/*;q=0.8";

async fn hello(CurrentUser(user): CurrentUser) -> String {
    format!("Hello {} {}", user.email, user.id)
}

async fn greet(user: Option<CurrentUser>) -> String {
    user.map_or("Hello stranger".to_owned(), |CurrentUser(user)| format!("Hello {}", user.email))
}

/// Checks a problem of the extractor's, which has what restricts browsers and no id.
#[track_caller]
fn refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.field("code").as_deref()), (status, Some(code)), "{}", reply.text());
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    assert_eq!(reply.header("www-authenticate"), (status == 401).then_some("Bearer"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

/// An app with the service's routes beside its own.
async fn start(database: &Database, settings: HttpSettings) -> App {
    let routes = move |auth: &bienvenue::Auth| {
        let nested = Router::new().route("/deep", get(hello));
        let own = Router::new()
            .route("/hello", get(hello))
            .route("/act", post(hello))
            .route("/greet", get(greet))
            .nest("/nested", nested)
            .layer(auth.layer().settings(settings.clone()))
            .route("/bare", get(hello))
            .route("/bare/greet", get(greet));
        own.merge(router(auth.clone(), settings))
    };
    App::start_with(database, Setup { routes: Some(Box::new(routes)), ..Setup::default() }).await
}

async fn asvs_7_4_1_a_handler_is_told_who_is_signed_in_now(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    let session = app.log_in(EMAIL, PASSWORD).await;
    let reply = app.with_session(&session).get("/hello").await;
    let user = app.auth.get_user_from_session_id(&session).await.unwrap().unwrap();
    assert_eq!((reply.status, reply.text()), (200, &*format!("Hello {EMAIL} {}", user.id)));
    assert_eq!(app.with_token(&session).get("/hello").await.status, 200);
    assert_eq!(app.with_session(&session).get("/nested/deep").await.status, 200);
    let both = app.with_session(&session).and(&format!("Authorization: Bearer {session}"));
    refused(&both.get("/hello").await, 400, "ambiguous_credentials");
    refused(&both.get("/greet").await, 400, "ambiguous_credentials");

    for wrong in ["", "x", &session.chars().rev().collect::<String>()] {
        refused(&app.with_session(wrong).get("/hello").await, 401, "no_session");
        refused(&app.with_token(wrong).get("/hello").await, 401, "no_session");
    }
    app.auth.store().update_user(user.id, UserChanges::default().disabled(true)).await.unwrap();
    refused(&app.with_session(&session).get("/hello").await, 401, "no_session");
    app.auth.store().update_user(user.id, UserChanges::default().disabled(false)).await.unwrap();
    let session = app.log_in(EMAIL, PASSWORD).await;
    assert_eq!(app.with_session(&session).get("/hello").await.status, 200);
    app.with_session(&session).delete("/sessions").await;
    refused(&app.with_session(&session).get("/hello").await, 401, "no_session");
}

async fn a_browser_signs_in_and_comes_back(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    for (path, back) in [("/hello?a=b&c", "%2Fhello%3Fa%3Db%26c"), ("/nested/deep?x", "%2Fnested%2Fdeep%3Fx")]
    {
        let led = app.with_header(BROWSER).get(path).await;
        let page = format!("/login?return_to={back}");
        assert_eq!((led.status, led.header("location")), (303, Some(&*page)));
        let login = app.with_header(BROWSER).get(&page).await;
        assert_eq!(login.status, 200);
        let fields = form(&[("email", EMAIL), ("password", PASSWORD), ("return_to", path)]);
        let entered = app.with_header(BROWSER).post("/login", fields).await;
        assert_eq!((entered.status, entered.header("location")), (303, Some(path)));
        let session = entered.session_id().unwrap();
        assert_eq!(app.with_session(session).and(BROWSER).get(path).await.status, 200);
    }
    // A form that was sent cannot be sent again by a redirect, and a program reads no page.
    refused(&app.with_header(BROWSER).post("/act", form(&[])).await, 401, "no_session");
    refused(&app.anonymous().get("/hello").await, 401, "no_session");
}

async fn a_handler_for_everybody_is_told_of_strangers(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    let session = app.log_in(EMAIL, PASSWORD).await;
    assert_eq!(app.with_header(BROWSER).get("/greet").await.text(), "Hello stranger");
    assert_eq!(app.with_session("x").get("/greet").await.text(), "Hello stranger");
    assert_eq!(app.with_session(&session).get("/greet").await.text(), format!("Hello {EMAIL}"));
}

async fn an_app_of_its_own_settings_reads_their_cookie(database: Database) {
    let app = start(&database, HttpSettings::internet()).await;
    app.register(EMAIL, PASSWORD).await;
    let session = app.log_in(EMAIL, PASSWORD).await;
    refused(&app.with_session(&session).get("/hello").await, 401, "no_session");
    let cookie = format!("__Host-session_id={session}");
    assert_eq!(app.with_cookie(&cookie).get("/hello").await.status, 200);
    let twice = format!("{cookie}; {cookie}");
    refused(&app.with_cookie(&twice).get("/hello").await, 400, "ambiguous_credentials");
}

/// The service's own `/` would be in the way of it.
async fn an_app_can_have_a_first_page_of_its_own(database: Database) {
    let routes = |auth: &bienvenue::Auth| {
        let settings = HttpSettings::development();
        let own = Router::new().route("/", get(hello)).layer(auth.layer().settings(settings.clone()));
        own.fallback_service(router(auth.clone(), settings))
    };
    let app = App::start_with(&database, Setup { routes: Some(Box::new(routes)), ..Setup::default() }).await;
    app.register(EMAIL, PASSWORD).await;
    let led = app.with_header(BROWSER).get("/").await;
    assert_eq!((led.status, led.header("location")), (303, Some("/login?return_to=%2F")));
    let session = app.log_in(EMAIL, PASSWORD).await;
    assert!(app.with_session(&session).get("/").await.text().starts_with("Hello"));
    assert_eq!(app.with_session(&session).get("/profile").await.status, 200);
    app.anonymous().get("/api/v1/me").await.problem(401, "no_session");
    app.anonymous().get("/api/nowhere").await.problem(404, "not_found");
}

/// A route that was left out of the layer fails, for everybody alike.
async fn asvs_16_5_3_without_the_layer_nobody_is_let_in(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    let session = app.log_in(EMAIL, PASSWORD).await;
    for path in ["/bare", "/bare/greet"] {
        refused(&app.with_session(&session).get(path).await, 500, "internal");
        refused(&app.anonymous().get(path).await, 500, "internal");
    }
}
