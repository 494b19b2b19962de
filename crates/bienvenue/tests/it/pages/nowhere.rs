//! What is not there and what is not let in, told on pages to whoever reads pages.

use bienvenue::http::HttpSettings;

use super::{EMAIL, PASSWORD, start};
use crate::support::{Browser, Database, any_engine, every_engine};

every_engine!(older_activity_is_on_the_next_page);
any_engine!(
    a_path_that_is_not_there_is_told_on_a_page,
    what_is_not_let_in_is_told_on_a_page,
    programs_are_told_as_ever,
);

const HTML: &str = "Accept: text/html,application/xhtml+xml";
const PAGE: Option<&str> = Some("text/html; charset=utf-8");
const JSON: Option<&str> = Some("application/json");

async fn a_path_that_is_not_there_is_told_on_a_page(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut browser = Browser::new(&app).saying(HTML);
    let reply = browser.ask("GET", "/nowhere", &[]).await;
    assert_eq!((reply.status, reply.header("content-type")), (404, PAGE));
    assert!(reply.text().contains("There is no such page.") && reply.text().contains(">Acme</a>"));
    assert!(reply.header("content-security-policy").unwrap().contains("style-src 'self'"));
    for (path, allow) in [("/logout", "POST"), ("/account", "GET,HEAD")] {
        let method = if allow == "POST" { "GET" } else { "POST" };
        let reply = browser.ask(method, path, &[]).await;
        assert_eq!(
            (reply.status, reply.header("content-type"), reply.header("allow")),
            (405, PAGE, Some(allow))
        );
    }
    let mut french = Browser::new(&app).saying(HTML).saying("Accept-Language: fr");
    assert!(french.ask("GET", "/nulle-part", &[]).await.text().contains("Cette page n’existe pas."));
}

async fn what_is_not_let_in_is_told_on_a_page(database: Database) {
    let settings = HttpSettings::development().public_origin("http://localhost".parse().unwrap(), &[]);
    let app = start(&database, settings).await;
    let mut other = Browser::new(&app).saying(HTML).saying("Sec-Fetch-Site: cross-site");
    let fields = [("email", EMAIL), ("password", PASSWORD)];
    let reply = other.ask("POST", "/register", &fields).await;
    assert_eq!((reply.status, reply.header("content-type")), (403, PAGE));
    assert!(reply.text().contains("Another site sent this here. Nothing was done."));
    assert_eq!(app.count_users().await, 0);
    let mut connection = app.connect().await;
    let reply = connection.ask(format!("GET /login HTTP/1.1\r\nHost: evil.example\r\n{HTML}\r\n\r\n")).await;
    assert_eq!((reply.status, reply.header("content-type")), (421, PAGE));
    assert!(reply.text().contains("does not answer under this address") && !reply.text().contains("evil"));
}

async fn programs_are_told_as_ever(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    for accept in ["Accept: */*", "Accept: application/json", "X-Nothing: x"] {
        let mut program = Browser::new(&app).saying(accept);
        let reply = program.ask("GET", "/nowhere", &[]).await;
        assert_eq!((reply.status, reply.header("content-type")), (404, JSON), "{accept}");
    }
    let mut browser = Browser::new(&app).saying(HTML);
    let reply = browser.ask("GET", "/api/v1/nowhere", &[]).await;
    assert_eq!((reply.status, reply.header("content-type")), (404, Some("application/problem+json")));
    let mut other = Browser::new(&app).saying(HTML).saying("Sec-Fetch-Site: cross-site");
    let reply = other.ask("POST", "/api/v1/sessions", &[]).await;
    assert_eq!((reply.status, reply.header("content-type")), (403, Some("application/problem+json")));
}

async fn older_activity_is_on_the_next_page(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    for _ in 0..60 {
        app.clock.advance(std::time::Duration::from_secs(1));
        app.try_log_in(EMAIL, "wrong").await;
    }
    let mut bob = super::signed_in(&app, EMAIL).await;
    bob.open("/account/activity").await;
    let failures = |browser: &Browser<'_>| browser.text().matches("A sign-in failed").count();
    assert_eq!(failures(&bob), 49, "and the sign-in");
    let older =
        bob.text().split("/account/activity?before=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    bob.open(&format!("/account/activity?before={older}")).await;
    assert_eq!(failures(&bob), 11);
    assert!(bob.text().contains("The account was created") && !bob.text().contains("?before="));
    bob.open("/account/activity?before=x").await;
    assert_eq!(failures(&bob), 49, "what is no event is as good as none");
}
