//! Where somebody is led after he has signed in.

use bienvenue::http::HttpSettings;

use super::{EMAIL, PASSWORD, start};
use crate::support::{App, Browser, Database, any_engine};

any_engine!(
    asvs_3_7_2_a_person_is_led_to_listed_places_only,
    asvs_3_7_2_the_place_is_kept_from_page_to_page,
    asvs_3_7_2_a_language_leads_back_to_pages_of_ours,
);

const FRIEND: &str = "https://app.example.org";

async fn service(database: &Database) -> App {
    let settings = HttpSettings::development().return_to(vec![FRIEND.parse().unwrap()]);
    let app = start(database, settings).await;
    app.register(EMAIL, PASSWORD).await;
    app
}

async fn asvs_3_7_2_a_person_is_led_to_listed_places_only(database: Database) {
    let app = service(&database).await;
    let long = format!("/{}", "a".repeat(10_000));
    for (asked, led) in [
        ("/account/data", "/account/data"),
        ("https://app.example.org/cart?id=7#top", "https://app.example.org/cart?id=7#top"),
        ("", "/account"),
        ("//evil.example", "/account"),
        ("///evil.example", "/account"),
        ("/\\evil.example", "/account"),
        ("https:evil.example", "/account"),
        ("\t//evil.example", "/account"),
        ("/\t/evil.example", "/account"),
        ("https://app.example.org@evil.example", "/account"),
        ("https://app.example.org.evil.example", "/account"),
        ("https://app\u{3002}example\u{3002}org", "/account"),
        ("javascript:alert(1)", "/account"),
        ("/x\r\nSet-Cookie: a=b", "/account"),
        (&long, "/account"),
    ] {
        let fields = [("email", EMAIL), ("password", PASSWORD), ("return_to", asked)];
        let reply = Browser::new(&app).ask("POST", "/login", &fields).await;
        assert_eq!((reply.status, reply.header("location")), (303, Some(led)), "{asked:?}");
    }
    for query in [
        "return_to=%09//evil.example",
        "return_to=/a&return_to=//evil.example",
        "return_to=%2F%5Cevil.example",
    ] {
        let mut bob = Browser::new(&app);
        bob.open(&format!("/login?{query}")).await;
        assert!(!bob.text().contains("evil"), "{}", bob.text());
    }
}

async fn asvs_3_7_2_the_place_is_kept_from_page_to_page(database: Database) {
    let app = service(&database).await;
    let mut bob = Browser::new(&app);
    bob.open("/login?return_to=https%3A%2F%2Fapp.example.org%2Fcart").await;
    let policy = bob.reply.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' https://app.example.org"), "a redirect counts too: {policy}");
    let link = "/register?return_to=https%3A%2F%2Fapp%2Eexample%2Eorg%2Fcart";
    assert!(bob.text().contains(link), "{}", bob.text());
    bob.open(link).await;
    bob.submit("/register", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(bob.reply.status, 409);
    bob.open("/login?return_to=https%3A%2F%2Fapp.example.org%2Fcart").await;
    bob.submit("/login", &[("email", EMAIL), ("password", "wrong")]).await;
    bob.submit("/language", &[("lang", "fr")]).await;
    bob.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(bob.reply.header("location"), Some("https://app.example.org/cart"));
    bob.open("/confirm?return_to=https%3A%2F%2Fapp.example.org%2Fcart").await;
    bob.submit("/confirm", &[("password", PASSWORD)]).await;
    assert_eq!(bob.reply.header("location"), Some("https://app.example.org/cart"));
}

async fn asvs_3_7_2_a_language_leads_back_to_pages_of_ours(database: Database) {
    let app = service(&database).await;
    for bad in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let reply = Browser::new(&app).ask("POST", "/language", &[("lang", "fr"), ("return_to", bad)]).await;
        assert_eq!((reply.status, reply.header("location")), (303, Some("/account")), "{bad}");
    }
}
