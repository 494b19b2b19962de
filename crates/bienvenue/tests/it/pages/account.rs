//! One's own account.

use std::time::Duration;

use bienvenue::http::HttpSettings;
use serde_json::Value;

use super::{EMAIL, NEW_PASSWORD, PASSWORD, member, signed_in, start};
use crate::support::{Browser, Database, any_engine, every_engine};

every_engine!(
    a_person_changes_his_password,
    a_person_takes_a_copy_of_his_data,
    a_person_deletes_his_account,
    a_person_reads_what_happened,
);
any_engine!(asvs_7_4_4_every_page_of_the_account_lets_sign_out, strangers_are_led_to_sign_in);

const PAGES: [&str; 8] = [
    "/account",
    "/account/email",
    "/account/password",
    "/account/sessions",
    "/account/activity",
    "/account/data",
    "/account/delete",
    "/confirm",
];

async fn a_person_changes_his_password(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    let mut elsewhere = signed_in(&app, EMAIL).await;
    let before = bob.cookie("session_id").unwrap().to_owned();
    bob.open("/account/password").await;
    for (current, new, status, words) in [
        ("wrong", NEW_PASSWORD, 403, "not the password of this account"),
        (PASSWORD, "", 422, "Enter a password"),
    ] {
        bob.submit("/account/password", &[("current_password", current), ("new_password", new)]).await;
        bob.sees(status, "/account/password", words);
    }
    bob.submit("/account/password", &[("current_password", PASSWORD), ("new_password", NEW_PASSWORD)]).await;
    bob.sees(200, "/account/password", "Your password is changed.");
    assert_ne!(bob.cookie("session_id"), Some(before.as_str()));
    elsewhere.open("/account").await;
    assert_eq!(elsewhere.path, "/login?return_to=%2Faccount");
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 401);
    assert_eq!(app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 200);
}

async fn a_person_takes_a_copy_of_his_data(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    bob.open("/account/data").await;
    let copy = bob.submit_once("/account/export", &[]).await;
    assert_eq!(copy.header("content-disposition"), Some("attachment; filename=\"account.json\""));
    assert_eq!((copy.status, copy.header("content-type")), (200, Some("application/json")));
    let copy: Value = serde_json::from_slice(&copy.body).unwrap();
    let session = app.with_session(bob.cookie("session_id").unwrap());
    let of_api = session.send("POST", "/api/v1/me/export", None).await.body_of(200);
    assert_eq!((&copy["user"], &copy["sessions"]), (&of_api["user"], &of_api["sessions"]));
    assert_eq!(copy["user"]["email"], EMAIL);
}

async fn a_person_deletes_his_account(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    bob.open("/account/delete").await;
    bob.sees(200, "/account/delete", EMAIL);
    let reply = bob.submit_once("/account/delete", &[]).await;
    assert_eq!((reply.status, reply.header("location")), (303, Some("/login")));
    assert!(reply.header("clear-site-data").is_some());
    bob.open("/login").await;
    bob.sees(200, "/login", "Your account is deleted.");
    assert_eq!((app.count_users().await, bob.cookie("session_id")), (0, None));
}

async fn a_person_reads_what_happened(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    app.clock.advance(Duration::from_secs(1));
    let mut bob = signed_in(&app, EMAIL).await;
    bob.open("/account/activity").await;
    let text = bob.text();
    let (first, then) = (text.find("Signed in").unwrap(), text.find("The account was created").unwrap());
    assert!(first < then && text.contains("1 June 2026 at 12:00 UTC"), "{text}");
    assert!(text.contains("Firefox on Linux · 127.0.0.1"), "{text}");
    assert!(text.contains(r#"<time datetime="2026-06-01T12:00:00.000000Z">"#), "{text}");
}

async fn asvs_7_4_4_every_page_of_the_account_lets_sign_out(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    for path in PAGES {
        bob.open(path).await;
        bob.sees(200, path, "Sign out</button>");
        assert!(!bob.filled("/logout", &[]).is_empty());
        let is_place = bob.text().contains("aria-current=\"page\"");
        assert_eq!(is_place, !matches!(path, "/confirm" | "/account/email" | "/account/delete"), "{path}");
    }
    let session = bob.cookie("session_id").unwrap().to_owned();
    let reply = bob.submit_once("/logout", &[]).await;
    assert_eq!(reply.header("clear-site-data"), Some(r#""cache", "storage""#));
    assert_eq!(app.with_session(&session).get("/profile").await.status, 403);
}

async fn strangers_are_led_to_sign_in(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    for path in PAGES {
        let mut stranger = Browser::new(&app);
        stranger.open(path).await;
        let escaped = path.replace('/', "%2F");
        assert_eq!(stranger.path, format!("/login?return_to={escaped}"));
        let unknown = app.with_session(&"A".repeat(43)).get(path).await;
        assert_eq!((unknown.status, unknown.text()), (303, ""));
        let twice = app.with_cookie("session_id=a; session_id=b").get(path).await;
        assert_eq!((twice.status, twice.header("content-type")), (400, Some("text/html; charset=utf-8")));
    }
    for path in ["/account/delete", "/account/export", "/account/password", "/confirm", "/logout"] {
        let reply = Browser::new(&app).ask("POST", path, &[("csrf", "x")]).await;
        assert_eq!((reply.status, reply.header("location")), (303, Some("/login?return_to=%2Faccount")));
    }
}
