//! Registration: only who reads mail at an address gets an account that can be used.

use std::time::{Duration, Instant};

use super::followed::Link;
use super::place::Place;
use super::scanned::scan;
use super::{BOB, NEW_PASSWORD, PASSWORD};
use crate::support::{Client, Database, every_engine};

/// Less than the time after which a sender looks without a sign.
const AT_ONCE: Duration = Duration::from_secs(4);

every_engine!(
    asvs_3_5_3_a_link_survives_its_scanners_and_opens_the_account,
    a_login_before_the_proof_sends_the_link_once_more,
    asvs_6_3_8_a_taken_address_is_told_to_its_owner_only,
    the_first_proof_of_a_mailbox_decides,
    a_registration_that_waits_is_completed_where_it_was_copied_to,
);

fn asvs_3_5_3_a_link_survives_its_scanners_and_opens_the_account(database: Database) {
    let place = Place::new(database);
    let server = place.start();
    let client = server.client();
    assert_eq!(
        client.register(BOB, PASSWORD).body,
        format!("{{\"email\":\"{BOB}\",\"message\":\"user created\"}}\n")
    );
    let mail = place.smtp.mail();
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (BOB, "Confirm your address for Bienvenue"));
    scan(client, &mail);
    let link = Link::in_mail(&mail);
    assert_eq!(link.path, "/verify-email");
    let wrong = link.press(client, &[("password", NEW_PASSWORD)]);
    assert_eq!(wrong.status, 403, "a slip costs nothing: {wrong:?}");
    let done = link.press(client, &[("password", PASSWORD)]);
    assert_eq!(done.status, 200, "{done:?}");
    let login = client.log_in(BOB, PASSWORD);
    assert_eq!((login.status, client.profile(login.cookie().unwrap())), (200, 200));
    assert_eq!(link.press(client, &[("password", PASSWORD)]).status, 403, "a link is used once");
    place.end_without_more_mails(server);
}

/// The answer is the one to a wrong password. The newest link counts, and no other.
fn a_login_before_the_proof_sends_the_link_once_more(database: Database) {
    let place = Place::new(database);
    let server = place.start();
    let client = server.client();
    assert_eq!(client.register(BOB, PASSWORD).status, 200);
    let first = Link::in_mail(&place.smtp.mail());
    // As long as that is under way, another would say the same.
    place.wait_for_outbox_of(0);
    let (early, wrong) = (client.log_in(BOB, PASSWORD), client.log_in(BOB, NEW_PASSWORD));
    assert_eq!((early.status, wrong.status, &early.body), (401, 401, &wrong.body));
    // Nobody waits for the write of this mail, but its sender hears of it: without a sign it looks every five seconds.
    let asked = Instant::now();
    let second = Link::in_mail(&place.smtp.mail());
    assert!(asked.elapsed() < AT_ONCE, "it came after {:?}", asked.elapsed());
    place.wait_for_outbox_of(0);
    assert_eq!(first.press(client, &[("password", PASSWORD)]).status, 403);
    assert_eq!(client.log_in(BOB, PASSWORD).status, 401);
    let asked = Instant::now();
    let third = Link::in_mail(&place.smtp.mail());
    assert!(asked.elapsed() < AT_ONCE, "it came after {:?}", asked.elapsed());
    assert_ne!(second.token, third.token);
    assert_eq!(third.press(client, &[("password", PASSWORD)]).status, 200);
    assert_eq!(client.log_in(BOB, PASSWORD).status, 200);
    place.end_without_more_mails(server);
}

fn asvs_6_3_8_a_taken_address_is_told_to_its_owner_only(database: Database) {
    let place = Place::new(database);
    let server = place.start();
    let client = server.client();
    place.settle(client, BOB);
    let taken = client.register(BOB, NEW_PASSWORD);
    let told = place.smtp.mail();
    assert_eq!((told.to.as_str(), told.subject.as_str()), (BOB, "You already have an account at Bienvenue"));
    assert!(told.urls().iter().all(|url| !url.contains("token")), "{told:?}");
    // As long as the other, so that the length of the answer is the same.
    let stranger = "eve-canary@example.org";
    let new = client.register(stranger, NEW_PASSWORD);
    assert_eq!(place.smtp.mail().to, stranger);
    assert_eq!((taken.status, taken.without_names(BOB)), (200, new.without_names(stranger)));
    assert_eq!(client.log_in(BOB, NEW_PASSWORD).status, 401);
    assert_eq!(client.log_in(BOB, PASSWORD).status, 200);
    place.end_without_more_mails(server);
}

/// Somebody registers the address of another and waits for its owner to move in (account pre-hijacking). The owner
/// follows his link, says that it was not him, and the other's password is gone.
fn the_first_proof_of_a_mailbox_decides(database: Database) {
    let place = Place::new(database);
    let server = place.start();
    let client = server.client();
    let attackers = "set by somebody else";
    assert_eq!(client.register(BOB, attackers).status, 200);
    let of_attacker = Link::in_mail(&place.smtp.mail());
    // As long as that is under way, another would say the same.
    place.wait_for_outbox_of(0);
    assert_eq!(client.register(BOB, PASSWORD).status, 200);
    let link = Link::in_mail(&place.smtp.mail());
    assert_eq!(of_attacker.press(client, &[("password", attackers)]).status, 403, "there is a newer one");
    assert_eq!(link.press(client, &[("password", PASSWORD)]).status, 403, "the password of the first holds");
    assert_eq!(link.press(client, &[("new_password", NEW_PASSWORD)]).status, 200);
    assert_eq!(client.log_in(BOB, attackers).status, 401);
    assert_eq!(client.log_in(BOB, NEW_PASSWORD).status, 200);
    place.end_without_more_mails(server);
}

/// Once, in a database that was moved as in one that was restored. Mails that waited move along, and are not restored: there the
/// first login sends the link.
fn a_registration_that_waits_is_completed_where_it_was_copied_to(database: Database) {
    const WAITS: &str = "waits-canary@example.org";
    let mut place = Place::new(database);
    let server = place.start();
    place.settle(server.client(), BOB);
    place.wait_for_outbox_of(0);
    server.end();
    // As the answer to a registration leaves it, with the password of the other.
    place.database.execute(&format!(
        "INSERT INTO registrations (id, email, email_canonical, password_hash, locale, created_at)
            SELECT events.id, '{WAITS}', '{WAITS}', password_hash, locale, users.created_at
            FROM users JOIN events ON user_id = users.id WHERE kind = 'registered';
         INSERT INTO outbox (id, kind, email, email_canonical, locale, created_at, due_at, attempts)
            SELECT id, 'registration', email, email, locale, created_at, created_at, 0 FROM registrations"
    ));
    let [moved, restored] = [place.database.sibling(), place.database.sibling()];
    place.run(&["database", "move", "--from", &place.database.url(), "--to", &moved.url()], b"").done();
    place.run(&["backup", "--to", "friday"], b"").done();
    place.run(&["restore", "friday", "--database", &restored.url()], b"").done();

    place.database = moved;
    let server = place.start_with("DATABASE_URL", &place.database.url());
    is_completed_once(&place, server.client(), WAITS);
    server.end();

    place.database = restored;
    let server = place.start_with("DATABASE_URL", &place.database.url());
    place.wait_for_rows("registrations", 0);
    assert_eq!(place.database.waiting_mails(), 0);
    assert_eq!(server.client().log_in(WAITS, PASSWORD).status, 401);
    is_completed_once(&place, server.client(), WAITS);
    place.end_without_more_mails(server);
}

/// The mail that comes proves the address, and there is one account for it.
fn is_completed_once(place: &Place, client: Client, email: &str) {
    let mail = place.smtp.mail();
    assert_eq!(mail.to, email);
    assert_eq!(Link::in_mail(&mail).press(client, &[("password", PASSWORD)]).status, 200);
    assert_eq!(client.log_in(email, PASSWORD).status, 200);
    place.wait_for_outbox_of(0);
    assert_eq!((place.database.count("registrations"), place.database.count("users")), (0, 2));
    assert_eq!(place.database.number("SELECT count(*) FROM events WHERE kind = 'registered'"), 2);
}
