//! Canaries: what the journeys of mails are secret about is nowhere but where it belongs.

use rustix::process::Signal;

use super::canary::Canary;
use super::followed::Link;
use super::place::Place;
use super::scanned::scan;
use super::{BOB, NEW_PASSWORD, PASSWORD};
use crate::metrics::address_of_figures;
use crate::support::{Arrived, Client, Database, Reply, SMTP_PASSWORD, every_engine, request};

every_engine!(
    asvs_14_2_1_and_16_2_5_no_secret_of_a_journey_is_anywhere,
    asvs_16_2_5_no_secret_is_in_what_a_crash_prints,
);

const THIRD_PASSWORD: &str = "canary-password-3";

/// A request to the API, with a body of JSON.
fn ask(client: Client, method: &str, path: &str, token: &str, body: &str) -> Reply {
    let more = format!("Authorization: Bearer {token}\r\nContent-Type: application/json\r\n");
    let more = if token.is_empty() { more.split_once("\r\n").unwrap().1.to_owned() } else { more };
    let head = format!("{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{more}");
    client.exchange(&format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())).unwrap()
}

fn cookie_of(reply: &Reply) -> String {
    reply.cookie().unwrap().split_once('=').unwrap().1.to_owned()
}

/// Registers, and proves the address. Gives the mail and its token.
fn settle(place: &Place, client: Client) -> (Arrived, String) {
    assert_eq!(client.register(BOB, PASSWORD).status, 200);
    let mail = place.smtp.mail();
    scan(client, &mail);
    let verification = Link::in_mail(&mail);
    assert_eq!(verification.press(client, &[("password", NEW_PASSWORD)]).status, 403);
    assert_eq!(verification.press(client, &[("password", PASSWORD)]).status, 200);
    (mail, verification.token)
}

/// ASVS 14.2.1, 16.2.5: registration, sign-in, reset and changes, with all that can be logged. Neither what is printed nor the
/// database nor a mail has a secret, but the mail of a link that link.
fn asvs_14_2_1_and_16_2_5_no_secret_of_a_journey_is_anywhere(mut database: Database) {
    let database_password = database.protect();
    let mut place = Place::new(database);
    let mut server = place.start();
    let figures = Client::new(address_of_figures(&mut server));
    let client = server.client();
    let (verification_mail, verification) = settle(&place, client);
    let session = cookie_of(&client.log_in(BOB, PASSWORD));
    assert_eq!(client.log_in(BOB, NEW_PASSWORD).status, 401);
    // In places where they do not belong.
    client.get(&format!("/{PASSWORD}?password={PASSWORD}&session_id={session}"));
    client.exchange(&request(PASSWORD, "/profile", "", &[])).unwrap();

    let sign_in = format!(r#"{{"email":"{BOB}","password":"{PASSWORD}","delivery":"bearer"}}"#);
    let signed_in = ask(client, "POST", "/sessions", "", &sign_in);
    assert_eq!(signed_in.status, 201, "{signed_in:?}");
    let bearer = signed_in.text("token");
    let proof = format!(r#"{{"password":"{PASSWORD}"}}"#);
    let renewed = ask(client, "POST", "/sessions/current/reauthenticate", &bearer, &proof);
    assert_eq!(renewed.status, 200, "{renewed:?}");
    let renewed = renewed.text("token");
    let change = format!(r#"{{"current_password":"{PASSWORD}","new_password":"{NEW_PASSWORD}"}}"#);
    let changed = ask(client, "POST", "/me/password", &renewed, &change);
    assert_eq!(changed.status, 200, "{changed:?}");
    let changed = changed.text("token");
    // A closed type says what it does not know, and not what that holds.
    let unknown = format!(r#"{{"email":"{BOB}","password":"{NEW_PASSWORD}","{THIRD_PASSWORD}":1}}"#);
    assert_eq!(ask(client, "POST", "/sessions", "", &unknown).status, 422);

    let key =
        place.run(&["key", "create", "--name", "CI", "--scope", "users:read", "--json"], b"").done().stdout;
    let key: serde_json::Value = serde_json::from_str(&key).unwrap();
    let key = key["secret"].as_str().unwrap().to_owned();
    assert_eq!(ask(client, "GET", "/admin/users", &key, "").status, 200);
    assert_eq!(ask(client, "POST", "/admin/users", &key, &format!(r#"{{"{key}":"{key}"}}"#)).status, 403);
    assert_eq!(ask(client, "GET", &format!("/admin/users?q={key}&{key}=1"), &key, "").status, 400);
    assert_eq!(ask(client, "GET", &format!("/admin/{key}"), &format!("{key}0"), "").status, 404);
    assert_eq!(ask(client, "GET", "/admin/users", &format!("{key}0"), "").status, 401);
    let listed = place.run(&["key", "list"], b"").done().stdout
        + &place.run(&["key", "list", "--json"], b"").done().stdout;

    assert_eq!(client.send("POST", "/reset_password", "", &[("email", BOB)]).status, 200);
    let mut mails = Vec::new();
    let reset_mail = loop {
        let mail = place.smtp.mail();
        if mail.text.contains("#token=") {
            break mail;
        }
        mails.push(mail);
    };
    scan(client, &reset_mail);
    let reset = Link::in_mail(&reset_mail);
    assert_eq!(reset.press(client, &[("new_password", THIRD_PASSWORD)]).status, 200);
    assert_eq!(reset.press(client, &[("new_password", PASSWORD)]).status, 403);
    mails.push(place.smtp.mail());
    // A mail server that quotes what it refuses, the link too.
    place.smtp.turn("refuse-content");
    assert_eq!(client.send("POST", "/reset_password", "", &[("email", BOB)]).status, 200);
    server.wait_for(|line| line.contains("a mail was refused for good"));
    let live = place.database.contents();
    let figures = figures.get("/metrics").body;
    assert!(figures.contains("bienvenue_sign_ins_total"), "{figures}");
    let (printed, ended) = place.end_with_contents(server);

    let mut canaries: Vec<_> = [
        ("the password", PASSWORD),
        ("the new password", NEW_PASSWORD),
        ("the third password", THIRD_PASSWORD),
        ("the password of the mail server", SMTP_PASSWORD),
        ("a session", &session),
        ("a bearer token", &bearer),
        ("the renewed token", &renewed),
        ("the token after the change", &changed),
        ("the verification", &verification),
        ("the reset", &reset.token),
        ("the key", &key),
    ]
    .map(|(name, secret)| Canary::new(name, secret))
    .into();
    canaries.extend(database_password.map(|secret| Canary::new("the password of the database", &secret)));
    assert!(printed.contains("/verify-email") && printed.contains("/reset-password"), "{printed}");
    let printed = without_the_first_link(&printed);
    for text in ["token=", BOB] {
        assert!(!printed.contains(text), "{text} is in: {printed}");
        assert!(!figures.contains(text), "{text} is in: {figures}");
    }
    let text_of = |mail: &Arrived| format!("{}\n{}\n{}\n{}", mail.id, mail.subject, mail.text, mail.html);
    for canary in &canaries {
        let is_nowhere = |what: &str, place: &[u8]| {
            let found = canary.found_in(place);
            assert!(found.is_none(), "{} is {} in {what}", canary.name, found.unwrap());
        };
        is_nowhere("what was printed", printed.as_bytes());
        is_nowhere("the list of keys", listed.as_bytes());
        is_nowhere("the figures", figures.as_bytes());
        is_nowhere("the database while it ran", &live);
        is_nowhere("the database", &ended);
        for mail in &mails {
            is_nowhere(&mail.subject, text_of(mail).as_bytes());
        }
        if canary.name != "the verification" {
            is_nowhere("the mail of the verification", text_of(&verification_mail).as_bytes());
        }
        if canary.name != "the reset" {
            is_nowhere("the mail of the reset", text_of(&reset_mail).as_bytes());
        }
    }
    // The search is right: what belongs there is found.
    assert!(Canary::new("the address", BOB).found_in(&ended).is_some());
}

/// ASVS 16.2.5: the process dies in the midst of a sign-in, and says all that it can about it.
fn asvs_16_2_5_no_secret_is_in_what_a_crash_prints(mut database: Database) {
    let database_password = database.protect();
    let place = Place::new(database);
    let mut server = place.start_with("RUST_BACKTRACE", "full");
    let client = server.client();
    let (_, verification) = settle(&place, client);
    let session = cookie_of(&client.log_in(BOB, PASSWORD));
    let guesses: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn(move || {
                let _ =
                    client.try_send("POST", "/sessions", "", &[("email", BOB), ("password", NEW_PASSWORD)]);
            })
        })
        .collect();
    server.signal(Signal::ABORT);
    assert_eq!(server.wait().code(), None, "it did not end by itself");
    for guess in guesses {
        guess.join().unwrap();
    }
    let printed = server.end_of_output();
    let secrets = [PASSWORD, NEW_PASSWORD, SMTP_PASSWORD, &session, &verification];
    let secrets = secrets.into_iter().chain(database_password.as_deref());
    for canary in secrets.map(|secret| Canary::new("a secret", secret)) {
        assert_eq!(canary.found_in(printed.as_bytes()), None, "{printed}");
        assert_eq!(canary.found_in(&place.database.contents()), None);
    }
}

/// All that was printed but the one line that whoever starts an empty service is to see, on standard error.
fn without_the_first_link(printed: &str) -> String {
    let is_meant =
        |line: &&str| line.trim_start().starts_with("https://") && line.contains("/first-admin#token=");
    assert_eq!(printed.lines().filter(is_meant).count(), 1, "{printed}");
    printed.lines().filter(|line| !is_meant(line)).collect()
}
