//! The ways to sign in: SECURITY.md lists them all, and each makes the same checks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::{UserBy, UserChanges};

use super::every_route::routes;
use super::{EMAIL, NEW_PASSWORD, PASSWORD};
use crate::support::{App, Content, Database, Reply, Setup, any_engine, every_engine, form, json};

any_engine!(asvs_6_1_3_no_other_route_hands_out_a_session);
every_engine!(asvs_6_1_3_and_6_3_4_each_way_in_makes_the_same_checks);

/// The paths in the table of SECURITY.md. All are posted to.
fn listed() -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../SECURITY.md");
    let text = fs::read_to_string(file).unwrap();
    let (_, section) = text.split_once("\n## Ways to sign in\n").unwrap();
    let rows = section.split("\n## ").next().unwrap().lines().filter(|line| line.starts_with("| `"));
    let quoted = rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2));
    quoted.map(|way| way.strip_prefix("POST ").unwrap().to_owned()).collect()
}

/// Whether a reply has the secret of a session in it.
fn hands_out(reply: &Reply) -> bool {
    reply.session_id().is_some() || reply.field("token").is_some()
}

/// The seal of the forms of a session.
async fn seal(app: &App, session: &str) -> String {
    let page = app.with_session(session).get("/account/password").await;
    let after = page.text().split_once("name=\"csrf\" value=\"");
    after.map(|(_, rest)| rest.split('"').next().unwrap().to_owned()).unwrap_or_default()
}

/// ASVS 6.1.3, 6.3.4: every route is asked with all that a way in may want, for a user of its own each time.
async fn asvs_6_1_3_no_other_route_hands_out_a_session(database: Database) {
    let app = App::start(&database).await;
    let (mut number, mut found) = (0, BTreeSet::new());
    for (path, methods) in routes() {
        for method in methods {
            // What only reads is asked once.
            let kinds = if method == "GET" || method == "HEAD" { 6..7 } else { 0..7 };
            for kind in kinds {
                number += 1;
                let email = format!("user{number}@example.org");
                app.auth.register_user(&email, PASSWORD).await.unwrap();
                let session = app.auth.create_session(&email).await.unwrap().unwrap().expose().to_owned();
                let token = app.auth.get_reset_password_token(&email).await.unwrap().expose().to_owned();
                let seal = seal(&app, &session).await;
                let content = content(kind, &email, &token, &seal);
                for speaker in [app.with_session(&session), app.anonymous()] {
                    if hands_out(&speaker.send(&method, &path, Some(content.clone())).await) {
                        found.insert(format!("{method} {path}"));
                    }
                }
            }
        }
    }
    let listed: BTreeSet<_> = listed().into_iter().map(|path| format!("POST {path}")).collect();
    assert_eq!(found, listed);
}

fn content(kind: usize, email: &str, token: &str, seal: &str) -> Content {
    match kind {
        0 => json(&[("email", email), ("password", PASSWORD)]),
        1 => json(&[("password", PASSWORD)]),
        2 => json(&[("current_password", PASSWORD), ("new_password", NEW_PASSWORD)]),
        3 => json(&[("token", token), ("new_password", NEW_PASSWORD)]),
        4 => json(&[("token", token), ("password", PASSWORD)]),
        5 => {
            form(&[("email", email), ("reset_token", token), ("new_password", NEW_PASSWORD), ("csrf", seal)])
        }
        _ => form(&[
            ("email", email),
            ("password", PASSWORD),
            ("current_password", PASSWORD),
            ("new_password", NEW_PASSWORD),
            ("token", token),
            ("csrf", seal),
        ]),
    }
}

/// What somebody sends who goes one of the ways.
async fn go(app: &App, path: &str, password: &str, session: &str) -> Reply {
    let seal = if session.is_empty() { String::new() } else { seal(app, session).await };
    let content = match path {
        "/sessions" | "/login" => form(&[("email", EMAIL), ("password", password)]),
        "/api/v1/sessions" => json(&[("email", EMAIL), ("password", password)]),
        "/api/v1/sessions/current/reauthenticate" => json(&[("password", password)]),
        "/confirm" => form(&[("password", password), ("csrf", &seal)]),
        "/api/v1/me/password" => json(&[("current_password", password), ("new_password", PASSWORD)]),
        "/account/password" => {
            form(&[("current_password", password), ("new_password", PASSWORD), ("csrf", &seal)])
        }
        other => panic!("{other} has to be gone here too"),
    };
    let speaker = if session.is_empty() { app.anonymous() } else { app.with_session(session) };
    speaker.post(path, content).await
}

/// ASVS 6.3.4: a wrong password, a disabled user and too many guesses are refused wherever somebody comes in, alike.
async fn asvs_6_1_3_and_6_3_4_each_way_in_makes_the_same_checks(database: Database) {
    let setup = Setup { auth: Box::new(|auth| auth.throttle(ThrottlePolicy::INTERNET)), ..Setup::default() };
    let app = App::start_with(&database, setup).await;
    app.register(EMAIL, PASSWORD).await;
    let id = app.auth.store().find_user_by(UserBy::Email(EMAIL.parse().unwrap())).await.unwrap().unwrap().id;
    let set = async |disabled| {
        let changes = UserChanges::default().disabled(disabled);
        app.auth.store().update_user(id, changes).await.unwrap();
    };
    for path in listed() {
        let needs_session = !matches!(path.as_str(), "/sessions" | "/api/v1/sessions" | "/login");
        // It has another secret after each success.
        let fresh = async || {
            let opened = if needs_session { app.auth.create_session(EMAIL).await.unwrap() } else { None };
            opened.map(|secret| secret.expose().to_owned()).unwrap_or_default()
        };
        let mut session = fresh().await;
        let right = go(&app, &path, PASSWORD, &session).await;
        assert!(hands_out(&right), "{path}: {}", right.text());
        if needs_session {
            let old = go(&app, &path, PASSWORD, &session).await;
            assert!(!hands_out(&old), "{path}: the old secret is dead");
            assert!(!hands_out(&go(&app, &path, PASSWORD, "").await), "{path}: without a session");
        }

        session = fresh().await;
        set(true).await;
        let disabled = go(&app, &path, PASSWORD, &session).await;
        set(false).await;
        assert!(!hands_out(&disabled), "{path}: disabled");

        session = fresh().await;
        let mut wrong = None;
        // One guess may be counted already: that at the disabled user.
        for _ in 0..6 {
            let reply = go(&app, &path, NEW_PASSWORD, &session).await;
            if reply.status == 429 {
                break;
            }
            assert!(matches!(reply.status, 401 | 403 | 422), "{path}: {}", reply.status);
            wrong = Some(reply);
        }
        // Who signs in is not told that he is disabled; who was signed in finds that he is not any more.
        if !needs_session {
            assert_eq!(disabled.comparable().status, wrong.unwrap().comparable().status, "{path}");
        }
        let throttled = go(&app, &path, PASSWORD, &session).await;
        assert_eq!(throttled.status, 429, "{path}: the right password waits too");
        assert!(!hands_out(&throttled) && throttled.header("retry-after").is_some(), "{path}");
        // The next way begins anew.
        app.auth.set_password(id, PASSWORD).await.unwrap();
        app.clock.advance(std::time::Duration::from_hours(1));
    }
}
