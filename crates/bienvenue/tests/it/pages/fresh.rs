//! What needs a proof that it is still the owner.

use std::time::Duration;

use bienvenue::http::HttpSettings;

use super::{EMAIL, PASSWORD, member, start};
use crate::support::{Browser, Database, Mailed, any_engine, every_engine};

every_engine!(asvs_7_5_1_a_person_proves_himself_and_changes_his_address);
any_engine!(asvs_7_5_1_a_stale_session_leads_to_the_proof_and_back, a_mail_needs_a_service_that_sends_it);

async fn asvs_7_5_1_a_person_proves_himself_and_changes_his_address(database: Database) {
    let world = Mailed::start(&database).await;
    let mut bob = Browser::new(&world.app);
    bob.open("/register").await;
    bob.submit("/register", &[("email", EMAIL), ("password", PASSWORD)]).await;
    let token = world.token("/verify-email").await;
    bob.open("/verify-email").await;
    bob.submit("/verify-email", &[("token", &token), ("password", PASSWORD)]).await;
    bob.open("/login").await;
    bob.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    world.app.clock.advance(Duration::from_mins(11));
    bob.open("/account/email").await;
    bob.sees(200, "/confirm?return_to=%2Faccount%2Femail", "enter your password once more");
    let before = bob.cookie("session_id").unwrap().to_owned();
    bob.submit("/confirm", &[("password", "wrong")]).await;
    bob.sees(403, "/confirm", "not the password of this account");
    assert_eq!(bob.cookie("session_id"), Some(before.as_str()));
    bob.submit("/confirm", &[("password", PASSWORD)]).await;
    bob.sees(200, "/account/email", "We send a link to the new address");
    assert_ne!(bob.cookie("session_id"), Some(before.as_str()), "the session has another secret");
    bob.submit("/account/email", &[("email", "bob")]).await;
    bob.sees(422, "/account/email", "does not look like an email address");
    bob.submit("/account/email", &[("email", "new@example.org")]).await;
    bob.sees(200, "/account", "A link is on its way to the new address.");
    bob.sees(200, "/account", EMAIL);
    let token = world.token("/confirm-email").await;
    bob.open("/confirm-email").await;
    bob.submit("/confirm-email", &[("token", &token)]).await;
    bob.open("/account").await;
    bob.sees(200, "/account", "new@example.org");
}

async fn asvs_7_5_1_a_stale_session_leads_to_the_proof_and_back(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    for (page, action, back) in [
        ("/account/email", "/account/email", "/account/email"),
        ("/account/delete", "/account/delete", "/account/delete"),
        ("/account/data", "/account/export", "/account/data"),
    ] {
        bob.open(page).await;
        // It becomes stale while the page is looked at.
        app.clock.advance(Duration::from_mins(11));
        let fields: &[_] = if page == "/account/email" { &[("email", "new@example.org")] } else { &[] };
        bob.submit(action, fields).await;
        let escaped = back.replace('/', "%2F");
        bob.sees(200, &format!("/confirm?return_to={escaped}"), "Is it still you?");
        bob.submit("/confirm", &[("password", PASSWORD)]).await;
        assert_eq!((bob.reply.status, bob.path.as_str()), (200, back));
    }
    assert_eq!(app.count_users().await, 1);
}

async fn a_mail_needs_a_service_that_sends_it(database: Database) {
    let app = crate::support::App::start(&database).await;
    let mut bob = member(&app, EMAIL).await;
    bob.open("/account/email").await;
    bob.submit("/account/email", &[("email", "new@example.org")]).await;
    bob.sees(503, "/account/email", "cannot send mail");
}
