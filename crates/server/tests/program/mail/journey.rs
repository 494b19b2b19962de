//! The life of an account over the JSON API, each mail of it by a real mail server.

use std::thread::scope;

use super::followed::Link;
use super::place::Place;
use super::{BOB, PASSWORD};
use crate::support::{Client, Database, Reply, every_engine};

every_engine!(from_the_registration_to_the_deletion);

const NEW_ADDRESS: &str = "robert-canary@example.org";

/// Asks the API, as this client and with this token.
fn ask(client: Client, agent: &str, token: &str, method: &str, path: &str, body: &str) -> Reply {
    let length = body.len();
    let authorization =
        if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    let request = format!(
        "{method} /api/v1/{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: {agent}\r\n\
         {authorization}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    client.exchange(&request).unwrap()
}

fn sign_in(client: Client, agent: &str, email: &str) -> String {
    let body = format!(r#"{{"email":"{email}","password":"{PASSWORD}","delivery":"bearer"}}"#);
    let reply = ask(client, agent, "", "POST", "sessions", &body);
    assert_eq!(reply.status, 201, "{reply:?}");
    reply.text("token")
}

fn from_the_registration_to_the_deletion(database: Database) {
    let place = Place::new(database);
    let (server, replica) = (place.start(), place.start());
    let client = server.client();
    let body = format!(r#"{{"email":"{BOB}","password":"{PASSWORD}"}}"#);
    assert_eq!(ask(client, "Laptop", "", "POST", "users", &body).status, 202);
    let link = Link::in_mail(&place.smtp.mail());
    let proof = format!(r#"{{"token":"{}","password":"{PASSWORD}"}}"#, link.token);
    assert_eq!(ask(client, "Laptop", "", "POST", "email-verification/complete", &proof).status, 204);
    let token = sign_in(client, "Laptop", BOB);

    let wanted = format!(r#"{{"email":"{NEW_ADDRESS}"}}"#);
    assert_eq!(ask(client, "Laptop", &token, "POST", "me/email", &wanted).status, 202);
    let mail = place.smtp.mail();
    assert_eq!(mail.to, NEW_ADDRESS);
    let link = Link::in_mail(&mail);
    // Scanners first, and then fifty persons at once, on both processes: one of them takes the address.
    for method in ["GET", "HEAD"] {
        assert_eq!(client.send(method, &link.path, "", &[]).status, 200);
    }
    let winners = scope(|scope| {
        let presses: Vec<_> = (0..50)
            .map(|number| if number % 2 == 0 { server.client() } else { replica.client() })
            .map(|client| {
                let link = &link;
                scope.spawn(move || link.press(client, &[]).status)
            })
            .collect();
        let statuses = presses.into_iter().map(|press| press.join().unwrap());
        statuses.filter(|status| *status == 200).count()
    });
    assert_eq!(winners, 1);
    let told = place.smtp.mail();
    assert_eq!(told.to, BOB, "the old address is told");
    assert!(told.text.contains(NEW_ADDRESS));

    let elsewhere = sign_in(replica.client(), "Phone", NEW_ADDRESS);
    assert_eq!(place.smtp.mail().subject, "New sign-in to your account at Bienvenue");
    assert_eq!(ask(client, "Laptop", &token, "DELETE", "me", "").status, 204);
    assert_eq!(place.smtp.mail().to, NEW_ADDRESS, "a last mail");
    for (client, token) in [(client, &token), (replica.client(), &elsewhere)] {
        assert_eq!(ask(client, "Phone", token, "GET", "me", "").status, 401);
    }
    replica.end();
    let printed = place.end_without_more_mails(server);
    for secret in [&token, &elsewhere, &link.token, PASSWORD] {
        assert!(!printed.contains(secret), "{secret} is in the log");
    }
}
