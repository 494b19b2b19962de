//! What an operator gives the pages.

use bienvenue::core::locale::Locale;
use bienvenue::http::{Brand, HttpSettings};

use super::{EMAIL, member, start};
use crate::support::{Browser, Database, any_engine};

any_engine!(
    the_pages_look_and_speak_as_the_operator_wants,
    without_a_brand_nothing_of_it_is_there,
    asvs_3_2_2_what_an_operator_writes_is_text_too,
);

const LOGO: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;

fn brand() -> Brand {
    let words = [("entrance.sign_in", "Come in"), ("account.sessions.more.many", "{number} others")];
    let words = words.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let brand = Brand::none().named("Globex".into()).logo(LOGO.to_vec()).unwrap();
    let brand = brand.accent("#aa0000".parse().unwrap()).stylesheet("main { color: red }".into()).unwrap();
    let brand =
        brand.terms("https://example.org/terms".parse().unwrap()).privacy("/privacy".parse().unwrap());
    brand.reworded(Locale::En, words).unwrap()
}

/// The part of a text between two others.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before)
        .unwrap_or_else(|| panic!("{before} is not in {text}"))
        .1
        .split_once(after)
        .unwrap()
        .0
}

async fn the_pages_look_and_speak_as_the_operator_wants(database: Database) {
    let app = start(&database, HttpSettings::development().brand(brand())).await;
    let mut browser = Browser::new(&app);
    browser.open("/login").await;
    browser.sees(200, "/login", "<h1>Come in</h1>");
    let text = browser.text().to_owned();
    assert!(text.contains("<title>Come in · Globex</title>") && text.contains("alt=\"Globex\""), "{text}");
    assert!(text.contains("<a href=\"https://example.org/terms\">Terms</a>"), "{text}");
    assert!(text.contains("<a href=\"/privacy\">Privacy</a>"), "{text}");
    let policy = browser.reply.header("content-security-policy").unwrap();
    assert!(policy.contains("; img-src 'self';") && !policy.contains("unsafe"), "{policy}");

    let logo = between(&text, "<img src=\"", "\"").to_owned();
    let style = between(&text, "<link rel=\"stylesheet\" href=\"/assets/brand", "\"");
    let style = format!("/assets/brand{style}");
    for (path, media_type, content) in [
        (&logo, "image/svg+xml", LOGO),
        (&style, "text/css; charset=utf-8", b"main { color: red }".as_slice()),
    ] {
        let reply = app.anonymous().get(path).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(media_type)), "{path}");
        assert_eq!(reply.header("cache-control"), Some("public, max-age=31536000, immutable"));
        // What is in a picture does not run, even if it is opened by itself.
        assert!(reply.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert!(reply.body.ends_with(content), "{path}");
    }
    let css = app.anonymous().get(&style).await;
    assert!(css.text().starts_with(":root { --accent: light-dark(#aa0000, "), "{}", css.text());

    let mut french = Browser::new(&app).saying("Accept-Language: fr");
    french.open("/login").await;
    french.sees(200, "/login", "Se connecter");
    french.sees(200, "/login", "Confidentialité");
    let mut bob = member(&app, EMAIL).await;
    bob.open("/account").await;
    bob.sees(200, "/account", "alt=\"Globex\"");
}

async fn without_a_brand_nothing_of_it_is_there(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut browser = Browser::new(&app);
    browser.open("/login").await;
    let text = browser.text();
    assert!(!text.contains("<img") && !text.contains("/assets/brand") && !text.contains("class=\"links\""));
    assert!(text.contains("<link rel=\"icon\" href=\"/assets/icon.svg\">"), "{text}");
    for path in ["/assets/brand/none.css", "/assets/brand/..", "/assets/brand/%2e%2e%2fpages.css"] {
        assert_eq!(app.anonymous().get(path).await.status, 404, "{path}");
    }
}

async fn asvs_3_2_2_what_an_operator_writes_is_text_too(database: Database) {
    let words = [("entrance.sign_in".to_owned(), "<b>In</b> & \"out\"".to_owned())];
    let brand = Brand::none().named("<i>A&B</i>".into()).reworded(Locale::En, words).unwrap();
    let app = start(&database, HttpSettings::development().brand(brand)).await;
    let mut browser = Browser::new(&app);
    browser.open("/login").await;
    assert!(!browser.text().contains("<b>") && !browser.text().contains("<i>"), "{}", browser.text());
    browser.sees(200, "/login", "<b>In</b> & \"out\"");
}
