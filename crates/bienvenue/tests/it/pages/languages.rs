//! Which language a page speaks.

use bienvenue::http::HttpSettings;

use super::{EMAIL, PASSWORD, member, start};
use crate::support::{Browser, Database, Mailed, any_engine, every_engine};

every_engine!(the_language_of_an_account_is_its_owners_choice);
any_engine!(a_browser_speaks_the_language_that_was_chosen, mails_are_in_the_language_of_the_pages);

async fn a_browser_speaks_the_language_that_was_chosen(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = Browser::new(&app).saying("Accept-Language: fr-CH, en;q=0.5");
    bob.open("/login").await;
    bob.sees(200, "/login", "<html lang=\"fr\">");
    bob.sees(200, "/login", "Mot de passe oublié ?");
    bob.submit("/language", &[("lang", "en")]).await;
    bob.sees(200, "/login", "Forgot your password?");
    for path in ["/register", "/forgot", "/forgot/done", "/verify-email", "/reset-password"] {
        bob.open(path).await;
        bob.sees(200, path, "<html lang=\"en\">");
    }
    bob.submit("/language", &[("lang", "tlh")]).await;
    bob.sees(200, "/reset-password", "<html lang=\"en\">");
}

async fn the_language_of_an_account_is_its_owners_choice(database: Database) {
    let app = start(&database, HttpSettings::development()).await;
    let mut bob = member(&app, EMAIL).await;
    bob.submit("/language", &[("lang", "fr")]).await;
    bob.sees(200, "/account", "Adresse e-mail");
    let me = app.with_session(bob.cookie("session_id").unwrap()).get("/api/v1/me").await.body_of(200);
    assert_eq!(me["locale"], "fr");
    for path in ["/account/password", "/account/sessions", "/account/activity", "/account/data"] {
        bob.open(path).await;
        bob.sees(200, path, "Se déconnecter");
    }
    // Another browser learns it when he signs in.
    let mut elsewhere = Browser::new(&app).saying("Accept-Language: en");
    elsewhere.open("/login").await;
    elsewhere.submit("/login", &[("email", EMAIL), ("password", PASSWORD)]).await;
    elsewhere.sees(200, "/account", "Votre compte");
    // Also from a page for everybody.
    bob.open("/forgot").await;
    bob.submit("/language", &[("lang", "en")]).await;
    bob.sees(200, "/forgot", "Forgot your password?");
    bob.open("/account").await;
    bob.sees(200, "/account", "Your account");
    bob.submit("/language", &[("lang", "fr")]).await;
    bob.submit("/logout", &[]).await;
    bob.sees(200, "/login", "Vous êtes déconnecté.");
}

async fn mails_are_in_the_language_of_the_pages(database: Database) {
    let world = Mailed::start(&database).await;
    let mut bob = Browser::new(&world.app);
    bob.open("/register").await;
    bob.submit("/language", &[("lang", "fr")]).await;
    bob.submit("/register", &[("email", EMAIL), ("password", PASSWORD)]).await;
    bob.sees(200, "/register/done", "Consultez vos courriels");
    let mails = world.mails().await;
    assert!(mails[0].text.contains("Confirmez") || mails[0].text.contains("adresse"), "{}", mails[0].text);
}
