//! Who is let in: whoever sends a live key, and nobody else, by whatever he sends besides.

use std::time::Duration;

use bienvenue::core::scope::Scopes;
use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::http::{HttpSettings, admin_router};
use bienvenue::{RoleChange, core::api_key::ApiKey, core::random::OsRandomness};

use super::{EMAIL, KEYS, PASSWORD, USERS, full, key, made, registered};
use crate::api::{sign_in, token};
use crate::support::{App, Database, Setup, any_engine, every_engine};

every_engine!(
    asvs_6_3_1_wrong_keys_are_answered_alike_and_held_back,
    asvs_8_3_2_a_key_ends_at_once,
    a_use_is_noted_once_a_minute,
);
any_engine!(
    without_a_key_there_is_nothing,
    asvs_3_5_1_no_session_opens_it_and_no_key_opens_a_session,
    asvs_3_4_2_no_other_origin_is_let_in,
    it_can_have_a_listener_of_its_own,
);

async fn without_a_key_there_is_nothing(database: Database) {
    let app = App::start(&database).await;
    app.anonymous().get(USERS).await.problem(401, "key_refused");
    let made_up = ApiKey::generate(&OsRandomness).unwrap();
    app.with_token(made_up.expose()).get(USERS).await.problem(401, "key_refused");
}

/// ASVS 6.3.1: unknown, revoked, expired, no key at all: the answer is the same, and they count with wrong passwords.
async fn asvs_6_3_1_wrong_keys_are_answered_alike_and_held_back(database: Database) {
    let setup = Setup { auth: Box::new(|auth| auth.throttle(ThrottlePolicy::INTERNET)), ..Setup::default() };
    let app = App::start_with(&database, setup).await;
    let good = full(&app).await;
    let (revoked, id) = made(&app, Scopes::all(), None).await;
    app.with_token(&good).delete(&format!("{KEYS}/{id}")).await.is_done(204);
    let end = app.auth.store().list_keys(None, 1).await.unwrap()[0].created_at.plus(Duration::from_secs(1));
    let (expired, _) = made(&app, Scopes::all(), Some(end)).await;
    app.clock.advance(Duration::from_secs(1));
    let mut changed = good.clone();
    changed.replace_range(20..21, if &good[20..21] == "0" { "1" } else { "0" });
    let wrong: [&str; 6] = [&revoked, &expired, &changed, "x", &good.to_uppercase(), &format!("{good}0")];
    let mut answers = Vec::new();
    for key in wrong {
        let reply = app.with_token(key).get(USERS).await;
        let mut body = reply.problem(401, "key_refused");
        body.as_object_mut().unwrap().remove("request_id");
        answers.push(body);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    let mut refused = wrong.len();
    let last = loop {
        let reply = app.with_token(&changed).get(USERS).await;
        if reply.status != 401 {
            break reply;
        }
        refused += 1;
        assert!(refused <= 30, "nobody is held back");
    };
    last.problem(429, "too_many_attempts");
    assert_eq!(refused, 20, "as many as wrong passwords");
    app.with_token(&good).get(USERS).await.body_of(200);
    let wrong = app.try_log_in("nobody@example.org", PASSWORD).await;
    assert_eq!(wrong.status, 429, "guesses at passwords count with them");
    let events = app.with_token(&good).get("/api/v1/admin/events?kind=key_refused").await.body_of(200);
    assert_eq!(events["items"].as_array().unwrap().len(), 20);
    // Without any credential there is nothing to guess.
    app.anonymous().get(USERS).await.problem(401, "key_refused");
}

async fn asvs_8_3_2_a_key_ends_at_once(database: Database) {
    let app = App::start(&database).await;
    let (key, id) = made(&app, Scopes::all(), None).await;
    app.with_token(&key).get(USERS).await.body_of(200);
    app.auth.revoke_key(id.parse().unwrap()).await.unwrap();
    app.with_token(&key).get(USERS).await.problem(401, "key_refused");
    // Its own end is an act like any other.
    let (own, id) = made(&app, Scopes::all(), None).await;
    app.with_token(&own).delete(&format!("{KEYS}/{id}")).await.is_done(204);
    app.with_token(&own).delete(&format!("{KEYS}/{id}")).await.problem(401, "key_refused");
}

async fn a_use_is_noted_once_a_minute(database: Database) {
    let app = App::start(&database).await;
    let key = full(&app).await;
    let used = async || app.auth.store().list_keys(None, 1).await.unwrap()[0].last_used_at;
    let first = crate::support::app::START;
    for (wait, expected) in [(0, 0), (59, 0), (1, 60), (30, 60)] {
        app.clock.advance(Duration::from_secs(wait));
        app.with_token(&key).get(USERS).await.body_of(200);
        let expected = Some(first.plus(Duration::from_secs(expected)));
        for _ in 0..500 {
            if used().await == expected {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(used().await, expected);
    }
}

/// ASVS 3.5.1: a browser sends cookies by itself, so none of them counts here, be it an administrator's.
async fn asvs_3_5_1_no_session_opens_it_and_no_key_opens_a_session(database: Database) {
    let app = App::start(&database).await;
    let (user, _) = registered(&app, EMAIL).await;
    assert_eq!(app.auth.store().grant_admin(user.id).await.unwrap(), RoleChange::Done);
    let (cookie, bearer) = (sign_in(&app).await.session_id().unwrap().to_owned(), token(&app).await);
    app.with_session(&cookie).get(USERS).await.problem(401, "key_refused");
    app.with_token(&bearer).get(USERS).await.problem(401, "key_refused");
    let key = full(&app).await;
    // A cookie beside a key says nothing.
    app.with_session(&cookie).and(&format!("Authorization: Bearer {key}")).get(USERS).await.body_of(200);
    app.with_session("x").and(&format!("Authorization: Bearer {key}")).get(USERS).await.body_of(200);
    app.with_session(&key).get(USERS).await.problem(401, "key_refused");
    for other in [format!("Authorization: Basic {key}"), format!("X-Api-Key: {key}")] {
        app.with_header(&other).get(USERS).await.problem(401, "key_refused");
    }
    app.anonymous().get(&format!("{USERS}?key={key}")).await.problem(401, "key_refused");
    let twice = app.with_token(&key).and(&format!("Authorization: Bearer {key}"));
    twice.get(USERS).await.problem(400, "ambiguous_credentials");
    // The other way round.
    app.with_token(&key).get("/api/v1/me").await.problem(401, "no_session");
    app.with_session(&key).get("/api/v1/me").await.problem(401, "no_session");
    assert_eq!(app.with_session(&key).get("/profile").await.status, 403);
}

async fn asvs_3_4_2_no_other_origin_is_let_in(database: Database) {
    let settings =
        HttpSettings::development().allowed_origins(vec!["https://app.example.org".parse().unwrap()]);
    let app = App::start_with(&database, Setup { settings, ..Setup::default() }).await;
    let key = key(&app, "users:read").await;
    let origin = "Origin: https://app.example.org";
    let asks = format!("{origin}\r\nAccess-Control-Request-Method: GET");
    let let_in = async |path: &str| {
        let reply = app.with_header(&asks).send("OPTIONS", path, None).await;
        reply.header("access-control-allow-origin").is_some()
    };
    assert!(let_in("/api/v1/me").await && !let_in(USERS).await && !let_in(KEYS).await);
    let reply = app.with_token(&key).and(origin).get(USERS).await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, None));
}

async fn it_can_have_a_listener_of_its_own(database: Database) {
    let without = || {
        HttpSettings::internet()
            .public_origin("https://accounts.example.org".parse().unwrap(), &["localhost".parse().unwrap()])
    };
    let setup = Setup { settings: without().without_admin_api(), ..Setup::default() };
    let public = App::start_with(&database, setup).await;
    let key = full(&public).await;
    public.with_token(&key).get(USERS).await.problem(404, "not_found");
    public.with_token(&key).get("/api/v1/admin/nowhere").await.problem(404, "not_found");
    let auth = public.auth.clone();
    let setup = Setup { routes: Some(Box::new(move |_| admin_router(auth, without()))), ..Setup::default() };
    let own = App::start_with(&database, setup).await;
    own.with_token(&key).get(USERS).await.body_of(200);
    own.anonymous().get(USERS).await.problem(401, "key_refused");
    for path in ["/api/v1/me", "/api/v1/users", "/login", "/profile", "/"] {
        assert_eq!(own.with_token(&key).get(path).await.status, 404, "{path}");
    }
    // Whatever it is called inside.
    let mut connection = own.connect().await;
    let asked = format!(
        "GET {USERS} HTTP/1.1\r\nHost: accounts.internal:5001\r\nAuthorization: Bearer {key}\r\n\r\n"
    );
    assert_eq!(connection.ask(&asked).await.status, 200);
}
