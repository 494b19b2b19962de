//! How a new password is refused, on every face.

use bienvenue::breaches::{BreachFilter, FilterBuilder, sha1_of};
use bienvenue::core::password::PasswordPolicy;

use super::{EMAIL, PASSWORD};
use crate::support::{App, Database, Setup, every_engine, form, json};

every_engine!(
    asvs_6_2_4_6_2_11_6_2_12_a_refusal_has_its_code,
    asvs_6_2_4_6_2_11_6_2_12_a_refusal_is_told_to_people,
);

const BREACHED: &str = "correct horse battery staple";

/// What is refused, by which code, and a word of what people are told in English and French.
const REFUSED: [(&str, &str, [&str; 2]); 5] = [
    ("2 brief", "password_too_short", ["at least 8 characters", "au moins 8 caractères"]),
    ("guillaume1", "password_context", ["the name of this service", "le nom de ce service"]),
    ("Sunshine1", "password_common", ["Many people use", "Beaucoup de gens utilisent"]),
    (BREACHED, "password_breached", ["data breach", "fuite de données"]),
    (
        "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 \
         0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 \
         0123456789 0123456789 0123456789 0123456789",
        "password_too_long",
        ["at most 256 characters", "256 caractères au plus"],
    ),
];

async fn internet(database: &Database) -> App {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("filter");
    let mut builder = FilterBuilder::new(&path);
    builder.add(&sha1_of(BREACHED.as_bytes())).unwrap();
    builder.finish(|_, _| ()).unwrap();
    let filter = BreachFilter::open(&path).unwrap();
    let auth = |auth: bienvenue::AuthBuilder| {
        auth.password_policy(PasswordPolicy::INTERNET)
            .service("Acme", "https://acme.example")
            .breach_filter(filter)
    };
    App::start_with(database, Setup { auth: Box::new(auth), ..Setup::default() }).await
}

async fn asvs_6_2_4_6_2_11_6_2_12_a_refusal_has_its_code(database: Database) {
    let app = internet(&database).await;
    for (password, code, _) in REFUSED {
        let fields = [("email", EMAIL), ("password", password)];
        let refused = app.anonymous().post("/api/v1/users", json(&fields)).await;
        assert_eq!(
            (refused.status, refused.field("code").as_deref()),
            (422, Some(code)),
            "{}",
            refused.text()
        );
        assert_eq!(refused.field("field").as_deref(), Some("password"));
        assert!(!refused.text().contains(password), "{}", refused.text());
        let refused = app.anonymous().post("/users", form(&fields)).await;
        assert_eq!(refused.status, 400);
        assert!(refused.text().starts_with("{\"message\":\"password "), "{}", refused.text());
    }
    assert_eq!(app.count_users().await, 0);
}

async fn asvs_6_2_4_6_2_11_6_2_12_a_refusal_is_told_to_people(database: Database) {
    let app = internet(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = app.reset_token(EMAIL).await;
    let mut connection = app.connect().await;
    for (password, code, words) in REFUSED {
        let body = form(&[("token", &token), ("new_password", password)]).bytes;
        for (language, words) in ["en", "fr"].into_iter().zip(words) {
            let head = format!(
                "POST /reset-password HTTP/1.1\r\nHost: localhost\r\nAccept-Language: {language}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            let reply = connection.ask([head.as_bytes(), &body].concat()).await;
            assert_eq!(reply.status, 422, "{code}");
            assert!(reply.text().contains(words), "{code}, {language}: {}", reply.text());
        }
    }
}
