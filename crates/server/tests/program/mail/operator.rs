//! What an operator does from the command line while the service runs: it tells the owners.

use super::place::Place;
use super::{BOB, NEW_PASSWORD, PASSWORD};
use crate::support::{Database, every_engine};

every_engine!(asvs_6_3_7_owners_hear_of_what_the_command_line_does);

fn asvs_6_3_7_owners_hear_of_what_the_command_line_does(database: Database) {
    let place = Place::new(database);
    let server = place.start();
    place.settle(server.client(), BOB);
    let new_password = format!("{NEW_PASSWORD}\n");
    for (words, input, subject) in [
        (&["set-password"][..], new_password.as_str(), "Your password for Bienvenue was changed"),
        (&["disable"], "", "Your account at Bienvenue was disabled"),
        (&["enable"], "", "Your account at Bienvenue can be used again"),
        (&["delete", "--yes"], "", "Your account at Bienvenue was deleted"),
    ] {
        place.run(&[&["user"], words, &[BOB]].concat(), input.as_bytes()).done();
        let mail = place.smtp.mail();
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), (BOB, subject));
        assert!(!format!("{} {}", mail.text, mail.html).contains(NEW_PASSWORD), "{}", mail.text);
    }
    // Whom an operator adds is asked for nothing.
    place.run(&["user", "add", "eve@example.org"], format!("{PASSWORD}\n").as_bytes()).done();
    assert_eq!(server.client().log_in("eve@example.org", PASSWORD).status, 200);
    place.end_without_more_mails(server);
}
