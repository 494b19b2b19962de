//! Links carry the public address that the operator configured, whatever a request says of where it went (host header
//! injection, "password reset poisoning").

use super::followed::Link;
use super::place::Place;
use super::{BOB, PASSWORD};
use crate::support::{Client, Database, Reply, every_engine, request};

every_engine!(asvs_4_1_3_links_lead_to_the_public_address_whatever_headers_say);

/// Every header in which a proxy tells the host, behind one that the operator lists beside the public one.
const FORGED: &str = "Host: localhost\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: http\r\n\
    X-Forwarded-Port: 81\r\nX-Forwarded-Server: evil.example\r\nX-Forwarded-Prefix: //evil.example\r\n\
    X-Original-Host: evil.example\r\nX-Host: evil.example\r\nX-Original-URL: //evil.example/\r\n\
    Forwarded: for=203.0.113.9;host=evil.example;proto=http\r\n\
    Referer: https://evil.example/\r\n";

/// Asks as somebody who wants the link to lead elsewhere; the target may name a host of its own.
fn ask(client: Client, target: &str, form: &[(&str, &str)]) -> Reply {
    let forged = request("POST", target, "", form).replacen("Host: localhost\r\n", FORGED, 1);
    assert!(forged.contains("evil.example"));
    client.exchange(&forged).unwrap()
}

fn asvs_4_1_3_links_lead_to_the_public_address_whatever_headers_say(database: Database) {
    let place = Place::new(database);
    let server = place.start();
    let client = server.client();
    let (email, password) = (("email", BOB), ("password", PASSWORD));
    let mut replies = vec![ask(client, "/users", &[email, password])];
    let mut mails = vec![place.smtp.mail()];
    replies.push(ask(client, "/reset_password", &[email]));
    mails.push(place.smtp.mail());
    // A host of somebody else's is none of ours, in the header as in the absolute form (RFC 9112 §3.2.2); nothing is sent.
    assert_eq!(ask(client, "http://evil.example/reset_password", &[email]).status, 421);
    let form = request("POST", "/reset_password", "", &[email]);
    let misdirected = form.replacen("Host: localhost", "Host: evil.example", 1);
    assert_eq!(client.exchange(&misdirected).unwrap().status, 421);
    let cross_site = form.replacen("Host: localhost", "Host: localhost\r\nOrigin: https://evil.example", 1);
    assert_eq!(client.exchange(&cross_site).unwrap().status, 403);
    // What a login before the proof sends.
    let refused = ask(client, "/sessions", &[email, password]);
    assert_eq!(refused.status, 401);
    mails.push(place.smtp.mail());
    assert!(replies.iter().all(|reply| reply.status == 200), "{replies:?}");
    for mail in &mails {
        assert!(!format!("{mail:?}").contains("evil"), "{mail:?}");
    }
    // The links are those of the public address: this is looked at in each.
    let paths: Vec<_> = mails.iter().map(|mail| Link::in_mail(mail).path).collect();
    assert_eq!(paths, ["/verify-email", "/reset-password", "/verify-email"]);
    for path in paths {
        let page = request("GET", &path, "", &[]).replacen("Host: localhost\r\n", FORGED, 1);
        let page = client.exchange(&page).unwrap();
        assert!(page.status == 200 && !format!("{page:?}").contains("evil"), "{page:?}");
    }
    place.end_without_more_mails(server);
}
