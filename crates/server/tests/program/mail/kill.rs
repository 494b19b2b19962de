//! The program is killed with mails in its hands.

use std::time::Duration;

use super::followed::Link;
use super::place::Place;
use super::{BOB, PASSWORD};
use crate::support::{Database, every_engine};

every_engine!(mails_that_wait_outlive_a_kill, a_mail_under_way_at_a_kill_comes_again_under_its_id);

/// As long as nobody else tries a mail that somebody tries. The tests do not wait so long: they move the times in the
/// database, once the program that wrote them is dead.
const CLAIM: Duration = Duration::from_mins(2);

fn mails_that_wait_outlive_a_kill(database: Database) {
    let mut place = Place::with_mail_server(database, "closed", Duration::ZERO);
    let mut server = place.start();
    let people: Vec<_> = (10..15).map(|number| format!("{number}@example.org")).collect();
    for email in &people {
        assert_eq!(server.client().register(email, PASSWORD).status, 200);
    }
    server.kill();
    assert_eq!(place.database.waiting_mails(), 5);
    place.database.let_mails_wait(CLAIM);
    place.smtp.turn("normal");
    let server = place.start();
    let mails = place.smtp.mails(5);
    let mut to: Vec<_> = mails.iter().map(|mail| &mail.to).collect();
    to.sort();
    assert_eq!(to, people.iter().collect::<Vec<_>>());
    place.end_without_more_mails(server);
}

/// The mail server has taken the mail, and the program is killed before it hears so: nobody can know, so it comes twice. Its
/// Message-ID is the same, by which mail programs show it once.
fn a_mail_under_way_at_a_kill_comes_again_under_its_id(database: Database) {
    let mut place = Place::with_mail_server(database, "slow", Duration::from_millis(500));
    let mut server = place.start();
    assert_eq!(server.client().register(BOB, PASSWORD).status, 200);
    place.smtp.wait_for("EHLO");
    let before = place.smtp.mail();
    server.kill();
    assert_eq!((before.to.as_str(), place.database.waiting_mails()), (BOB, 1));
    place.smtp.turn("normal");
    let server = place.start();
    // A mail that is written now goes at once; that one does not: for all that this process knows, another is still at it.
    assert_eq!(server.client().register("anna@example.org", PASSWORD).status, 200);
    assert_eq!(place.smtp.mail().to, "anna@example.org");
    place.wait_for_outbox_of(1);
    server.end();
    place.database.let_mails_wait(CLAIM);
    let server = place.start();
    let after = place.smtp.mail();
    assert_eq!((&after.id, after.to.as_str()), (&before.id, BOB));
    // The link of the later one works. It was made when that was sent: the database never held the first.
    let client = server.client();
    assert_eq!(Link::in_mail(&before).press(client, &[("password", PASSWORD)]).status, 403);
    assert_eq!(Link::in_mail(&after).press(client, &[("password", PASSWORD)]).status, 200);
    place.end_without_more_mails(server);
}
