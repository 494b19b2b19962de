//! The pages of administrators: who gets to them, and how one becomes one.

mod users;

use bienvenue::core::random::OsRandomness;
use bienvenue::core::token::PlainToken;
use bienvenue::http::HttpSettings;
use bienvenue::{RoleChange, User, UserBy};

use super::{EMAIL, PASSWORD, member, signed_in, start};
use crate::support::{App, Browser, Database, any_engine, every_engine};

every_engine!(
    asvs_8_3_2_who_is_no_longer_an_administrator_is_none_at_once,
    the_first_administrator_follows_the_link,
    the_last_administrator_keeps_his_account,
);
any_engine!(asvs_8_2_1_who_is_no_administrator_sees_no_such_page, what_happens_is_shown_in_plots_and_numbers,);

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
