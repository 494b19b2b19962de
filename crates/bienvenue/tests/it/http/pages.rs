//! The pages that mailed links lead to.

use bienvenue::http::HttpSettings;
use bienvenue::{Client, SignIn};

use super::{EMAIL, NEW_PASSWORD, PASSWORD};
use crate::support::{App, Database, Mailed, Reply, Setup, any_engine, every_engine, form};

every_engine!(
    asvs_3_5_3_fetching_a_link_spends_nothing,
    a_person_proves_his_address,
    a_person_who_did_not_register_sets_his_own_password,
    a_person_resets_his_password,
    a_person_takes_another_address,
);
any_engine!(
    asvs_3_4_3_pages_load_nothing_from_elsewhere,
    asvs_6_2_6_to_6_2_7_passwords_are_hidden_and_can_be_pasted,
    pages_speak_the_language_that_is_asked_for,
    asvs_1_2_1_and_3_2_2_what_is_typed_is_shown_as_text,
    the_mailbox_is_there_in_development_only,
);

async fn registered(world: &Mailed) -> String {
    world.app.register(EMAIL, PASSWORD).await;
    world.token("/verify-email").await
}

async fn post(world: &Mailed, path: &str, fields: &[(&str, &str)]) -> Reply {
    world.app.anonymous().post(path, form(fields)).await
}

const PATHS: [&str; 3] = ["/verify-email", "/reset-password", "/confirm-email"];

/// Scanners follow every link before its receiver does, with whatever they make of the fragment.
async fn asvs_3_5_3_fetching_a_link_spends_nothing(database: Database) {
    let world = Mailed::start(&database).await;
    let token = registered(&world).await;
    for method in ["GET", "HEAD"] {
        for path in PATHS {
            for end in ["", &format!("?token={token}"), &format!("?{token}")] {
                let reply = world.app.anonymous().send(method, &format!("{path}{end}"), None).await;
                assert_eq!(reply.status, 200);
                assert!(!String::from_utf8_lossy(&reply.body).contains(&token));
            }
        }
    }
    assert_eq!(world.app.try_log_in(EMAIL, PASSWORD).await.status, 401, "nothing is proved by that");
    // That sign-in had the link sent once more.
    let latest = world.token("/verify-email").await;
    let reply = post(&world, "/verify-email", &[("token", &latest), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

async fn a_person_proves_his_address(database: Database) {
    let world = Mailed::start(&database).await;
    let token = registered(&world).await;
    let wrong = post(&world, "/verify-email", &[("token", &token), ("password", "not this one")]).await;
    assert_eq!(wrong.status, 403);
    assert!(wrong.text().contains("not the password") && wrong.text().contains(&token), "to try again");
    let done = post(&world, "/verify-email", &[("token", &token), ("password", PASSWORD)]).await;
    assert_eq!(done.status, 200);
    assert!(done.text().contains("is confirmed") && !done.text().contains("action=\"/verify-email\""));
    assert_eq!(done.header("set-cookie"), None);
    assert_eq!(world.app.try_log_in(EMAIL, PASSWORD).await.status, 200);
    let again = post(&world, "/verify-email", &[("token", &token), ("password", PASSWORD)]).await;
    assert!(again.status == 403 && again.text().contains("cannot be used any more"));
}

async fn a_person_who_did_not_register_sets_his_own_password(database: Database) {
    let world = Mailed::start(&database).await;
    let token = registered(&world).await;
    let done = post(&world, "/verify-email", &[("token", &token), ("new_password", NEW_PASSWORD)]).await;
    assert_eq!(done.status, 200);
    assert_eq!(world.app.try_log_in(EMAIL, PASSWORD).await.status, 401);
    assert_eq!(world.app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 200);
}

async fn a_person_resets_his_password(database: Database) {
    let world = Mailed::start(&database).await;
    world.app.register(EMAIL, PASSWORD).await;
    let known = post(&world, "/reset_password", &[("email", EMAIL)]).await;
    known.is(200, &format!(r#"{{"email":"{EMAIL}"}}"#));
    let unknown = post(&world, "/reset_password", &[("email", "nobody@example.org")]).await;
    unknown.is(200, r#"{"email":"nobody@example.org"}"#);
    let token = world.token("/reset-password").await;
    let empty = post(&world, "/reset-password", &[("token", &token), ("new_password", "")]).await;
    assert!(empty.status == 422 && empty.text().contains("Enter a password"));
    let done = post(&world, "/reset-password", &[("token", &token), ("new_password", NEW_PASSWORD)]).await;
    assert_eq!((done.status, done.header("set-cookie")), (200, None), "a reset signs nobody in");
    assert_eq!(world.app.try_log_in(EMAIL, NEW_PASSWORD).await.status, 200);
}

async fn a_person_takes_another_address(database: Database) {
    let world = Mailed::start(&database).await;
    let token = registered(&world).await;
    post(&world, "/verify-email", &[("token", &token), ("password", PASSWORD)]).await;
    let session = world.app.auth.sign_in(EMAIL, PASSWORD, &SignIn::default()).await.unwrap().session_id;
    let client = Client::unknown();
    world.app.auth.request_email_change(&session, "new@example.org", &client).await.unwrap();
    let token = world.token("/confirm-email").await;
    let done = post(&world, "/confirm-email", &[("token", &token)]).await;
    assert!(done.status == 200 && done.text().contains("is changed"));
    assert_eq!(world.app.try_log_in("new@example.org", PASSWORD).await.status, 200);
}

async fn asvs_3_4_3_pages_load_nothing_from_elsewhere(database: Database) {
    let world = Mailed::start(&database).await;
    for path in PATHS {
        let reply = world.app.anonymous().get(path).await;
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.header("referrer-policy"), Some("same-origin"), "its form names its origin");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        let policy = reply.header("content-security-policy").unwrap();
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
        {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        let page = reply.text();
        assert!(
            !page.contains("http://") && !page.contains("https://") && !page.contains("style="),
            "{page}"
        );
        assert!(page.contains(r#"<input type="password""#) || path == "/confirm-email");
        assert!(page.len() < 30_000);
    }
    for (path, media_type) in [
        ("/assets/pages.css", "text/css; charset=utf-8"),
        ("/assets/link.js", "text/javascript; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"),
    ] {
        let reply = world.app.anonymous().get(path).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(media_type)));
    }
}

/// Browsers hide such a field, and tell password managers which of the two they are asked for; no script stands in the way.
async fn asvs_6_2_6_to_6_2_7_passwords_are_hidden_and_can_be_pasted(database: Database) {
    let world = Mailed::start(&database).await;
    let mut seen = 0;
    for path in PATHS {
        let reply = world.app.anonymous().get(path).await;
        for field in reply.text().split("<input ").skip(1).filter_map(|rest| rest.split('>').next()) {
            let kind = field
                .contains("name=\"password\"")
                .then_some("current-password")
                .or_else(|| field.contains("name=\"new_password\"").then_some("new-password"));
            let Some(kind) = kind else { continue };
            assert!(field.contains("type=\"password\""), "{field}");
            assert!(field.contains(&format!("autocomplete=\"{kind}\"")), "{field}");
            assert!(!field.contains("maxlength") && !field.contains("readonly"), "{field}");
            seen += 1;
        }
    }
    assert!(seen >= 3, "only {seen} fields were found: is the search right?");
    let script = world.app.anonymous().get("/assets/link.js").await;
    assert!(!script.text().contains("paste"), "{}", script.text());
}

async fn pages_speak_the_language_that_is_asked_for(database: Database) {
    let world = Mailed::start(&database).await;
    let mut connection = world.app.connect().await;
    for (asked, language, word) in [("fr-CH, en;q=0.5", "fr", "adresse"), ("de", "en", "address")] {
        let request =
            format!("GET /verify-email HTTP/1.1\r\nHost: localhost\r\nAccept-Language: {asked}\r\n\r\n");
        let reply = connection.ask(request).await;
        assert!(reply.text().contains(&format!("<html lang=\"{language}\">")) && reply.text().contains(word));
    }
}

async fn asvs_1_2_1_and_3_2_2_what_is_typed_is_shown_as_text(database: Database) {
    let world = Mailed::start(&database).await;
    let typed = "\"><img src=x onerror=alert(1)>{{7*7}}";
    for path in PATHS {
        let reply =
            post(&world, path, &[("token", typed), ("password", typed), ("new_password", typed)]).await;
        assert_eq!(reply.status, 403);
        assert!(!reply.text().contains("<img") && reply.text().contains("{{7*7}}"), "{}", reply.text());
    }
}

async fn the_mailbox_is_there_in_development_only(database: Database) {
    let world = Mailed::start(&database).await;
    assert_eq!(world.app.anonymous().get("/dev/mail").await.status, 404);
    let mailbox = world.mailbox.clone();
    let settings = HttpSettings::development().shows_mails_of(mailbox);
    let setup = Setup { settings, ..Setup::default() };
    let app = App::start_with(&Database::sqlite(), setup).await;
    assert!(app.anonymous().get("/dev/mail").await.text().contains("No mail yet"));
    registered(&world).await;
    let page = app.anonymous().get("/dev/mail").await;
    assert!(
        page.text().contains("<a href=\"https://accounts.example.org/verify-email#token="),
        "{}",
        page.text()
    );
}
