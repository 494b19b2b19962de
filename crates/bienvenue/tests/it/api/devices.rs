//! The cookie by which a browser is known again. It opens nothing.

use bienvenue::http::HttpSettings;
use serde_json::json as value;

use super::{EMAIL, PASSWORD, sign_in};
use crate::support::{App, Database, Setup, every_engine, object};

every_engine!(
    a_browser_is_told_who_it_is_once,
    a_device_cookie_that_is_none_of_ours_is_replaced,
    asvs_7_2_1_a_device_opens_no_session,
    on_the_internet_it_has_the_host_prefix,
);

const ATTRIBUTES: &str = "HttpOnly; SameSite=Lax; Max-Age=31536000";

async fn a_browser_is_told_who_it_is_once(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let first = sign_in(&app).await;
    let device = first.cookie("device_id").unwrap();
    assert_eq!(device.len(), 43, "256 bits");
    assert_ne!(first.session_id(), Some(device));
    let set = format!("device_id={device}; Path=/; {ATTRIBUTES}");
    assert!(first.all("set-cookie").contains(&set.as_str()));
    let body = || object(&value!({"email": EMAIL, "password": PASSWORD}));
    let known = app.with_cookie(&format!("device_id={device}"));
    let again = known.post("/api/v1/sessions", body()).await;
    assert!(again.session_id().is_some() && again.cookie("device_id").is_none());
    // Whoever does not get in is not worth knowing, and a program has no cookies.
    let wrong = object(&value!({"email": EMAIL, "password": "wrong"}));
    app.anonymous().post("/api/v1/sessions", wrong).await.problem(401, "wrong_credentials");
    assert!(app.log_in(EMAIL, PASSWORD).await.len() == 43, "the teaching project sets one cookie");
}

async fn a_device_cookie_that_is_none_of_ours_is_replaced(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let planted = "A".repeat(43);
    for cookie in [
        "device_id=x".to_owned(),
        "device_id=".to_owned(),
        format!("device_id={planted}; device_id={planted}"),
    ] {
        let body = object(&value!({"email": EMAIL, "password": PASSWORD}));
        let reply = app.with_cookie(&cookie).post("/api/v1/sessions", body).await;
        assert!(reply.status == 201 && reply.cookie("device_id").is_some(), "{cookie}");
    }
}

async fn asvs_7_2_1_a_device_opens_no_session(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let reply = sign_in(&app).await;
    let device = reply.cookie("device_id").unwrap();
    app.with_session(device).get("/api/v1/me").await.problem(401, "no_session");
    app.with_token(device).get("/api/v1/me").await.problem(401, "no_session");
    app.with_cookie(&format!("device_id={device}")).get("/api/v1/me").await.problem(401, "no_session");
}

async fn on_the_internet_it_has_the_host_prefix(database: Database) {
    let setup = Setup { settings: HttpSettings::internet(), ..Setup::default() };
    let app = App::start_with(&database, setup).await;
    app.register(EMAIL, PASSWORD).await;
    let reply = sign_in(&app).await;
    let device = reply.cookie("device_id").unwrap();
    let set = format!("__Host-device_id={device}; Path=/; Secure; {ATTRIBUTES}");
    assert!(reply.all("set-cookie").contains(&set.as_str()));
}
