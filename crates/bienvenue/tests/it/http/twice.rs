//! What comes twice has no reading that two programs would agree on: it is refused, whichever face is asked (ASVS 15.3.7).

use super::every_route::ask;
use super::{EMAIL, PASSWORD};
use crate::support::{App, Content, Database, Reply, any_engine};

any_engine!(
    asvs_15_3_7_a_field_is_named_once,
    asvs_15_3_7_a_parameter_is_given_once,
    asvs_15_3_7_a_credential_is_presented_once,
);

#[track_caller]
fn is_refused(reply: &Reply, code: &str) {
    assert_eq!((reply.status, reply.field("code").as_deref()), (400, Some(code)), "{}", reply.text());
}

async fn asvs_15_3_7_a_field_is_named_once(database: Database) {
    let app = App::start(&database).await;
    for path in ["/api/v1/users", "/api/v1/sessions", "/api/v1/password-reset"] {
        for body in [
            r#"{"email":"a@example.org","email":"a@example.org","password":"p"}"#,
            r#"{"email":"a@example.org","password":"p","\u0065mail":"b@example.org"}"#,
            r#"{"unknown":1,"unknown":2}"#,
        ] {
            let reply = app.anonymous().post(path, Content::new("application/json", body)).await;
            is_refused(&reply, "invalid_body");
        }
    }
    let form = "application/x-www-form-urlencoded";
    for path in ["/verify-email", "/reset-password", "/confirm-email"] {
        let reply = app.anonymous().post(path, Content::new(form, "token=a&token=a")).await;
        assert!(reply.status == 400 && reply.text().contains("did not work"), "{}", reply.text());
    }
    assert_eq!(app.count_users().await, 0);
}

async fn asvs_15_3_7_a_parameter_is_given_once(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let cookie = format!("Cookie: session_id={}", app.log_in(EMAIL, PASSWORD).await);
    for path in ["/api/v1/sessions", "/api/v1/me/events"] {
        for query in ["limit=1&limit=1", "limit=1&limit=2", "limit=1&l%69mit=1"] {
            is_refused(&ask(&app, "GET", &format!("{path}?{query}"), &[&cookie]).await, "invalid_query");
        }
        assert_eq!(ask(&app, "GET", &format!("{path}?limit=1"), &[&cookie]).await.status, 200);
    }
}

async fn asvs_15_3_7_a_credential_is_presented_once(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let secret = app.log_in(EMAIL, PASSWORD).await;
    let (cookie, token) = (format!("Cookie: session_id={secret}"), format!("Authorization: Bearer {secret}"));
    let both = format!("Cookie: session_id=planted; session_id={secret}");
    for lines in [
        &[cookie.as_str(), cookie.as_str()][..],
        &[&both],
        &[&token, &token],
        &[&cookie, &token],
        &[&token, "Authorization: Basic eA=="],
    ] {
        is_refused(&ask(&app, "GET", "/api/v1/me", lines).await, "ambiguous_credentials");
        is_refused(&ask(&app, "DELETE", "/api/v1/sessions/current", lines).await, "ambiguous_credentials");
    }
    for lines in [&[cookie.as_str(), cookie.as_str()][..], &[&both]] {
        ask(&app, "GET", "/profile", lines).await.refuses(400, "more than one session_id cookie");
        ask(&app, "DELETE", "/sessions", lines).await.refuses(400, "more than one session_id cookie");
    }
    assert_eq!(ask(&app, "GET", "/profile", &[&cookie]).await.status, 200, "the session lives");
}
