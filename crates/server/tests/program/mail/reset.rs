//! Password reset by mail.

use super::followed::Link;
use super::place::Place;
use super::scanned::scan;
use super::{BOB, NEW_PASSWORD, PASSWORD};
use crate::support::{Client, Database, Reply, every_engine};

every_engine!(
    asvs_3_5_3_and_owasp_forgot_password_a_reset_survives_its_scanners_and_ends_all_sessions,
    the_routes_of_the_contract_take_the_mailed_token,
    asvs_6_3_8_a_reset_answers_alike_for_everybody,
);

fn ask(client: Client, email: &str) -> Reply {
    client.send("POST", "/reset_password", "", &[("email", email)])
}

fn asvs_3_5_3_and_owasp_forgot_password_a_reset_survives_its_scanners_and_ends_all_sessions(
    database: Database,
) {
    let place = Place::new(database);
    let server = place.start();
    let client = server.client();
    place.settle(client, BOB);
    let sessions = [(); 2].map(|()| client.log_in(BOB, PASSWORD).cookie().unwrap().to_owned());
    let asked = ask(client, BOB);
    assert_eq!((asked.status, asked.body), (200, format!("{{\"email\":\"{BOB}\"}}\n")), "and no token");
    let mail = place.smtp.mail();
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (BOB, "Set a new password for Bienvenue"));
    scan(client, &mail);
    let link = Link::in_mail(&mail);
    assert_eq!(link.path, "/reset-password");
    assert_eq!(link.press(client, &[("new_password", "short")]).status, 422, "a slip costs nothing");
    assert!(sessions.iter().all(|session| client.profile(session) == 200), "nothing has happened yet");
    let done = link.press(client, &[("new_password", NEW_PASSWORD)]);
    assert_eq!(done.status, 200, "{done:?}");
    assert!(sessions.iter().all(|session| client.profile(session) == 403), "whoever was in is out");
    assert_eq!(client.log_in(BOB, PASSWORD).status, 401);
    assert_eq!(client.log_in(BOB, NEW_PASSWORD).status, 200);
    assert_eq!(link.press(client, &[("new_password", PASSWORD)]).status, 403, "a link is used once");
    let notice = place.smtp.mail();
    assert_eq!(
        (notice.to.as_str(), notice.subject.as_str()),
        (BOB, "Your password for Bienvenue was changed")
    );
    assert!(notice.urls().iter().all(|url| !url.contains("token")), "{notice:?}");
    place.end_without_more_mails(server);
}

/// Also without the page: the original's `PUT /reset_password`.
fn the_routes_of_the_contract_take_the_mailed_token(database: Database) {
    let place = Place::new(database);
    let server = place.start();
    let client = server.client();
    place.settle(client, BOB);
    assert_eq!(ask(client, BOB).status, 200);
    let token = Link::in_mail(&place.smtp.mail()).token;
    let put = |email: &str| {
        let form = [("email", email), ("reset_token", token.as_str()), ("new_password", NEW_PASSWORD)];
        client.send("PUT", "/reset_password", "", &form).status
    };
    assert_eq!((put("eve@example.org"), put(BOB), put(BOB)), (403, 200, 403));
    assert_eq!(client.log_in(BOB, NEW_PASSWORD).status, 200);
    assert_eq!(place.smtp.mail().subject, "Your password for Bienvenue was changed");
    place.end_without_more_mails(server);
}

/// For an account, for one that waits for its proof, and for none: the same answer, and a mail to who has an account.
fn asvs_6_3_8_a_reset_answers_alike_for_everybody(database: Database) {
    let place = Place::new(database);
    let server = place.start();
    let client = server.client();
    place.settle(client, BOB);
    // As long as the other, so that the length of the answer is the same.
    let (waiting, nobody) = ("sue-canary@example.org", "eve-canary@example.org");
    assert_eq!(client.register(waiting, PASSWORD).status, 200);
    assert_eq!(place.smtp.mail().to, waiting);
    let answers = [BOB, waiting, nobody].map(|email| (email, ask(client, email)));
    let [known, others @ ..] = &answers;
    for (email, reply) in others {
        assert_eq!((reply.status, reply.without_names(email)), (200, known.1.without_names(known.0)));
    }
    let mut told: Vec<_> = place.smtp.mails(2).into_iter().map(|mail| mail.to).collect();
    told.sort();
    assert_eq!(told, [BOB, waiting]);
    place.end_without_more_mails(server);
}
