//! What another site has a visitor's browser send (ASVS 3.5.1, 3.5.2), and which other sites are let in (ASVS 3.4.2).

use bienvenue::http::{HttpSettings, Origin};

use super::every_route::{ask, routes};
use super::{EMAIL, PASSWORD};
use crate::support::{App, Database, Reply, Setup, every_engine};

every_engine!(
    asvs_3_5_1_and_owasp_csrf_every_change_asked_for_by_another_site_is_refused,
    asvs_3_5_1_and_owasp_csrf_nobody_is_registered_signed_in_or_out_by_another_site,
    asvs_3_5_1_the_public_origin_is_the_one,
    asvs_3_5_1_without_a_public_origin_the_host_is,
    a_token_alone_is_nobodys_browser,
    asvs_3_4_2_only_listed_origins_are_let_in,
    asvs_3_4_2_a_browser_is_told_beforehand_what_a_path_can_do,
    asvs_3_4_2_nobody_is_listed_by_default,
);

/// What a browser says of a request that another site made.
const FOREIGN: [&[&str]; 11] = [
    &["Sec-Fetch-Site: cross-site"],
    &["Sec-Fetch-Site: same-site"],
    &["Sec-Fetch-Site: SAME-ORIGIN"],
    &["Sec-Fetch-Site: "],
    &["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: same-origin"],
    &["Sec-Fetch-Site: cross-site", "Origin: https://accounts.example.org"],
    &["Origin: null"],
    &["Origin: "],
    &["Origin: https://evil.example"],
    &["Origin: https://accounts.example.org", "Origin: https://accounts.example.org"],
    &["Origin: https://accounts.example.org.evil.example"],
];

const HOST: &str = "Host: accounts.example.org";
const CREDENTIALS: &str = "email=guillaume@holberton.io&password=b4l0u-b4l0u-b4l0u";

fn origin(text: &str) -> Origin {
    text.parse().unwrap()
}

fn internet() -> HttpSettings {
    HttpSettings::internet().public_origin(origin("https://accounts.example.org"), &[])
}

async fn start(database: &Database, settings: HttpSettings) -> App {
    App::start_with(database, Setup { settings, ..Setup::default() }).await
}

#[track_caller]
fn is_refused(reply: &Reply, about: &str) {
    assert_eq!(reply.status, 403, "{about}: {}", reply.text());
    assert_eq!(reply.header("set-cookie"), None, "{about}");
    if reply.header("content-type") == Some("application/problem+json") {
        assert_eq!(reply.field("code").as_deref(), Some("cross_site"), "{about}");
    } else {
        reply.refuses(403, "another site sent this");
    }
}

async fn asvs_3_5_1_and_owasp_csrf_every_change_asked_for_by_another_site_is_refused(database: Database) {
    let app = start(&database, internet()).await;
    for (path, methods) in routes() {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            for says in [FOREIGN[0], FOREIGN[6], FOREIGN[8]] {
                let reply = ask(&app, method, &path, &[&[HOST], says].concat()).await;
                is_refused(&reply, &format!("{method} {path} {says:?}"));
            }
        }
        // What changes nothing can be linked to from anywhere.
        for method in methods.iter().filter(|method| *method == "GET") {
            let here = ask(&app, method, &path, &[HOST]).await;
            let there = ask(&app, method, &path, &[HOST, "Sec-Fetch-Site: cross-site", "Origin: null"]).await;
            assert_eq!(there.status, here.status, "{method} {path}");
        }
    }
}

async fn post(app: &App, path: &str, lines: &[&str]) -> Reply {
    let lines: String = lines.iter().flat_map(|line| [*line, "\r\n"]).collect();
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let length = CREDENTIALS.len();
    let request =
        format!("POST {path} HTTP/1.1\r\n{lines}{kind}\r\nContent-Length: {length}\r\n\r\n{CREDENTIALS}");
    app.connect().await.ask(request).await
}

async fn asvs_3_5_1_and_owasp_csrf_nobody_is_registered_signed_in_or_out_by_another_site(database: Database) {
    let app = start(&database, internet()).await;
    for says in FOREIGN {
        is_refused(&post(&app, "/users", &[&[HOST], says].concat()).await, &format!("{says:?}"));
    }
    assert_eq!(app.count_users().await, 0);
    app.keep_secret(PASSWORD);
    assert_eq!(post(&app, "/users", &[HOST]).await.status, 200);
    for says in FOREIGN {
        is_refused(&post(&app, "/sessions", &[&[HOST], says].concat()).await, &format!("{says:?}"));
    }
    let session_id = app.auth.create_session(EMAIL).await.unwrap().unwrap();
    let cookie = format!("Cookie: __Host-session_id={}", session_id.expose());
    for says in FOREIGN {
        let reply = ask(&app, "DELETE", "/sessions", &[&[HOST, cookie.as_str()], says].concat()).await;
        is_refused(&reply, &format!("{says:?}"));
    }
    assert_eq!(ask(&app, "GET", "/profile", &[HOST, &cookie]).await.status, 200);
}

async fn asvs_3_5_1_the_public_origin_is_the_one(database: Database) {
    let app = start(&database, internet()).await;
    for says in [
        &[][..],
        &["Sec-Fetch-Site: same-origin"],
        &["Sec-Fetch-Site: none"],
        &["Origin: https://accounts.example.org"],
        // The button of a page whose policy hides where one comes from.
        &["Sec-Fetch-Site: same-origin", "Origin: null"],
    ] {
        assert_eq!(post(&app, "/sessions", &[&[HOST], says].concat()).await.status, 401, "{says:?}");
    }
    for other in [
        "http://accounts.example.org",
        "https://accounts.example.org:8443",
        "https://accounts.example.org:443",
        "https://ACCOUNTS.example.org",
        "https://accounts.example.org/",
        "https://a.accounts.example.org",
        "https://example.org",
        "accounts.example.org",
        "https://localhost",
    ] {
        is_refused(&post(&app, "/sessions", &[HOST, &format!("Origin: {other}")]).await, other);
    }
}

async fn asvs_3_5_1_without_a_public_origin_the_host_is(database: Database) {
    for settings in [HttpSettings::development(), HttpSettings::development().for_this_machine()] {
        let app = start(&database, settings).await;
        for (host, own) in [
            ("localhost:5000", "http://localhost:5000"),
            ("127.0.0.1:5000", "http://127.0.0.1:5000"),
            ("[::1]:5000", "http://[::1]:5000"),
            ("LOCALHOST", "https://localhost"),
        ] {
            let host = format!("Host: {host}");
            assert_eq!(
                post(&app, "/sessions", &[&host, &format!("Origin: {own}")]).await.status,
                401,
                "{own}"
            );
            for other in ["null", "http://localhost:3000", "http://evil.example", "localhost:5000", "http://"]
            {
                is_refused(&post(&app, "/sessions", &[&host, &format!("Origin: {other}")]).await, other);
            }
        }
    }
}

async fn a_token_alone_is_nobodys_browser(database: Database) {
    let app = start(&database, internet()).await;
    let (foreign, token) = ("Origin: https://evil.example", "Authorization: Bearer x");
    let path = "/api/v1/sessions/current";
    let with_token = ask(&app, "DELETE", path, &[HOST, foreign, token]).await;
    assert_eq!(with_token.field("code").as_deref(), Some("no_session"), "the token decides");
    assert_eq!(with_token.header("access-control-allow-origin"), None, "no browser shows it to that page");
    is_refused(
        &ask(&app, "DELETE", path, &[HOST, foreign, token, "Cookie: a=b"]).await,
        "a cookie beside it",
    );
    is_refused(&ask(&app, "DELETE", "/sessions", &[HOST, foreign, token]).await, "it is not read there");
}

const FRIEND: &str = "https://good.example";

async fn asvs_3_4_2_only_listed_origins_are_let_in(database: Database) {
    let friends = vec![origin(FRIEND), origin("http://localhost:3000")];
    let app = start(&database, internet().allowed_origins(friends)).await;
    for friend in [FRIEND, "http://localhost:3000"] {
        for (method, path) in
            [("GET", "/api/v1/me"), ("POST", "/api/v1/sessions"), ("PUT", "/api/v1/nowhere")]
        {
            let from = format!("Origin: {friend}");
            let reply = ask(&app, method, path, &[HOST, &from, "Sec-Fetch-Site: cross-site"]).await;
            assert_ne!(reply.field("code").as_deref(), Some("cross_site"), "{method} {path}");
            assert_eq!(reply.header("access-control-allow-origin"), Some(friend), "{method} {path}");
            assert_eq!(reply.header("access-control-allow-credentials"), Some("true"));
            assert_eq!(reply.header("vary"), Some("origin"));
        }
    }
    for stranger in [
        "null",
        "*",
        "https://good.example.evil",
        "http://good.example",
        "https://sub.good.example",
        "https://good.example:8443",
        "https://good.example:443",
        "https://GOOD.example",
        "https://good.example/",
        "https://good.example.",
        "https://xgood.example",
        "https://good.example https://evil.example",
        "https://good.example\r\nOrigin: https://good.example",
    ] {
        let from = format!("Origin: {stranger}");
        for (method, path) in [("GET", "/api/v1/me"), ("OPTIONS", "/api/v1/me"), ("POST", "/api/v1/sessions")]
        {
            let reply =
                ask(&app, method, path, &[HOST, &from, "Access-Control-Request-Method: DELETE"]).await;
            let told = reply.headers.iter().find(|(name, _)| name.starts_with("access-control-"));
            assert_eq!(told, None, "{method} {path} from {stranger}");
            assert_eq!(reply.header("vary"), Some("origin"), "a cache tells origins apart");
            assert!(method != "POST" || reply.status == 403, "{stranger}");
        }
    }
    // The API only.
    for path in ["/users", "/reset-password", "/api/errors", "/nowhere"] {
        let reply = ask(&app, "POST", path, &[HOST, &format!("Origin: {FRIEND}")]).await;
        is_refused(&reply, path);
        assert_eq!(
            (reply.header("access-control-allow-origin"), reply.header("vary")),
            (None, None),
            "{path}"
        );
    }
}

async fn asvs_3_4_2_a_browser_is_told_beforehand_what_a_path_can_do(database: Database) {
    let app = start(&database, internet().allowed_origins(vec![origin(FRIEND)])).await;
    for (path, methods) in [
        ("/api/v1/me", "GET, DELETE"),
        ("/api/v1/sessions", "POST, GET, DELETE"),
        ("/api/v1/sessions/018f2d5c-7b1a-7c3e-9a52-0c1d2e3f4a5b", "DELETE"),
        ("/api/v1/me/locale", "PUT"),
    ] {
        let asks = [HOST, "Origin: https://good.example", "Access-Control-Request-Method: DELETE"];
        let reply = ask(&app, "OPTIONS", path, &asks).await;
        assert_eq!((reply.status, reply.text()), (204, ""), "{path}");
        assert_eq!(reply.header("access-control-allow-methods"), Some(methods), "{path}");
        assert_eq!(reply.header("access-control-allow-headers"), Some("authorization, content-type"));
        assert_eq!(reply.header("access-control-max-age"), Some("600"));
        assert_eq!(reply.header("access-control-allow-origin"), Some(FRIEND));
    }
}

async fn asvs_3_4_2_nobody_is_listed_by_default(database: Database) {
    let app = start(&database, internet()).await;
    for (path, _) in routes() {
        for own in ["https://accounts.example.org", "https://evil.example", "null"] {
            let asks = [HOST, &format!("Origin: {own}"), "Access-Control-Request-Method: POST"];
            let reply = ask(&app, "OPTIONS", &path, &asks).await;
            let told = reply.headers.iter().find(|(name, _)| name.starts_with("access-control-"));
            assert_eq!((told, reply.header("vary")), (None, None), "{path} from {own}");
        }
    }
}
