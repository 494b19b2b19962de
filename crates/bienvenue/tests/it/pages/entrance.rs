//! Sign in, register, ask for a link.

use std::time::Duration;

use bienvenue::AuthBuilder;
use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::http::HttpSettings;

use super::{EMAIL, NEW_PASSWORD, PASSWORD, member, start};
use crate::support::{App, Browser, Database, Mailed, Setup, every_engine, form};

every_engine!(
    a_person_registers_proves_his_address_and_signs_in,
    a_person_who_forgot_his_password_sets_another,
    where_no_proof_is_asked_for_registration_signs_in,
    asvs_6_3_8_the_pages_tell_nobody_who_has_an_account,
    who_wants_to_be_remembered_is,
    what_was_typed_stays_but_for_passwords,
    who_is_signed_in_is_led_on,
    asvs_6_2_7_password_managers_know_their_way,
    a_browser_at_the_door_is_led_to_a_page,
    without_mail_no_link_is_promised,
    who_guesses_is_told_how_long_to_wait
);

async fn a_person_registers_proves_his_address_and_signs_in(database: Database) {
    let world = Mailed::start(&database).await;
    let mut bob = Browser::new(&world.app);
    bob.open("/login").await;
    bob.open("/register").await;
    bob.submit("/register", &[("email", EMAIL), ("password", PASSWORD)]).await;
    bob.sees(200, "/register/done", "Check your mail");
    assert_eq!(bob.cookie("session_id"), None);
    // Before the next one, which makes its link useless.
    world.token("/verify-email").await;
    bob.open("/login").await;
    bob.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    bob.sees(401, "/login", "first follow the link in the mail");
    let token = world.token("/verify-email").await;
    bob.open("/verify-email").await;
    bob.submit("/verify-email", &[("token", &token), ("password", PASSWORD)]).await;
    bob.sees(200, "/verify-email", "you can sign in");
    bob.open("/login").await;
    bob.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    bob.sees(200, "/account", "Confirmed");
    bob.submit("/logout", &[]).await;
    bob.sees(200, "/login", "You are signed out.");
    bob.open("/login").await;
    assert!(!bob.text().contains("signed out"), "it is said once");
    bob.open("/account").await;
    bob.sees(200, "/login?return_to=%2Faccount", "Sign in");
}

async fn a_person_who_forgot_his_password_sets_another(database: Database) {
    let world = Mailed::start(&database).await;
    let mut bob = Browser::new(&world.app);
    bob.open("/register").await;
    bob.submit("/register", &[("email", EMAIL), ("password", PASSWORD)]).await;
    world.mails().await;
    bob.open("/forgot").await;
    bob.submit("/forgot", &[("email", EMAIL)]).await;
    bob.sees(200, "/forgot/done", "a link is on its way");
    let token = world.token("/reset-password").await;
    bob.open("/reset-password").await;
    bob.submit("/reset-password", &[("token", &token), ("new_password", NEW_PASSWORD)]).await;
    bob.sees(200, "/reset-password", "You can sign in with it");
    assert_eq!(bob.cookie("session_id"), None, "a reset signs nobody in");
    bob.open("/login").await;
    bob.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    bob.sees(401, "/login", "do not go together");
    bob.submit("/login", &[("password", NEW_PASSWORD)]).await;
    bob.sees(200, "/account", EMAIL);
}

async fn where_no_proof_is_asked_for_registration_signs_in(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = Browser::new(&app);
    bob.open("/register").await;
    bob.submit("/register", &[("email", EMAIL), ("password", PASSWORD)]).await;
    bob.sees(200, "/account", "Not confirmed yet");
    assert!(bob.cookie("device_id").is_some());
    bob.submit("/resend", &[]).await;
    bob.sees(200, "/resend/done", "a new link is on its way");
    let mut other = Browser::new(&app);
    other.open("/register").await;
    other.submit("/register", &[("email", EMAIL), ("password", PASSWORD)]).await;
    other.sees(409, "/register", "There is an account with this address already");
}

async fn asvs_6_3_8_the_pages_tell_nobody_who_has_an_account(database: Database) {
    let world = Mailed::start(&database).await;
    world.app.register(EMAIL, PASSWORD).await;
    for path in ["/register", "/forgot", "/resend", "/login"] {
        let mut told = Vec::new();
        for email in [EMAIL, "nobody@example.org"] {
            let fields = form(&[("email", email), ("password", NEW_PASSWORD)]);
            let reply = world.app.anonymous().post(path, fields).await.comparable();
            told.push((reply.status, reply.text().replace(email, "")));
        }
        assert_eq!(told[0], told[1], "{path}");
    }
}

async fn who_wants_to_be_remembered_is(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    let mut bob = Browser::new(&app);
    for (fields, is_kept) in [(vec![], false), (vec![("remember", "yes")], true)] {
        bob.open("/login").await;
        let who = [("email", EMAIL), ("password", PASSWORD)];
        let reply = bob.submit_once("/login", &[&who[..], &fields].concat()).await;
        let set = reply.all("set-cookie").into_iter().find(|set| set.starts_with("session_id")).unwrap();
        assert_eq!(set.contains("; Max-Age=2592000"), is_kept, "{set}");
        bob.open("/account").await;
        app.clock.advance(Duration::from_hours(25));
        bob.open("/account").await;
        assert_eq!(bob.path == "/account", is_kept, "{}", bob.path);
    }
}

async fn what_was_typed_stays_but_for_passwords(database: Database) {
    let world = Mailed::start(&database).await;
    let mut bob = Browser::new(&world.app);
    for (path, email, status, words) in [
        ("/login", EMAIL, 401, "do not go together"),
        ("/register", "bob", 422, "does not look like an email address"),
        ("/register", "", 422, "Enter your email address"),
        ("/forgot", "", 422, "Enter your email address"),
    ] {
        bob.open(path).await;
        let typed = [("email", email), ("password", PASSWORD), ("remember", "yes")];
        let typed = match path {
            "/login" => &typed[..],
            "/register" => &typed[..2],
            _ => &typed[..1],
        };
        bob.submit(path, typed).await;
        bob.sees(status, path, words);
        assert!(bob.text().contains(&format!("name=\"email\" value=\"{email}\"")));
        assert!(bob.text().contains("role=\"alert\"") && !bob.text().contains(PASSWORD));
        assert_eq!(bob.text().contains("aria-invalid"), status == 422, "{path}");
        assert_eq!(bob.text().contains(" checked"), path == "/login");
    }
}

async fn who_is_signed_in_is_led_on(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    for path in ["/login", "/register", "/login?return_to=%2Faccount%2Fdata"] {
        bob.open(path).await;
        assert_eq!(bob.path, if path.contains('?') { "/account/data" } else { "/account" });
    }
}

async fn asvs_6_2_7_password_managers_know_their_way(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    let mut stranger = Browser::new(&app);
    let who = r#"type="email" name="email" value="" required maxlength="254" autocomplete="username""#;
    let current = r#"type="password" name="password" required autocomplete="current-password""#;
    for (path, marks) in [
        ("/login", vec![who, current]),
        ("/register", vec![who, r#"name="password" required autocomplete="new-password""#]),
        ("/forgot", vec![who]),
    ] {
        stranger.open(path).await;
        assert!(marks.iter().all(|mark| stranger.text().contains(mark)), "{}", stranger.text());
    }
    bob.open("/account/password").await;
    for mark in [
        r#"name="username" value="bob@example.org" autocomplete="username""#,
        r#"type="password" name="current_password" required autocomplete="current-password""#,
        r#"type="password" name="new_password" required autocomplete="new-password""#,
    ] {
        assert!(bob.text().contains(mark), "{mark} {}", bob.text());
    }
    bob.open("/confirm").await;
    assert!(bob.text().contains(current));
}

async fn a_browser_at_the_door_is_led_to_a_page(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let accept = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let mut bob = Browser::new(&app).saying(accept);
    bob.open("/").await;
    bob.sees(200, "/login", "Sign in");
    app.register(EMAIL, PASSWORD).await;
    bob.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    bob.open("/").await;
    bob.sees(200, "/account", EMAIL);
    for program in ["Accept: */*", "Accept: application/json", "Accept: application/json, text/html;q=0.9"] {
        app.with_header(program).get("/").await.is(200, r#"{"message":"Bienvenue"}"#);
    }
}

async fn without_mail_no_link_is_promised(database: Database) {
    let app = App::start(&database).await;
    let mut bob = Browser::new(&app);
    for path in ["/forgot", "/resend"] {
        bob.open(path).await;
        bob.submit(path, &[("email", EMAIL)]).await;
        bob.sees(503, path, "cannot send mail");
    }
}

async fn who_guesses_is_told_how_long_to_wait(database: Database) {
    let auth = |auth: AuthBuilder| auth.throttle(ThrottlePolicy::INTERNET);
    let app = App::start_with(&database, Setup { auth: Box::new(auth), ..Setup::default() }).await;
    app.register(EMAIL, PASSWORD).await;
    let mut eve = Browser::new(&app);
    eve.open("/login").await;
    for _ in 0..5 {
        eve.submit("/login", &[("email", EMAIL), ("password", "a wrong guess")]).await;
        eve.sees(401, "/login", "do not go together");
        // To be typed once more.
        eve.sees(401, "/login", "autocomplete=\"current-password\" aria-describedby=\"problem\" autofocus>");
    }
    eve.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    eve.sees(429, "/login", "1 second");
    assert_eq!((eve.reply.header("retry-after"), eve.cookie("session_id")), (Some("1"), None));
    app.clock.advance(Duration::from_secs(1));
    eve.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    eve.sees(200, "/account", EMAIL);
}
