//! `/api/v1/forward-auth`: what a proxy is told.

mod led;

use std::fmt::Write as _;
use std::time::Duration;

use bienvenue::http::{HttpSettings, Network};
use bienvenue::{SessionsOf, UserBy, UserChanges};

use super::{EMAIL, PASSWORD, token};
use crate::support::{App, Database, Reply, Setup, any_engine, every_engine};

every_engine!(
    a_proxy_is_told_whose_session_it_is,
    asvs_7_4_1_a_session_that_has_ended_lets_nobody_in,
    asvs_8_2_1_an_app_can_ask_for_more_than_a_session,
);
any_engine!(
    a_program_is_told_401,
    asvs_3_3_1_apps_on_other_hosts_take_a_cookie_of_the_domain,
    asvs_15_3_7_what_a_client_sends_under_these_names_counts_for_nothing,
    any_host_may_be_named_and_nothing_be_changed,
);

const PATH: &str = "/api/v1/forward-auth";
const NAMES: [&str; 4] = ["remote-user", "remote-email", "remote-name", "remote-groups"];
const BROWSER: &str = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
/// A browser that wants a page of the same host, as Traefik and Caddy say it.
const SAME_HOST: &str = "X-Forwarded-Proto: https\r\nX-Forwarded-Host: accounts.example.org\r\nX-Forwarded-Uri: /notes?a=b&c=%20d";

/// What the four headers say; nothing where they are not.
fn told(reply: &Reply) -> Vec<&str> {
    NAMES.iter().filter_map(|name| reply.header(name)).collect()
}

async fn id_of(app: &App, email: &str) -> bienvenue::core::id::UserId {
    let by = UserBy::Email(email.parse().unwrap());
    app.auth.store().find_user_by(by).await.unwrap().unwrap().id
}

async fn a_proxy_is_told_whose_session_it_is(database: Database) {
    let app = App::start(&database).await;
    for (email, canonical) in [
        (EMAIL, EMAIL),
        ("Bob.Smith%+@B\u{fc}cher.Example", "bob.smith%+@xn--bcher-kva.example"),
        ("#$!'*/=?^_`{|}~-&@example.org", "#$!'*/=?^_`{|}~-&@example.org"),
    ] {
        app.auth.register_user(email, PASSWORD).await.unwrap();
        let id = id_of(&app, email).await.to_string();
        let session = app.auth.create_session(email).await.unwrap().unwrap();
        for speaker in [app.with_session(session.expose()), app.with_token(session.expose())] {
            let reply = speaker.get(PATH).await;
            reply.is_done(200);
            assert_eq!(told(&reply), [&*id, canonical, canonical, "users"]);
            assert!(NAMES.iter().all(|name| reply.header(name).unwrap().is_ascii()));
        }
        let head = app.with_session(session.expose()).send("HEAD", PATH, None).await;
        assert_eq!(told(&head).len(), 4);
    }
    let session = app.auth.create_session(EMAIL).await.unwrap().unwrap();
    let id = id_of(&app, EMAIL).await;
    app.auth.store().grant_admin(id).await.unwrap();
    let reply = app.with_session(session.expose()).get(PATH).await;
    assert_eq!(reply.header("remote-groups"), Some("users,admins"));
    // What the app itself makes of `Authorization` is its own affair.
    let both = app.with_session(session.expose()).and("Authorization: Bearer of-the-app");
    both.get(PATH).await.is_done(200);
    let twice = app.with_cookie(&format!("session_id={0}; session_id={0}", session.expose()));
    twice.get(PATH).await.problem(400, "ambiguous_credentials");
}

async fn asvs_7_4_1_a_session_that_has_ended_lets_nobody_in(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let id = id_of(&app, EMAIL).await;
    for end in 0..6 {
        let session = app.auth.create_session(EMAIL).await.unwrap().unwrap();
        let speaker = app.with_session(session.expose());
        speaker.get(PATH).await.is_done(200);
        match end {
            0 => drop(speaker.delete("/sessions").await),
            1 => {
                let sessions = app.auth.store().list_sessions(SessionsOf::User(id), None, 1).await.unwrap();
                assert!(app.auth.revoke_session(sessions[0].id).await.unwrap());
            }
            2 => {
                app.auth.store().update_user(id, UserChanges::default().disabled(true)).await.unwrap();
            }
            3 => app.auth.set_password(id, PASSWORD).await.unwrap(),
            4 => app.clock.advance(Duration::from_hours(31 * 24)),
            _ => assert!(app.auth.delete_user(id).await.unwrap()),
        }
        let reply = speaker.get(PATH).await;
        reply.problem(401, "no_session");
        assert!(told(&reply).is_empty() && reply.header("location").is_none(), "{end}");
        if end < 5 {
            app.auth.store().update_user(id, UserChanges::default().disabled(false)).await.unwrap();
        }
    }
}

async fn asvs_8_2_1_an_app_can_ask_for_more_than_a_session(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = token(&app).await;
    let ask = async |query: &str| app.with_token(&token).get(&format!("{PATH}?{query}")).await;
    for query in ["verified=1", "admin=1", "admin=1&verified=1"] {
        let reply = ask(query).await;
        reply.problem(403, "access_denied");
        assert!(told(&reply).is_empty());
        app.anonymous().get(&format!("{PATH}?{query}")).await.problem(401, "no_session");
    }
    let id = id_of(&app, EMAIL).await;
    app.auth.store().grant_admin(id).await.unwrap();
    ask("admin=1").await.is_done(200);
    ask("admin=1&verified=1").await.problem(403, "access_denied");
    prove(&app, &database, &token).await;
    for query in ["verified=1", "admin=1", "admin=1&verified=1", ""] {
        let reply = ask(query).await;
        reply.is_done(200);
        assert_eq!(reply.header("remote-groups"), Some("users,verified,admins"));
    }
    let other = app.auth.register_user("other@example.org", PASSWORD).await.unwrap();
    app.auth.store().grant_admin(other.id).await.unwrap();
    app.auth.store().revoke_admin(id).await.unwrap();
    ask("admin=1").await.problem(403, "access_denied");
    // A slip of the pen lets nobody in.
    for query in [
        "verified",
        "verified=",
        "verified=0",
        "verified=true",
        "verifed=1",
        "admin=1&admin=1",
        "Admin=1",
        "admin=1&x=",
    ] {
        ask(query).await.problem(400, "invalid_query");
        app.anonymous().get(&format!("{PATH}?{query}")).await.problem(400, "invalid_query");
    }
}

/// Has the address count as proved, as another program would write it, and waits until a check reads the row again.
async fn prove(app: &App, database: &Database, token: &str) {
    database.run_script("UPDATE users SET email_verified_at = created_at");
    for _ in 0..100 {
        if app.auth.check_session(token).await.unwrap().unwrap().is_verified {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("another process's change is not seen");
}

/// A service behind proxies on this machine, with an app on a host of its own that people are led to.
async fn behind_a_proxy(database: &Database) -> App {
    let settings = HttpSettings::internet()
        .public_origin("https://accounts.example.org".parse().unwrap(), &[])
        .trusted_proxies(vec!["127.0.0.0/8".parse::<Network>().unwrap()])
        .return_to(vec!["https://app.example.org".parse().unwrap()]);
    App::start_with(database, Setup { settings, ..Setup::default() }).await
}

async fn a_program_is_told_401(database: Database) {
    let app = behind_a_proxy(&database).await;
    for accept in ["X-Nothing: x", "Accept: */*", "Accept: application/json", "Accept: image/png,*/*;q=0.5"] {
        let reply = app.with_header(&format!("{accept}\r\n{SAME_HOST}")).get(PATH).await;
        reply.problem(401, "no_session");
        assert_eq!(reply.header("location"), None);
    }
}

/// The answer is made of the session alone.
async fn asvs_15_3_7_what_a_client_sends_under_these_names_counts_for_nothing(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = token(&app).await;
    let mut lines = String::from("X-Remote-User: root");
    for name in NAMES {
        let _ = write!(lines, "\r\n{name}: root\r\n{}: root", name.replace('-', "_"));
    }
    let honest = app.with_token(&token).get(PATH).await;
    let liar = app.with_token(&token).and(&lines).get(PATH).await;
    assert_eq!(liar.comparable(), honest.comparable());
    app.with_header(&lines).get(PATH).await.problem(401, "no_session");
}

/// Proxies pass on the app's host; a request that would change something is none that a proxy asks with.
async fn any_host_may_be_named_and_nothing_be_changed(database: Database) {
    let app = behind_a_proxy(&database).await;
    let ask = async |method: &str, more: &str| {
        let mut connection = app.connect().await;
        let head =
            format!("{method} {PATH} HTTP/1.1\r\nHost: app.example.org\r\nContent-Length: 0\r\n{more}\r\n");
        connection.send(head).await;
        connection.reply_to(method).await.unwrap()
    };
    for more in [
        "",
        "Origin: https://evil.example\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "X-Forwarded-Method: POST\r\n",
    ] {
        ask("GET", more).await.problem(401, "no_session");
    }
    ask("POST", "").await.problem(405, "method_not_allowed");
    ask("POST", "Sec-Fetch-Site: cross-site\r\n").await.problem(403, "cross_site");
}

/// The session alone is for all hosts of the domain, and the cookie of one host no longer counts: two could say two things.
async fn asvs_3_3_1_apps_on_other_hosts_take_a_cookie_of_the_domain(database: Database) {
    let settings = HttpSettings::internet()
        .public_origin("https://accounts.example.org".parse().unwrap(), &[])
        .cookie_domain(&"example.org".parse().unwrap());
    let app = App::start_with(&database, Setup { settings, ..Setup::default() }).await;
    app.auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let ask = async |method: &str, path: &str, more: &str, body: &str| {
        let mut connection = app.connect().await;
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: accounts.example.org\r\nContent-Length: {length}\r\n{more}\r\n{body}"
        );
        connection.send(head).await;
        connection.reply_to(method).await.unwrap()
    };
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let body = "email=guillaume%40holberton.io&password=b4l0u-b4l0u-b4l0u&remember=1";
    let entered = ask("POST", "/login", form, body).await;
    let secret = entered.session_id().unwrap();
    app.keep_secret(secret);
    let attributes = "Domain=example.org; Path=/; Secure; HttpOnly; SameSite=Lax";
    let cookies = entered.all("set-cookie");
    let set = format!("__Secure-session_id={secret}; {attributes}; Max-Age=2592000");
    assert_eq!(cookies[0], set);
    assert!(cookies[1].starts_with("__Host-device_id=") && !cookies[1].contains("Domain"), "{cookies:?}");
    let cookie = format!("Cookie: __Secure-session_id={secret}\r\n");
    ask("GET", PATH, &cookie, "").await.is_done(200);
    for other in ["__Host-session_id", "session_id", "__secure-session_id"] {
        ask("GET", PATH, &format!("Cookie: {other}={secret}\r\n"), "").await.problem(401, "no_session");
    }
    // One that a sibling host has planted beside it, for a path of its own, is not taken for either.
    let planted = format!("Cookie: __Secure-session_id=x; __Secure-session_id={secret}\r\n");
    ask("GET", PATH, &planted, "").await.problem(400, "ambiguous_credentials");
    let out = ask("DELETE", "/sessions", &cookie, "").await;
    assert_eq!(out.header("set-cookie"), Some(&*format!("__Secure-session_id=; {attributes}; Max-Age=0")));
    ask("GET", PATH, &cookie, "").await.problem(401, "no_session");
}
