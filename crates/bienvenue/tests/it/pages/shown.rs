//! What is shown on pages, and how browsers are told to treat it.

use bienvenue::http::HttpSettings;

use super::{EMAIL, PASSWORD, member, start};
use crate::support::{Browser, Database, any_engine, form};

any_engine!(
    asvs_1_2_1_what_is_typed_is_shown_as_text,
    asvs_1_2_1_what_a_program_says_of_itself_is_not_repeated,
    asvs_3_4_3_pages_load_nothing_from_elsewhere,
    a_notice_cannot_be_made_up,
);

const NASTY: [&str; 3] = ["\"><img src=x onerror=alert(1)>", "{{7*7}}", "'\"><a href=//evil.example>x</a>"];

const OPEN: [&str; 7] =
    ["/login", "/register", "/register/done", "/forgot", "/forgot/done", "/resend", "/resend/done"];
const OWN: [&str; 8] = [
    "/account",
    "/account/email",
    "/account/password",
    "/account/sessions",
    "/account/activity",
    "/account/data",
    "/account/delete",
    "/confirm",
];

async fn asvs_1_2_1_what_is_typed_is_shown_as_text(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    bob.open("/account").await;
    let seal = bob.filled("/logout", &[]).remove(0).1;
    let session = app.with_session(bob.cookie("session_id").unwrap());
    for nasty in NASTY {
        let names =
            ["email", "password", "return_to", "remember", "token", "new_password", "current_password"];
        let mut fields: Vec<_> = names.iter().map(|name| (*name, nasty)).collect();
        fields.extend([("id", nasty), ("lang", nasty), ("csrf", &seal)]);
        for (speaker, paths) in [
            (app.anonymous(), &["/login", "/register", "/forgot", "/resend", "/language"][..]),
            (session.clone(), &["/account/email", "/account/password", "/account/sessions/end", "/confirm"]),
        ] {
            for path in paths {
                let reply = speaker.post(path, form(&fields)).await;
                let text = reply.text();
                assert!(reply.status >= 303, "{path}");
                assert!(
                    !text.contains("<img") && !text.contains("<a href=//") && !text.contains("49"),
                    "{text}"
                );
            }
        }
        let query = form(&[("return_to", nasty)]);
        let query = String::from_utf8(query.bytes).unwrap();
        for path in ["/login", "/register", "/confirm"] {
            let reply = session.get(&format!("{path}?{query}&{query}")).await;
            assert!(!reply.text().contains("<img"));
        }
    }
    // An address may hold what HTML gives a meaning to.
    let odd = "a&b'{{7*7}}@example.org";
    let mut eve = member(&app, odd).await;
    for path in OWN {
        eve.open(path).await;
        assert!(!eve.text().contains("a&b'"), "{path}");
    }
}

async fn asvs_1_2_1_what_a_program_says_of_itself_is_not_repeated(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    app.register(EMAIL, PASSWORD).await;
    for nasty in NASTY {
        let mut bob = Browser::new(&app).saying(&format!("User-Agent: {nasty}"));
        bob.open("/login").await;
        bob.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
        for path in ["/account/sessions", "/account/activity"] {
            bob.open(path).await;
            bob.sees(200, path, "an unknown program");
            assert!(!bob.text().contains("evil") && !bob.text().contains("<img"), "{}", bob.text());
        }
    }
}

async fn asvs_3_4_3_pages_load_nothing_from_elsewhere(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let (mut bob, mut stranger) = (member(&app, EMAIL).await, Browser::new(&app));
    for path in OPEN.into_iter().chain(OWN) {
        let browser = if OPEN.contains(&path) { &mut stranger } else { &mut bob };
        browser.open(path).await;
        assert_eq!((browser.reply.status, browser.path.as_str()), (200, path));
        let (reply, text) = (&browser.reply, browser.text());
        let policy = reply.header("content-security-policy").unwrap();
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
        {
            assert!(policy.contains(part) && !policy.contains("unsafe"), "{policy}");
        }
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
        for never in ["http://", "https://", "style=", "<script", "onclick", "javascript:"] {
            assert!(!text.contains(never), "{path} has {never}");
        }
        assert_eq!(text.matches("<h1>").count(), 1, "{path}");
        for mark in ["<main>", "<header>", "<footer>", "<html lang=\"en\">", "name=\"viewport\"", "<title>"] {
            assert!(text.contains(mark), "{path} lacks {mark}");
        }
    }
}

async fn a_notice_cannot_be_made_up(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    for told in ["x", "<img>", "signed_out; notice=deleted"] {
        let page = app.with_cookie(&format!("notice={told}")).get("/login").await;
        assert!(page.status == 200 && !page.text().contains("role=\"status\""), "{told}");
    }
    let page = app.with_cookie("notice=signed_out").get("/login").await;
    assert_eq!(page.header("set-cookie"), Some("notice=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
}
