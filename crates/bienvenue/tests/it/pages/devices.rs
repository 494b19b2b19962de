//! Where somebody is signed in.

use std::time::Duration;

use bienvenue::http::HttpSettings;

use super::{EMAIL, PASSWORD, member, signed_in, start};
use crate::support::{Browser, Database, any_engine, every_engine};

every_engine!(a_person_sees_and_ends_his_sessions, asvs_8_2_2_nobody_ends_another_persons_session);
any_engine!(a_page_of_many_sessions_stays_small);

async fn a_person_sees_and_ends_his_sessions(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    app.clock.advance(Duration::from_mins(5));
    let mut phone = Browser::new(&app).saying("User-Agent: Version/18.0 Safari/604.1 (iPhone)");
    phone.open("/login").await;
    phone.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    let mut third = signed_in(&app, EMAIL).await;
    app.clock.advance(Duration::from_secs(150));
    bob.open("/account/sessions").await;
    let text = bob.text().to_owned();
    let this = text.find("Firefox on Linux <span class=\"badge good\">This device").unwrap();
    assert!(this < text.find("Safari on iPhone").unwrap(), "{text}");
    assert!(text.contains("just now") && text.contains("2 minutes ago") && text.contains("127.0.0.1"));
    assert_eq!(text.matches("/account/sessions/end\"").count(), 2, "this one is not offered");
    let id = text.split("Safari on iPhone").nth(1).unwrap().split("name=\"id\" value=\"").nth(1).unwrap();
    let id = id[..36].to_owned();
    bob.submit("/account/sessions/end", &[("id", &id)]).await;
    bob.sees(200, "/account/sessions", "That device is signed out.");
    phone.open("/account").await;
    assert_eq!(phone.path, "/login?return_to=%2Faccount");
    third.open("/account").await;
    assert_eq!(third.path, "/account");
    bob.submit("/account/sessions/end-others", &[]).await;
    bob.sees(200, "/account/sessions", "You are signed in nowhere else.");
    third.open("/account").await;
    assert_eq!(third.path, "/login?return_to=%2Faccount");
}

async fn asvs_8_2_2_nobody_ends_another_persons_session(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    let mut other = member(&app, "other@example.org").await;
    signed_in(&app, EMAIL).await;
    let export = app.with_session(other.cookie("session_id").unwrap());
    let theirs = export.get("/api/v1/sessions").await.body_of(200)["items"][0]["id"].clone();
    bob.open("/account/sessions").await;
    bob.submit("/account/sessions/end", &[("id", theirs.as_str().unwrap())]).await;
    bob.open("/account/sessions").await;
    bob.submit("/account/sessions/end-others", &[]).await;
    other.open("/account").await;
    other.sees(200, "/account", "other@example.org");
    signed_in(&app, EMAIL).await;
    bob.open("/account/sessions").await;
    bob.submit("/account/sessions/end", &[("id", "x")]).await;
    bob.sees(404, "/account/sessions/end", "did not work");
}

async fn a_page_of_many_sessions_stays_small(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    for _ in 0..60 {
        app.log_in(EMAIL, PASSWORD).await;
    }
    bob.open("/account/sessions").await;
    bob.sees(200, "/account/sessions", "39 more are not shown");
    bob.open("/account/activity").await;
    bob.submit("/logout", &[]).await;
}
