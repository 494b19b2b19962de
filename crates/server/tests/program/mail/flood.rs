//! Somebody has mails sent to the address of another, again and again.

use std::thread::scope;
use std::time::Duration;

use super::followed::Link;
use super::place::Place;
use super::{BOB, NEW_PASSWORD, PASSWORD};
use crate::support::{Client, Database, every_engine};

every_engine!(owasp_forgot_password_a_stranger_fills_no_mailbox_and_no_outbox);

const ASKERS: usize = 10;
const REQUESTS_OF_EACH: usize = 5;

/// Fifty requests for an address, ten at a time, and what each was answered.
fn flood(client: Client, email: &str) -> Vec<(u16, String)> {
    let ask = || {
        let reply = client.send("POST", "/reset_password", "", &[("email", email)]);
        (reply.status, reply.without_names(email))
    };
    let asker = || (0..REQUESTS_OF_EACH).map(|_| ask()).collect::<Vec<_>>();
    scope(|scope| {
        let askers: Vec<_> = (0..ASKERS).map(|_| scope.spawn(asker)).collect();
        askers.into_iter().flat_map(|asker| asker.join().unwrap()).collect()
    })
}

/// An address is sent three mails an hour that strangers can ask for, and of those that wait one for each link. What an account's own
/// changes send is not counted with these, so a flood hides nothing from its owner.
fn owasp_forgot_password_a_stranger_fills_no_mailbox_and_no_outbox(database: Database) {
    // Nothing leaves the outbox while it is flooded.
    let mut place = Place::with_mail_server(database, "closed", Duration::ZERO);
    let server = place.start();
    let client = server.client();
    assert_eq!(client.register(BOB, PASSWORD).status, 200);
    let (known, unknown) = (flood(client, BOB), flood(client, "eve-canary@example.org"));
    assert_eq!(known.len(), 50);
    assert_eq!(known[0].0, 200);
    assert!(known.iter().chain(&unknown).all(|reply| *reply == known[0]), "{known:?} {unknown:?}");
    assert!(place.database.waiting_mails() <= 3, "one for each link of an address");

    // The pause after a failed attempt, without waiting for it.
    server.end();
    place.database.let_mails_wait(Duration::from_secs(20));
    place.smtp.turn("normal");
    let server = place.start();
    let client = server.client();
    let mails = place.smtp.mails(2);
    assert!(mails.iter().all(|mail| mail.to == BOB), "{mails:?}");
    let resets: Vec<_> =
        mails.iter().map(Link::in_mail).filter(|link| link.path == "/reset-password").collect();
    let used: Vec<_> =
        resets.iter().map(|link| link.press(client, &[("new_password", NEW_PASSWORD)]).status).collect();
    assert_eq!(used, [200], "one mail, and its link works");
    assert_eq!(place.smtp.mail().subject, "Your password for Bienvenue was changed");
    place.end_without_more_mails(server);
}
