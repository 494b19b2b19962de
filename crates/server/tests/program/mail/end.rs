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
    // These wait: a mail whose sending has not begun is left to the next process.
    let others = ["anna@example.org", "carl@example.org"];
    for email in others {
        assert_eq!(server.client().register(email, PASSWORD).status, 200);
    }
    server.signal(Signal::TERM);
    assert_eq!(server.wait().code(), Some(0));
    assert_eq!((place.smtp.mail().to.as_str(), place.database.waiting_mails()), (BOB, 2));
    place.smtp.turn("normal");
    let server = place.start();
    let mut to: Vec<_> = place.smtp.mails(2).into_iter().map(|mail| mail.to).collect();
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
