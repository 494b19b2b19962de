//! The program is told to end with mails in its hands.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::place::Place;
use super::{BOB, PASSWORD};
use crate::support::{Database, every_engine, pause};

every_engine!(a_mail_under_way_is_sent_before_the_end, a_silent_mail_server_does_not_hold_up_the_end);

fn a_mail_under_way_is_sent_before_the_end(database: Database) {
    let mut place = Place::with_mail_server(database, "slow", Duration::from_millis(400));
    let mut server = place.start();
    assert_eq!(server.client().register(BOB, PASSWORD).status, 200);
    place.smtp.wait_for("MAIL");
    // More than are sent at once: one whose sending has not begun is left to the next process.
    let others: Vec<_> = (10..20).map(|number| format!("{number}@example.org")).collect();
    for email in &others {
        assert_eq!(server.client().register(email, PASSWORD).status, 200);
    }
    server.signal(Signal::TERM);
    assert_eq!(server.wait().code(), Some(0));
    let waiting = place.database.waiting_mails();
    assert!((1..=10).contains(&waiting), "{waiting} wait");
    place.smtp.turn("normal");
    let server = place.start();
    let mut to: Vec<_> = place.smtp.mails(11).into_iter().map(|mail| mail.to).collect();
    assert_eq!(to.remove(0), BOB);
    to.sort();
    assert_eq!(to, others);
    place.end_without_more_mails(server);
}

/// Whoever ends a service waits for as long as the operator said, and kills it then.
fn a_silent_mail_server_does_not_hold_up_the_end(database: Database) {
    let mut place = Place::with_mail_server(database, "quiet", Duration::ZERO);
    let mut server = place.start_with("BIENVENUE__LIMITS__DRAIN_TIMEOUT", "1s");
    assert_eq!(server.client().register(BOB, PASSWORD).status, 200);
    // Time to connect: a silent server tells nobody that somebody did.
    pause(Duration::from_millis(500));
    let told = Instant::now();
    server.signal(Signal::TERM);
    assert_eq!(server.wait().code(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(5), "it took {:?}", told.elapsed());
    // What could not be sent is not lost. It was tried, so it waits until its claim runs out.
    assert_eq!(place.database.waiting_mails(), 1);
    place.database.let_mails_wait(Duration::from_mins(2));
    place.smtp.turn("normal");
    let server = place.start();
    assert_eq!(place.smtp.mail().to, BOB);
    place.end_without_more_mails(server);
}
