//! The pages, as people use them: plain forms, no script.

mod account;
mod admin;
mod brand;
mod devices;
mod entrance;
mod fresh;
mod languages;
mod nowhere;
mod return_to;
mod seals;
mod shown;

use bienvenue::AuthBuilder;
use bienvenue::http::HttpSettings;
use bienvenue::mail::Sender;

use crate::support::{App, Browser, Database, Setup};

const EMAIL: &str = "bob@example.org";
const PASSWORD: &str = "b4l0u-b4l0u-b4l0u";
const NEW_PASSWORD: &str = "t4rt1fl3tt3-t4rt1fl3tt3";

/// A service that sends mails and asks nobody to prove his address, with such settings.
async fn start(database: &Database, settings: HttpSettings) -> App {
    let sender = || Sender::new("Acme".into(), "https://accounts.example.org".into());
    let auth = move |auth: AuthBuilder| auth.mail(sender());
    App::start_with(database, Setup { auth: Box::new(auth), settings, ..Setup::default() }).await
}

/// Somebody with an account, signed in.
async fn member<'a>(app: &'a App, email: &str) -> Browser<'a> {
    app.register(email, PASSWORD).await;
    signed_in(app, email).await
}

/// Another browser of somebody with an account.
async fn signed_in<'a>(app: &'a App, email: &str) -> Browser<'a> {
    let mut browser = Browser::new(app);
    browser.open("/login").await;
    browser.submit("/login", &[("email", email), ("password", PASSWORD)]).await;
    browser.sees(200, "/account", email);
    browser
}
