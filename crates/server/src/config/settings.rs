//! The settings, typed and checked. Each section has a file with what it lists, what is read of it, and what that is for.

mod accounts;
mod breaches;
mod database;
mod hashing;
mod limits;
mod mail;
mod metrics;
mod pages;
mod passwords;
mod required;
mod retention;
mod sessions;
mod telemetry;
#[cfg(test)]
pub(super) mod tests;
mod throttle;
mod tls;
mod web;

use std::net::SocketAddr;

use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::http::{HttpSettings, Limits, Origin};
use bienvenue::mail::{Sender, SmtpSettings};
use bienvenue::{AuthBuilder, Retention, Schema, StoreOptions};
use tracing::Level;

pub(crate) use self::required::Required;
pub(crate) use self::telemetry::LogFormat;

use self::accounts::Accounts;
use self::database::Database;
use self::hashing::Hashing;
use self::passwords::Passwords;
use self::sessions::Sessions;
use self::telemetry::Telemetry;
use self::tls::TlsFiles;
use self::web::{Callers, Web};
use super::key::Key;
use super::reader::Reader;
use crate::brand::BrandSettings;
use crate::breach_lists::BreachSettings;

/// What each section lists, in the order of the template.
pub(super) const SECTIONS: &[&[Key]] = &[
    web::KEYS,
    pages::KEYS,
    database::KEYS,
    passwords::KEYS,
    breaches::KEYS,
    hashing::KEYS,
    sessions::KEYS,
    accounts::KEYS,
    throttle::KEYS,
    retention::KEYS,
    mail::KEYS,
    tls::KEYS,
    limits::KEYS,
    metrics::KEYS,
    telemetry::KEYS,
];

/// Everything that can be decided, each setting in its range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    /// Where the administration answers, if that is elsewhere.
    pub(crate) admin_listen: Option<SocketAddr>,
    pub(crate) public_url: Option<Origin>,
    callers: Callers,
    pages_return_to: Vec<Origin>,
    pub(crate) brand: BrandSettings,
    pub(crate) database_url: Option<String>,
    pub(crate) database_connections: usize,
    passwords: Passwords,
    pub(crate) breaches: BreachSettings,
    hashing: Hashing,
    sessions: Sessions,
    accounts: Accounts,
    throttle: Option<ThrottlePolicy>,
    pub(crate) retention: Retention,
    product: String,
    mail: Option<SmtpSettings>,
    pub(crate) tls: Option<TlsFiles>,
    pub(crate) limits: Limits,
    pub(crate) metrics_listen: Option<SocketAddr>,
    pub(crate) traces_endpoint: Option<String>,
    pub(crate) log_level: Level,
    pub(crate) log_format: LogFormat,
}

impl Settings {
    /// Takes every setting, so that everything wrong is noted, and then puts them together.
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let web = web::read(reader);
        let (pages_return_to, brand) = pages::read(reader);
        let database = database::read(reader);
        let passwords = passwords::read(reader);
        let breaches = breaches::read(reader);
        let hashing = hashing::read(reader);
        let sessions = sessions::read(reader);
        let accounts = accounts::read(reader);
        let throttle = throttle::read(reader);
        let retention = retention::read(reader);
        let product = reader.take("mail.product", mail::product);
        let mail = mail::read(reader);
        let tls = tls::read(reader);
        let limits = limits::read(reader);
        let metrics_listen = metrics::read(reader);
        let telemetry = telemetry::read(reader);
        let Web { listen, admin_listen, public_url, callers } = web?;
        let Database { url: database_url, connections: database_connections } = database?;
        let Telemetry { traces_endpoint, log_level, log_format } = telemetry?;
        Some(Self {
            listen,
            admin_listen,
            public_url,
            callers,
            pages_return_to,
            brand,
            database_url,
            database_connections,
            passwords: passwords?,
            breaches: breaches?,
            hashing: hashing?,
            sessions: sessions?,
            accounts: accounts?,
            throttle: throttle?,
            retention: retention?,
            product: product?,
            mail,
            tls,
            limits: limits?,
            metrics_listen,
            traces_endpoint,
            log_level,
            log_format,
        })
    }

    /// How the service appears in its mails, if it sends any.
    pub(crate) fn sender(&self) -> Option<Sender> {
        self.mail.as_ref().and(self.public_url.as_ref()).map(|public_url| self.sender_at(public_url))
    }

    fn sender_at(&self, public_url: &Origin) -> Sender {
        Sender::new(self.product.clone(), public_url.to_string())
    }

    /// How the database is opened.
    pub(crate) fn store_options(&self, schema: Schema) -> StoreOptions {
        StoreOptions { schema, connections: self.database_connections }
    }

    /// How the routes behave at this address.
    pub(crate) fn http_settings(&self, public_url: Origin) -> HttpSettings {
        self.callers.http_settings(public_url).return_to(self.pages_return_to.clone())
    }

    /// What the service is called.
    pub(crate) fn product(&self) -> &str {
        &self.product
    }

    /// Whether a proxy is named.
    pub(crate) fn has_trusted_proxies(&self) -> bool {
        self.callers.has_trusted_proxies()
    }

    /// Whether other processes may serve the same users.
    pub(crate) fn is_shared_database(&self) -> bool {
        self.database_url.as_ref().is_some_and(|url| !url.starts_with("sqlite:"))
    }

    /// How mails are sent, if they are.
    pub(crate) const fn mail(&self) -> Option<&SmtpSettings> {
        self.mail.as_ref()
    }

    /// Applies what concerns people and their passwords.
    pub(crate) fn apply(&self, auth: AuthBuilder) -> AuthBuilder {
        let public_url = self.public_url.as_ref().map(ToString::to_string).unwrap_or_default();
        let auth = self.passwords.apply(auth).service(&self.product, &public_url);
        let auth = self.accounts.apply(self.sessions.apply(self.hashing.apply(auth)));
        match self.throttle {
            Some(policy) => auth.throttle(policy),
            None => auth.no_throttle(),
        }
    }
}
