//! Where a browser without a session is led.

use bienvenue::http::{HttpSettings, Network};

use super::{BROWSER, PATH, SAME_HOST, behind_a_proxy, told};
use crate::support::{App, Database, Setup, any_engine};

any_engine!(
    a_browser_is_led_to_sign_in_and_back,
    asvs_3_7_2_nobody_is_led_to_a_place_that_is_not_listed,
    asvs_4_1_3_only_a_trusted_proxy_says_where_a_browser_wants_to_go,
);

/// What a browser without a session is answered.
async fn led(app: &App, lines: &str) -> (u16, Option<String>) {
    let reply = app.with_header(&format!("{BROWSER}\r\n{lines}")).get(PATH).await;
    if reply.status == 401 {
        reply.problem(401, "no_session");
    }
    assert!(told(&reply).is_empty() && reply.header("cache-control") == Some("no-store"));
    (reply.status, reply.header("location").map(str::to_owned))
}

async fn a_browser_is_led_to_sign_in_and_back(database: Database) {
    let app = behind_a_proxy(&database).await;
    let page = "https://accounts.example.org/login?return_to=";
    let (same, other) =
        ("%2Fnotes%3Fa%3Db%26c%3D%2520d", "https%3A%2F%2Fapp%2Eexample%2Eorg%2Fnotes%3Fa%3Db%26c%3D%2520d");
    let forwarded = |host: &str| SAME_HOST.replace("accounts.example.org", host);
    let original = |host: &str| format!("X-Original-URL: https://{host}/notes?a=b&c=%20d");
    for (host, place) in [
        ("accounts.example.org", same),
        ("accounts.example.org:443", same),
        ("app.example.org", other),
        ("app.example.org:443", other),
    ] {
        assert_eq!(led(&app, &forwarded(host)).await, (302, Some(format!("{page}{place}"))), "{host}");
        // nginx takes nothing but 401 for a no, and reads the place out of it.
        assert_eq!(led(&app, &original(host)).await, (401, Some(format!("{page}{place}"))), "{host}");
        let both = format!("{}\r\n{}", forwarded("app.example.org"), original(host));
        assert_eq!(led(&app, &both).await, (401, Some(format!("{page}{place}"))), "{host}");
    }
    // What no browser would take as it is leads to the first page.
    let long = format!("/{}", "a".repeat(3_000));
    for path in ["/\\evil.example", "/a\"b", "@evil.example", "evil.example", ".evil.example", long.as_str()]
    {
        let lines = SAME_HOST.replace("/notes?a=b&c=%20d", path);
        assert_eq!(led(&app, &lines).await, (302, Some(format!("{page}%2F"))), "{path}");
        let lines = lines.replace("accounts.example", "app.example");
        let place = "https%3A%2F%2Fapp%2Eexample%2Eorg%2F";
        assert_eq!(led(&app, &lines).await, (302, Some(format!("{page}{place}"))), "{path}");
    }
    // Without a host in front of it this would be one.
    let lines = SAME_HOST.replace("/notes?a=b&c=%20d", "//evil.example");
    assert_eq!(led(&app, &lines).await, (302, Some(format!("{page}%2F"))));
}

async fn asvs_3_7_2_nobody_is_led_to_a_place_that_is_not_listed(database: Database) {
    let app = behind_a_proxy(&database).await;
    for origin in [
        "https://evil.example",
        "http://app.example.org",
        "https://app.example.org:8443",
        "https://app.example.org.evil.example",
        "https://app.example.org@evil.example",
        "https://evil.example/app.example.org",
        "https://app.example.org,evil.example",
        "https://",
        "javascript://app.example.org",
        "https://App.example.org",
        "https://app.example.org\u{e9}",
    ] {
        let (scheme, host) = origin.split_once("://").unwrap();
        let lines = format!("X-Forwarded-Proto: {scheme}\r\nX-Forwarded-Host: {host}\r\nX-Forwarded-Uri: /");
        assert_eq!(led(&app, &lines).await, (401, None), "{origin}");
        assert_eq!(led(&app, &format!("X-Original-URL: {origin}/")).await, (401, None), "{origin}");
    }
    // Two of a header have no meaning that two readers would agree on.
    for line in SAME_HOST.split("\r\n") {
        assert_eq!(led(&app, &format!("{SAME_HOST}\r\n{line}")).await, (401, None), "{line}");
        assert_eq!(led(&app, &SAME_HOST.replace(line, "X-Nothing: x")).await, (401, None), "{line}");
    }
}

async fn asvs_4_1_3_only_a_trusted_proxy_says_where_a_browser_wants_to_go(database: Database) {
    let settings = HttpSettings::internet()
        .public_origin("https://accounts.example.org".parse().unwrap(), &[])
        .trusted_proxies(vec!["10.0.0.0/8".parse::<Network>().unwrap()]);
    let app = App::start_with(&database, Setup { settings, ..Setup::default() }).await;
    assert_eq!(led(&app, SAME_HOST).await, (401, None));
    assert_eq!(led(&app, "X-Original-URL: https://accounts.example.org/").await, (401, None));
    // Without an address of its own the service knows no page to lead to.
    let settings = HttpSettings::internet().trusted_proxies(vec!["127.0.0.0/8".parse().unwrap()]);
    let app = App::start_with(&database, Setup { settings, ..Setup::default() }).await;
    assert_eq!(led(&app, SAME_HOST).await, (401, None));
}
