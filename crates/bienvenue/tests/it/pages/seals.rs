//! Forms that did not come from a page of the session.

use bienvenue::http::HttpSettings;

use super::{EMAIL, NEW_PASSWORD, PASSWORD, member, signed_in, start};
use crate::support::{Browser, Database, every_engine};

every_engine!(
    asvs_3_5_1_a_form_without_the_seal_of_its_session_does_nothing,
    a_seal_is_on_every_page_and_no_secret,
    pages_are_posted_and_nothing_else,
    asvs_3_5_1_another_site_signs_nobody_in
);

const ACTIONS: [(&str, &[(&str, &str)]); 9] = [
    ("/account/email", &[("email", "evil@example.org")]),
    ("/account/password", &[("current_password", PASSWORD), ("new_password", NEW_PASSWORD)]),
    ("/account/sessions/end", &[("id", "x")]),
    ("/account/sessions/end-others", &[]),
    ("/account/export", &[]),
    ("/account/delete", &[]),
    ("/confirm", &[("password", PASSWORD)]),
    ("/logout", &[]),
    ("/language", &[("lang", "fr")]),
];

fn seal_of(browser: &Browser<'_>) -> String {
    browser.filled("/logout", &[]).into_iter().find(|(name, _)| name == "csrf").unwrap().1
}

async fn asvs_3_5_1_a_form_without_the_seal_of_its_session_does_nothing(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    let other = member(&app, "other@example.org").await;
    let second = signed_in(&app, EMAIL).await;
    let (mine, theirs, seconds) = (seal_of(&bob), seal_of(&other), seal_of(&second));
    let session = app.with_session(bob.cookie("session_id").unwrap());
    let events = async || session.get("/api/v1/me/events").await.body_of(200);
    let (before, me) = (events().await, session.get("/api/v1/me").await.body_of(200));
    for (action, fields) in ACTIONS {
        for seal in ["", "A", &mine[1..], &mine.to_lowercase(), &theirs, &seconds] {
            let sent = [fields, &[("csrf", seal)]].concat();
            let reply = bob.ask("POST", action, &sent).await;
            assert_eq!(reply.status, 403, "{action} {seal}");
            assert!(reply.text().contains("Nothing was changed") && reply.header("set-cookie").is_none());
        }
        assert_eq!(bob.ask("POST", action, fields).await.status, 403, "{action}");
        let json = crate::support::json(&[fields, &[("csrf", &theirs)]].concat());
        assert_eq!(session.post(action, json).await.status, 403, "{action}");
    }
    assert_eq!((before, me), (events().await, session.get("/api/v1/me").await.body_of(200)));
    assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, 200);
    // With its own it is done.
    assert_eq!(bob.ask("POST", "/logout", &[("csrf", &mine)]).await.status, 303);
}

async fn a_seal_is_on_every_page_and_no_secret(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    let seal = seal_of(&bob);
    assert_eq!(seal.len(), 43);
    assert_eq!(app.with_session(&seal).get("/profile").await.status, 403, "it opens nothing");
    bob.open("/account/data").await;
    assert_eq!(seal_of(&bob), seal);
    bob.open("/confirm").await;
    bob.submit("/confirm", &[("password", PASSWORD)]).await;
    assert_ne!(seal_of(&bob), seal, "it ends with the secret");
    let again = bob.ask("POST", "/logout", &[("csrf", &seal)]).await;
    assert_eq!(again.status, 403);
}

async fn pages_are_posted_and_nothing_else(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    for path in
        ["/logout", "/account/export", "/account/sessions/end", "/account/sessions/end-others", "/language"]
    {
        let reply = bob.ask("GET", path, &[]).await;
        assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")), "{path}");
    }
    bob.open("/account").await;
    bob.sees(200, "/account", EMAIL);
    // What cannot be read is told on a page too.
    let broken = crate::support::Content::new("application/x-www-form-urlencoded", "a=%zz");
    let reply = app.with_session(bob.cookie("session_id").unwrap()).post("/logout", broken).await;
    assert_eq!((reply.status, reply.header("content-type")), (400, Some("text/html; charset=utf-8")));
    assert!(reply.text().contains("name=\"return_to\" value=\"/\""), "a language leads to where a page is");
}

/// Whoever is signed in to a stranger's account tells the stranger what he does there.
async fn asvs_3_5_1_another_site_signs_nobody_in(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    for path in ["/login", "/register"] {
        let fields = [("email", EMAIL), ("password", PASSWORD)];
        let mut other = Browser::new(&app).saying("Sec-Fetch-Site: cross-site");
        let reply = other.ask("POST", path, &fields).await;
        assert_eq!((reply.status, other.cookie("session_id")), (403, None));
    }
    let mut own = Browser::new(&app).saying("Sec-Fetch-Site: same-origin");
    own.open("/login").await;
    own.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    own.sees(200, "/account", EMAIL);
}
