//! The pages of administrators.

use std::time::Duration;

use bienvenue::core::id::UserId;
use bienvenue::core::random::OsRandomness;
use bienvenue::core::token::PlainToken;
use bienvenue::http::HttpSettings;
use bienvenue::{Event, EventQuery, RoleChange, SessionsOf, User, UserBy, UserChanges};

use super::{EMAIL, NEW_PASSWORD, PASSWORD, member, signed_in, start};
use crate::support::{App, Browser, Database, any_engine, every_engine};

every_engine!(
    an_administrator_looks_after_a_user,
    asvs_8_3_2_who_is_no_longer_an_administrator_is_none_at_once,
    the_first_administrator_follows_the_link,
    users_are_found_and_paged_through,
    the_last_administrator_keeps_his_account,
);
any_engine!(
    asvs_8_2_1_who_is_no_administrator_sees_no_such_page,
    asvs_6_4_6_no_password_is_seen_or_set,
    a_user_is_looked_after_in_a_fresh_session,
    an_administrator_does_not_shut_himself_out,
    what_happens_is_shown_in_plots_and_numbers,
    asvs_3_2_2_whatever_stands_there_is_text,
);

const ADMIN: &str = "admin@example.org";
const HTML: &str = "Accept: text/html";

async fn find(app: &App, email: &str) -> User {
    app.auth.store().find_user_by(UserBy::Email(email.parse().unwrap())).await.unwrap().unwrap()
}

/// Somebody who is an administrator, signed in.
async fn admin(app: &App) -> Browser<'_> {
    app.register(ADMIN, PASSWORD).await;
    let id = find(app, ADMIN).await.id;
    assert_eq!(app.auth.store().grant_admin(id).await.unwrap(), RoleChange::Done);
    signed_in(app, ADMIN).await
}

fn seal_of(browser: &Browser<'_>) -> String {
    browser.filled("/logout", &[]).into_iter().find(|(name, _)| name == "csrf").unwrap().1
}

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

async fn asvs_8_3_2_who_is_no_longer_an_administrator_is_none_at_once(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    let mut anna = admin(&app).await;
    let (bob_id, anna_id) = (find(&app, EMAIL).await.id, find(&app, ADMIN).await.id);
    app.auth.store().grant_admin(bob_id).await.unwrap();
    bob.open("/admin").await;
    bob.sees(200, "/admin", "What happens");
    let page = format!("/admin/users/{bob_id}");
    anna.open(&page).await;
    let seal = seal_of(&anna);
    app.auth.store().revoke_admin(anna_id).await.unwrap();
    let reply = anna.ask("POST", &page, &[("csrf", &seal), ("act", "disable")]).await;
    assert_eq!(reply.status, 404);
    anna.open("/admin").await;
    assert_eq!(anna.reply.status, 404);
    assert!(find(&app, EMAIL).await.disabled_at.is_none());
}

/// Not by the status, not by a word, not by a header.
async fn asvs_8_2_1_who_is_no_administrator_sees_no_such_page(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await.saying(HTML);
    let id = find(&app, EMAIL).await.id;
    let seal = seal_of(&bob);
    let user = format!("/admin/users/{id}");
    for method in ["GET", "POST"] {
        for accept in [HTML, "Accept: application/json"] {
            bob = bob.saying(accept);
            let nowhere = bob.ask(method, "/nowhere", &[("csrf", &seal)]).await.comparable();
            assert_eq!(nowhere.status, 404);
            for path in ["/admin", "/admin/users", "/admin/users?q=b", &user] {
                if method == "POST" && path != user {
                    continue;
                }
                for seal in [seal.as_str(), "wrong"] {
                    let reply =
                        bob.ask(method, path, &[("csrf", seal), ("act", "disable")]).await.comparable();
                    assert_eq!((reply.status, &reply.headers), (404, &nowhere.headers), "{method} {path}");
                    assert_eq!(reply.body, nowhere.body, "{method} {path}");
                }
            }
        }
    }
    for path in ["/admin", "/admin/users", &user] {
        let mut stranger = Browser::new(&app);
        stranger.open(path).await;
        assert!(stranger.path.starts_with("/login?return_to=%2Fadmin"), "{}", stranger.path);
    }
    assert!(find(&app, EMAIL).await.disabled_at.is_none());
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

async fn the_last_administrator_keeps_his_account(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    let mut anna = admin(&app).await;
    anna.open("/account/delete").await;
    let reply = anna.submit_once("/account/delete", &[]).await;
    assert_eq!(reply.status, 409);
    assert!(reply.text().contains("You are the last administrator."));
    let session = app.with_session(anna.cookie("session_id").unwrap());
    let reply = session.delete("/api/v1/me").await;
    assert_eq!((reply.status, reply.field("code").as_deref()), (409, Some("last_admin")));
    app.auth.store().grant_admin(find(&app, EMAIL).await.id).await.unwrap();
    anna.open("/account/delete").await;
    assert_eq!(anna.submit_once("/account/delete", &[]).await.status, 303);
    assert_eq!(app.count_users().await, 1);
}

async fn the_first_administrator_follows_the_link(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let token = app.auth.offer_first_admin().await.unwrap().unwrap();
    app.keep_secret(token.expose());
    let mut anna = Browser::new(&app);
    anna.open("/first-admin").await;
    anna.sees(200, "/first-admin", "Create an account");
    anna.open("/register?return_to=%2Ffirst-admin").await;
    anna.submit("/register", &[("email", ADMIN), ("password", PASSWORD)]).await;
    anna.sees(200, "/first-admin", "Become administrator");
    let made_up = PlainToken::generate(&OsRandomness).unwrap();
    anna.submit("/first-admin", &[("token", made_up.expose())]).await;
    assert_eq!(anna.reply.status, 403);
    anna.sees(403, "/first-admin", "This link cannot be used any more, or there is an administrator.");
    let stale = anna.ask("POST", "/first-admin", &[("token", token.expose())]).await;
    assert_eq!(stale.status, 403, "without a seal");
    anna.open("/first-admin").await;
    anna.submit("/first-admin", &[("token", token.expose())]).await;
    anna.sees(200, "/admin", "You are an administrator now.");
    assert!(find(&app, ADMIN).await.admin_since.is_some());
    let mut eve = member(&app, "eve@example.org").await;
    eve.open("/first-admin").await;
    eve.submit("/first-admin", &[("token", token.expose())]).await;
    assert_eq!(eve.reply.status, 403);
    assert!(find(&app, "eve@example.org").await.admin_since.is_none());
    assert!(app.auth.offer_first_admin().await.unwrap().is_none(), "there are users");
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

async fn what_happens_is_shown_in_plots_and_numbers(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut anna = admin(&app).await;
    for _ in 0..3 {
        app.try_log_in(ADMIN, "wrong").await;
    }
    anna.open("/admin").await;
    for words in ["3 in all", "at most 3 in an hour", "at most 1 on a day", "12:00", "1 June", "1 mail"] {
        anna.sees(200, "/admin", words);
    }
    assert_eq!(anna.text().matches("<svg ").count(), 6);
    assert!(
        anna.text().contains("aria-label=\"Failed sign-ins. Last 24 hours: 3 in all, at most 3 in an hour\"")
    );
    assert!(
        anna.text().contains("<tr><th scope=\"row\">12:00</th><td>1</td><td>3</td><td>1</td></tr>"),
        "{}",
        anna.text()
    );
    assert!(
        !anna.text().contains("style=") && !anna.text().contains("<script"),
        "the policy lets neither in"
    );
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
