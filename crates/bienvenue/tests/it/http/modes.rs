//! What the routes do on the internet, where it differs from the contract's letter.

use bienvenue::http::HttpSettings;

use super::{EMAIL, FORBIDDEN, NEW_PASSWORD, PASSWORD};
use crate::support::{App, Database, Setup, every_engine, form, json};

every_engine!(
    asvs_3_3_1_to_3_3_3_the_cookie_has_the_host_prefix,
    asvs_15_2_3_a_reset_token_is_never_in_a_reply
);

async fn start(database: &Database) -> App {
    App::start_with(database, Setup { settings: HttpSettings::internet(), ..Setup::default() }).await
}

async fn asvs_3_3_1_to_3_3_3_the_cookie_has_the_host_prefix(database: Database) {
    let app = start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let reply = app.try_log_in(EMAIL, PASSWORD).await;
    let secret = reply.session_id().unwrap();
    // `Secure` and `Path=/` without `Domain`, or a browser refuses the name; session-only, no script, no other site.
    let cookie = format!("__Host-session_id={secret}; Path=/; Secure; HttpOnly; SameSite=Lax");
    assert_eq!(reply.header("set-cookie"), Some(cookie.as_str()));
    let presented = format!("__Host-session_id={secret}");
    assert_eq!(app.with_cookie(&presented).get("/profile").await.status, 200);
    // A cookie that a sibling domain could have set does not count.
    app.with_session(secret).get("/profile").await.is(403, FORBIDDEN);
    app.with_session(secret).delete("/sessions").await.is(403, FORBIDDEN);
    let both = format!("session_id=planted; {presented}");
    assert_eq!(app.with_cookie(&both).get("/profile").await.status, 200);
    let twice = format!("{presented}; {presented}");
    app.with_cookie(&twice).get("/profile").await.refuses(400, "more than one __Host-session_id cookie");
    let out = app.with_cookie(&presented).delete("/sessions").await;
    assert_eq!((out.status, out.header("location")), (302, Some("/")));
    let cleared = "__Host-session_id=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
    assert_eq!(out.header("set-cookie"), Some(cleared));
    app.with_cookie(&presented).get("/profile").await.is(403, FORBIDDEN);
}

async fn asvs_15_2_3_a_reset_token_is_never_in_a_reply(database: Database) {
    const NO_RESETS: &str =
        r#"{"message":"Password reset is not available: this service has no way to send mail"}"#;

    let app = start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = app.auth.get_reset_password_token(EMAIL).await.unwrap();
    for write in [form, json] {
        for email in [EMAIL, "nobody@example.org", ""] {
            app.anonymous().post("/reset_password", write(&[("email", email)])).await.is(503, NO_RESETS);
            let fields = [("email", email), ("reset_token", token.expose()), ("new_password", NEW_PASSWORD)];
            app.anonymous().put("/reset_password", write(&fields)).await.is(503, NO_RESETS);
        }
    }
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
    app.auth.update_password(&token, NEW_PASSWORD).await.unwrap();
    assert_eq!(app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 200);
}
