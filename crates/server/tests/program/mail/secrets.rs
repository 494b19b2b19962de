//! Canaries: what the journeys of mails are secret about is nowhere in what the program prints.

use super::followed::Link;
use super::place::Place;
use super::scanned::scan;
use super::{BOB, NEW_PASSWORD, PASSWORD};
use crate::support::{Database, SMTP_PASSWORD, every_engine};

every_engine!(asvs_14_2_1_and_16_2_5_no_secret_of_a_journey_is_in_the_log);

fn asvs_14_2_1_and_16_2_5_no_secret_of_a_journey_is_in_the_log(database: Database) {
    let mut place = Place::new(database);
    let mut server = place.start();
    let client = server.client();
    assert_eq!(client.register(BOB, PASSWORD).status, 200);
    let mail = place.smtp.mail();
    scan(client, &mail);
    let verification = Link::in_mail(&mail);
    assert_eq!(verification.press(client, &[("password", NEW_PASSWORD)]).status, 403);
    assert_eq!(verification.press(client, &[("password", PASSWORD)]).status, 200);
    let session = client.log_in(BOB, PASSWORD).cookie().unwrap().split_once('=').unwrap().1.to_owned();
    assert_eq!(client.send("POST", "/reset_password", "", &[("email", BOB)]).status, 200);
    let mail = place.smtp.mail();
    scan(client, &mail);
    let reset = Link::in_mail(&mail);
    assert_eq!(reset.press(client, &[("new_password", NEW_PASSWORD)]).status, 200);
    assert_eq!(reset.press(client, &[("new_password", PASSWORD)]).status, 403);
    place.smtp.mail();
    // A mail server that quotes what it refuses, the link too.
    place.smtp.turn("refuse-content");
    assert_eq!(client.send("POST", "/reset_password", "", &[("email", BOB)]).status, 200);
    server.wait_for(|line| line.contains("a mail was refused for good"));

    let printed = place.end_without_more_mails(server);
    assert!(printed.contains("/verify-email") && printed.contains("/reset-password"), "{printed}");
    // But for the one line that whoever starts an empty service is to see, on standard error.
    let is_meant =
        |line: &&str| line.trim_start().starts_with("https://") && line.contains("/first-admin#token=");
    assert_eq!(printed.lines().filter(is_meant).count(), 1, "{printed}");
    let printed: String = printed.lines().filter(|line| !is_meant(line)).collect();
    let secrets = [PASSWORD, NEW_PASSWORD, SMTP_PASSWORD, &session, &verification.token, &reset.token];
    for secret in secrets.into_iter().chain(["token=", BOB]) {
        assert!(!printed.contains(secret), "{secret} is in: {printed}");
    }
}
