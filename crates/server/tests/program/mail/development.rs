//! `bienvenue dev` shows mails instead of sending them.

use super::followed::attributes;
use super::place::Place;
use crate::support::{Client, Database, Folder, every_engine};

every_engine!(serve_shows_nobody_a_mail);

/// The links with a secret on the page of mails.
fn links(page: &str) -> Vec<String> {
    let links = attributes(page, "href").into_iter().filter(|link| link.contains("#token="));
    links.map(str::to_owned).collect()
}

#[test]
fn dev_prints_mails_and_shows_them_newest_first() {
    let folder = Folder::new();
    let mut server = folder.dev();
    let client = server.client();
    assert!(links(&client.get("/dev/mail").body).is_empty());
    let mut printed = Vec::new();
    for email in ["bob@example.org", "eve@example.org"] {
        assert_eq!(client.register(email, "pw").status, 200);
        server.wait_for(|line| line == format!("Mail to {email}"));
        let link = server.wait_for(|line| line.contains("#token="));
        printed.push(link.trim_start_matches(['|', ' ']).to_owned());
    }
    let page = client.get("/dev/mail");
    assert_eq!(page.status, 200);
    assert!(page.head.contains("content-type: text/html"), "{page:?}");
    let place_of = |text: &str| page.body.find(text).unwrap_or_else(|| panic!("no {text}: {page:?}"));
    assert!(place_of("eve@example.org") < place_of("bob@example.org"), "the newest first");
    printed.reverse();
    assert_eq!(links(&page.body), printed, "what was printed can be clicked");
    follow(client, &printed[1], &format!("http://{}/verify-email#token=", server.address));
    server.end();
}

/// The link leads to this service, and does what it says.
fn follow(client: Client, link: &str, begin: &str) {
    let token = link.strip_prefix(begin).unwrap_or_else(|| panic!("{link} does not begin with {begin}"));
    assert_eq!(client.get("/verify-email").status, 200);
    let form = [("token", token), ("password", "pw")];
    assert_eq!(client.send("POST", "/verify-email", "", &form).status, 200);
    assert_eq!(client.send("POST", "/verify-email", "", &form).status, 403);
}

/// Whoever could read mails there could take over every account.
fn serve_shows_nobody_a_mail(database: Database) {
    let place = Place::new(database);
    let server = place.start();
    place.settle(server.client(), super::BOB);
    let absent = server.client().get("/dev/nothing");
    for path in ["/dev/mail", "/dev/mail/", "/dev", "//dev/mail"] {
        let reply = server.client().get(path);
        assert_eq!((reply.status, &reply.body), (404, &absent.body), "{path}");
    }
    place.end_without_more_mails(server);
}
