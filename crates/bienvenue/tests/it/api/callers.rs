//! Who calls: by cookie or by token, never both, and the token under `/api` only.

use bienvenue::http::HttpSettings;

use super::{EMAIL, PASSWORD, sign_in, token};
use crate::support::{App, Database, Setup, any_engine, every_engine};

every_engine!(a_token_is_sent_as_bearer, asvs_15_3_7_two_credentials_are_ambiguous,);
any_engine!(
    owasp_session_strict_what_is_no_bearer_token_is_no_session,
    asvs_3_3_1_the_cookie_has_the_host_prefix,
    the_teaching_projects_routes_know_no_bearer,
);

const ME: &str = "/api/v1/me";

async fn a_token_is_sent_as_bearer(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = token(&app).await;
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer  "] {
        app.with_header(&format!("Authorization: {scheme} {token}")).get(ME).await.body_of(200);
    }
    // A cookie's secret and a token are one kind of secret.
    let secret = sign_in(&app).await.session_id().unwrap().to_owned();
    app.with_token(&secret).get(ME).await.body_of(200);
    app.with_session(&token).get(ME).await.body_of(200);
}

async fn asvs_15_3_7_two_credentials_are_ambiguous(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = token(&app).await;
    let bearer = format!("Authorization: Bearer {token}");
    for both in [
        app.with_session(&token).and(&bearer),
        app.with_session("").and(&bearer),
        app.with_session(&token).and("Authorization: Bearer x"),
        app.with_header(&bearer).and(&bearer),
        app.with_header(&bearer).and("Authorization: Basic Ym9iOng="),
        app.with_cookie(&format!("session_id={token}; session_id={token}")),
    ] {
        both.get(ME).await.problem(400, "ambiguous_credentials");
        both.delete("/api/v1/sessions/current").await.problem(400, "ambiguous_credentials");
    }
    app.with_token(&token).get(ME).await.body_of(200);
}

async fn owasp_session_strict_what_is_no_bearer_token_is_no_session(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = token(&app).await;
    let changed = token.chars().rev().collect::<String>();
    for value in [
        "",
        "Bearer",
        "Bearer ",
        &token,
        &format!("Basic {token}"),
        &format!("Bearer{token}"),
        &format!("Bearer {token}x"),
        &format!("Bearer \"{token}\""),
        &format!("Bearer {token} {token}"),
        &format!("Bearer {token}, Bearer {token}"),
        &format!("Bearer {changed}"),
        "Bearer \u{e9}",
    ] {
        app.with_header(&format!("Authorization: {value}")).get(ME).await.problem(401, "no_session");
    }
    // A secret counts in no other place (ASVS 14.2.1).
    for path in [format!("{ME}?access_token={token}"), format!("{ME}?token={token}")] {
        app.anonymous().get(&path).await.problem(401, "no_session");
    }
    for header in [format!("X-Session-Id: {token}"), format!("Proxy-Authorization: Bearer {token}")] {
        app.with_header(&header).get(ME).await.problem(401, "no_session");
    }
}

async fn asvs_3_3_1_the_cookie_has_the_host_prefix(database: Database) {
    let setup = Setup { settings: HttpSettings::internet(), ..Setup::default() };
    let app = App::start_with(&database, setup).await;
    app.register(EMAIL, PASSWORD).await;
    let reply = sign_in(&app).await;
    let secret = reply.session_id().unwrap();
    let attributes = "Path=/; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(reply.all("set-cookie")[0], format!("__Host-session_id={secret}; {attributes}"));
    app.with_cookie(&format!("__Host-session_id={secret}")).get(ME).await.body_of(200);
    app.with_session(secret).get(ME).await.problem(401, "no_session");
}

async fn the_teaching_projects_routes_know_no_bearer(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = token(&app).await;
    assert_eq!(app.with_token(&token).get("/profile").await.status, 403);
    assert_eq!(app.with_token(&token).delete("/sessions").await.status, 403);
    let both = app.with_session(&token).and(&format!("Authorization: Bearer {token}"));
    assert_eq!(both.get("/profile").await.status, 200, "it is not read, so it is in nobody's way");
}
