//! Users, as administrators find them and look after them.

use std::time::Duration;

use bienvenue::core::id::UserId;
use bienvenue::http::HttpSettings;
use bienvenue::{Event, EventQuery, SessionsOf, UserChanges};

use super::super::{EMAIL, NEW_PASSWORD, PASSWORD, member, signed_in, start};
use super::{ADMIN, admin, find, seal_of};
use crate::support::{App, Browser, Database, any_engine, every_engine};

every_engine!(an_administrator_looks_after_a_user, users_are_found_and_paged_through,);
any_engine!(
    asvs_6_4_6_no_password_is_seen_or_set,
    a_user_is_looked_after_in_a_fresh_session,
    an_administrator_does_not_shut_himself_out,
    asvs_3_2_2_whatever_stands_there_is_text,
);

async fn act(browser: &mut Browser<'_>, page: &str, act: &str) {
    browser.open(page).await;
    let reply = browser.ask("POST", page, &[("csrf", &seal_of(browser)), ("act", act)]).await;
    let place = reply.header("location").unwrap_or_else(|| panic!("{}", reply.text())).to_owned();
    browser.open(&place).await;
}

async fn last_event(app: &App, id: UserId) -> Event {
    let query = EventQuery { user_id: Some(id), ..EventQuery::default() };
    app.auth.store().search_events(query, None, 1).await.unwrap().remove(0)
}

async fn an_administrator_looks_after_a_user(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    let mut anna = admin(&app).await;
    anna.open("/account").await;
    assert!(anna.text().contains("href=\"/admin\""), "the account leads there");
    assert!(!bob.text().contains("href=\"/admin\""), "that of others does not");
    let user = find(&app, EMAIL).await;
    let page = format!("/admin/users/{}", user.id);
    let own = find(&app, ADMIN).await.id;

    anna.open(&page).await;
    anna.sees(200, &page, EMAIL);
    anna.sees(200, &page, "Firefox on Linux");
    app.clock.advance(Duration::from_secs(1));
    let of = SessionsOf::User(user.id);
    let ended = app.auth.store().list_sessions(of, None, 10).await.unwrap()[0].id.to_string();
    assert!(anna.text().contains(&format!("name=\"session\" value=\"{ended}\"")));
    let fields = [("csrf", seal_of(&anna)), ("session", ended), ("act", "end_session".to_owned())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = anna.ask("POST", &page, &fields).await;
    assert_eq!((reply.status, reply.header("location")), (303, Some(page.as_str())));
    bob.open("/account").await;
    assert_eq!(bob.path, "/login?return_to=%2Faccount");

    let mut bob = signed_in(&app, EMAIL).await;
    for (deed, said, kind) in [
        ("end_sessions", "The user is signed out.", "sessions_revoked"),
        ("send_reset", "A link for a new password is on its way to the user.", "reset_requested"),
        ("disable", "The user can no longer sign in", "disabled"),
        ("enable", "The user can sign in again.", "enabled"),
    ] {
        app.clock.advance(Duration::from_secs(1));
        act(&mut anna, &page, deed).await;
        anna.sees(200, &page, said);
        let event = last_event(&app, user.id).await;
        assert_eq!((event.kind.as_str(), event.actor_id), (kind, Some(own)));
        let may = if deed == "disable" { 401 } else { 200 };
        assert_eq!(app.try_log_in(EMAIL, PASSWORD).await.status, may, "{deed}");
        app.clock.advance(Duration::from_secs(1));
    }
    anna.open(&page).await;
    assert!(anna.text().contains("by an administrator</a>"), "{}", anna.text());
    bob.open("/account").await;
    assert_eq!(bob.path, "/login?return_to=%2Faccount", "every session was ended");
    let mut bob = signed_in(&app, EMAIL).await;
    bob.open("/account/activity").await;
    bob.sees(200, "/account/activity", "The account was disabled by an operator");
    assert!(!bob.text().contains(&own.to_string()) && !bob.text().contains(ADMIN), "not who it was");
}

async fn users_are_found_and_paged_through(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut anna = admin(&app).await;
    for number in 0..60 {
        let email = format!("user{number:02}@example.org").parse().unwrap();
        let hash = find(&app, ADMIN).await.hashed_password;
        app.clock.advance(Duration::from_millis(1));
        app.auth.store().add_user(email, hash).await.unwrap();
    }
    let walk = async |browser: &mut Browser<'_>, first: &str| {
        let (mut found, mut path) = (Vec::new(), first.to_owned());
        for _ in 0..10 {
            browser.open(&path).await;
            assert_eq!(browser.reply.status, 200);
            let text = browser.text();
            found.extend(
                text.split("<p class=\"strong\"><a href=\"/admin/users/")
                    .skip(1)
                    .map(|row| row.split_once("\">").unwrap().1.split_once('<').unwrap().0.to_owned()),
            );
            let next = text.split("href=\"").filter_map(|rest| rest.split_once("\">"));
            let next = next
                .filter(|(_, words)| words.starts_with("Next page"))
                .map(|(href, _)| href.replace("&#38;", "&"));
            let Some(next) = next.last() else { return found };
            path = next;
        }
        panic!("the pages do not end: {found:?}")
    };
    let newest: Vec<_> = (0..60).rev().map(|number| format!("user{number:02}@example.org")).collect();
    let all = walk(&mut anna, "/admin/users").await;
    assert_eq!((&all[..60], all[60].as_str(), all.len()), (&newest[..], ADMIN, 61));
    let found = walk(&mut anna, "/admin/users?q=USER").await;
    assert_eq!(found, newest.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!(walk(&mut anna, "/admin/users?q=user1").await.len(), 10);
    assert_eq!(walk(&mut anna, "/admin/users?q=user07%40example.org").await, ["user07@example.org"]);
    for nobody in ["%25", "user_", "%F4%8F%BF%BF", "nobody", "%27%20OR%201%3D1", "a%00b"] {
        assert!(walk(&mut anna, &format!("/admin/users?q={nobody}")).await.is_empty(), "{nobody}");
        assert!(anna.text().contains("Nobody was found."));
    }
    let user = find(&app, "user07@example.org").await;
    anna.open(&format!("/admin/users?q={}", user.id)).await;
    anna.sees(200, &format!("/admin/users/{}", user.id), "user07@example.org");
    app.auth.store().update_user(user.id, UserChanges::default().disabled(true)).await.unwrap();
    anna.open("/admin/users?q=user07").await;
    anna.sees(200, "/admin/users?q=user07", "Disabled</span>");
}

async fn asvs_6_4_6_no_password_is_seen_or_set(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    let mut anna = admin(&app).await;
    let user = find(&app, EMAIL).await;
    let page = format!("/admin/users/{}", user.id);
    anna.open(&page).await;
    assert!(
        !anna.text().contains("type=\"password\"") && !anna.text().contains(user.hashed_password.as_str())
    );
    let seal = seal_of(&anna);
    for deed in ["set_password", "", "delete", "DISABLE"] {
        let fields = [
            ("csrf", seal.as_str()),
            ("act", deed),
            ("password", NEW_PASSWORD),
            ("new_password", NEW_PASSWORD),
        ];
        assert_eq!(anna.ask("POST", &page, &fields).await.status, 404, "{deed}");
    }
    assert_eq!(find(&app, EMAIL).await.hashed_password, user.hashed_password);
}

async fn a_user_is_looked_after_in_a_fresh_session(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    let mut anna = admin(&app).await;
    let page = format!("/admin/users/{}", find(&app, EMAIL).await.id);
    app.clock.advance(Duration::from_mins(11));
    act(&mut anna, &page, "disable").await;
    assert!(anna.path.starts_with("/confirm?return_to=%2Fadmin%2Fusers%2F"), "{}", anna.path);
    assert!(find(&app, EMAIL).await.disabled_at.is_none());
    anna.submit("/confirm", &[("password", PASSWORD)]).await;
    anna.sees(200, &page, EMAIL);
    act(&mut anna, &page, "disable").await;
    anna.sees(200, &page, "The user can no longer sign in");
    assert!(find(&app, EMAIL).await.disabled_at.is_some());
    // Without the seal nothing is done.
    for seal in ["", "A"] {
        let reply = anna.ask("POST", &page, &[("csrf", seal), ("act", "enable")]).await;
        assert_eq!(reply.status, 403);
    }
    assert!(find(&app, EMAIL).await.disabled_at.is_some());
}

async fn an_administrator_does_not_shut_himself_out(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut anna = admin(&app).await;
    let page = format!("/admin/users/{}", find(&app, ADMIN).await.id);
    anna.open(&page).await;
    assert!(!anna.text().contains("value=\"disable\""), "there is no button");
    let seal = seal_of(&anna);
    let reply = anna.ask("POST", &page, &[("csrf", &seal), ("act", "disable")]).await;
    assert_eq!(reply.status, 409);
    assert!(reply.text().contains("This is your own account."), "{}", reply.text());
    anna.open("/admin").await;
    anna.sees(200, "/admin", "What happens");
    // To be signed out everywhere is no harm.
    act(&mut anna, &page, "end_sessions").await;
    assert!(anna.path.starts_with("/login"), "{}", anna.path);
    for nobody in ["018f2d5c-7b1a-7c3e-9a52-0c1d2e3f4a5b", "x", "%00"] {
        let mut anna = signed_in(&app, ADMIN).await;
        anna.open(&format!("/admin/users/{nobody}")).await;
        assert_eq!(anna.reply.status, 404);
    }
}

async fn asvs_3_2_2_whatever_stands_there_is_text(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let evil = "<img/src=x/onerror=alert(1)>";
    app.register("o'neil+a&b@example.org", PASSWORD).await;
    let mut bob = Browser::new(&app).saying(&format!("User-Agent: {evil}"));
    bob.open("/login").await;
    bob.submit("/login", &[("email", "o'neil+a&b@example.org"), ("password", PASSWORD)]).await;
    let mut anna = admin(&app).await;
    let id = find(&app, "o'neil+a&b@example.org").await.id;
    for path in [
        format!("/admin/users/{id}"),
        "/admin/users".into(),
        "/admin/users?q=%22%3E%3Cimg%20src%3Dx%3E".into(),
    ] {
        anna.open(&path).await;
        assert_eq!(anna.reply.status, 200);
        assert!(!anna.text().contains("<img"), "{path}");
    }
    anna.open("/admin/users?q=O%27NEIL%2Ba%26").await;
    anna.sees(200, "/admin/users?q=O%27NEIL%2Ba%26", "o'neil+a&b@example.org");
}
