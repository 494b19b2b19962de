//! A mail server that is away for a while.

use std::time::Duration;

use super::PASSWORD;
use super::followed::Link;
use super::place::Place;
use crate::support::{Database, every_engine};

every_engine!(mails_of_an_outage_arrive_once_it_is_over);

/// In real time: the first pause between two attempts is ten seconds long.
fn mails_of_an_outage_arrive_once_it_is_over(database: Database) {
    let mut place = Place::with_mail_server(database, "closed", Duration::ZERO);
    let mut server = place.start();
    let client = server.client();
    let people = ["anna@example.org", "bob@example.org", "carl@example.org"];
    for email in people {
        assert_eq!(client.register(email, PASSWORD).status, 200, "who registers does not wait for mails");
        let told = server.wait_for(|line| line.contains("a mail was not sent; it is tried again"));
        assert!(!told.contains(email), "{told}");
    }
    assert_eq!(place.database.waiting_mails(), 3);
    place.smtp.turn("normal");
    let mails = place.smtp.mails(3);
    let mut to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, people);
    for mail in &mails {
        assert_eq!(Link::in_mail(mail).press(client, &[("password", PASSWORD)]).status, 200);
        assert_eq!(client.log_in(&mail.to, PASSWORD).status, 200);
    }
    place.end_without_more_mails(server);
}
