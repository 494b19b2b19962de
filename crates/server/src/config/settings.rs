//! The settings, typed and checked.

mod breaches;
mod mail;
mod metrics;
mod pages;
mod throttle;

use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use bienvenue::core::password::PasswordPolicy;
use bienvenue::core::password::hash::HashScheme;
use bienvenue::core::session::SessionLifetime;
use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::http::{CookieDomain, HostName, Hsts, HttpSettings, Limits, Network, Origin};
use bienvenue::mail::{Sender, SmtpSettings};
use bienvenue::outgoing::Outgoing;
use bienvenue::{AuthBuilder, Retention, Schema, StoreOptions, Verification};
use tracing::Level;

use super::key;
use super::problem::report_missing;
use super::reader::Reader;
use super::value::Value;
use crate::brand::BrandSettings;
use crate::breach_lists::BreachSettings;
use crate::stop::Stop;

/// Everything that can be decided, each setting in its range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    /// Where the administration answers, if that is elsewhere.
    pub(crate) admin_listen: Option<SocketAddr>,
    pub(crate) public_url: Option<Origin>,
    hosts: Vec<HostName>,
    hsts: Hsts,
    cors_origins: Vec<Origin>,
    cookie_domain: Option<CookieDomain>,
    trusted_proxies: Vec<Network>,
    pages_return_to: Vec<Origin>,
    pub(crate) brand: BrandSettings,
    pub(crate) database_url: Option<String>,
    pub(crate) database_connections: usize,
    scheme: HashScheme,
    password_policy: PasswordPolicy,
    pub(crate) breaches: BreachSettings,
    hashing_threads: Option<NonZeroUsize>,
    hashing_queue: usize,
    hashing_longest_wait: Duration,
    session_lifetime: SessionLifetime,
    sessions_per_user: NonZeroU32,
    sessions_in_memory: usize,
    brief_idle_timeout: Duration,
    fresh_for: Duration,
    reset_token_lifetime: Duration,
    verification: Verification,
    unverified_lifetime: Duration,
    verification_token_lifetime: Duration,
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

/// The two files of TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// How log events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// An object on each line.
    Json,
    /// For people.
    Text,
}

/// What `bienvenue serve` does not start without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Required {
    pub(crate) public_url: Origin,
    pub(crate) database_url: String,
    /// How the service appears in its mails.
    pub(crate) sender: Sender,
    /// How mails are sent, if they are.
    pub(crate) mail: Option<SmtpSettings>,
}

impl Settings {
    /// Takes every setting, so that everything wrong is noted, and then puts them together.
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let listen = reader.take("listen", Value::address);
        let admin_listen = reader.take("admin_api.listen", Value::address);
        let public_url = reader.take("public_url", Value::public_url);
        let hosts = reader.take("hosts", Value::list);
        let promises = reader
            .take("hsts", |value| value.choice(&[("subdomains", Hsts::Subdomains), ("host", Hsts::Host)]));
        let cors_origins = reader.take("cors.origins", Value::list);
        let cookie_domain = read_cookie_domain(reader, public_url.as_ref());
        let trusted_proxies = reader.take("trusted_proxies", Value::list);
        let pages_return_to = reader.take("pages.return_to", Value::list);
        let brand = pages::read(reader);
        let database_url = reader.take("database.url", Value::database_url);
        let database_connections = count(reader, "database.connections", 1_000);
        let scheme = read_scheme(reader);
        let min_length = reader.take("password.min_length", |value| value.integer(8..=64));
        let breaches = breaches::read(reader);
        let hashing_threads = count(reader, "hashing.threads", 256).and_then(NonZeroUsize::new);
        let hashing_queue = count(reader, "hashing.queue", 65_536);
        let hashing_longest_wait = reader.take("hashing.longest_wait", |value| value.duration("1s", "1m"));
        let session_lifetime = read_session_lifetime(reader);
        let sessions_per_user = count(reader, "session.per_user", 10_000);
        let sessions_in_memory = count(reader, "session.in_memory", 100_000_000);
        let brief_idle_timeout =
            reader.take("session.brief_idle_timeout", |value| value.duration("2m", "3650d"));
        let fresh_for = reader.take("session.fresh_for", |value| value.duration("1m", "1d"));
        let reset_token_lifetime = reader.take("reset.token_lifetime", |value| value.duration("1m", "7d"));
        let verification = reader.take("registration.verification", |value| {
            value.choice(&[("required", Verification::Required), ("optional", Verification::Optional)])
        });
        let unverified_lifetime =
            reader.take("registration.unverified_lifetime", |value| value.duration("1h", "365d"));
        let verification_token_lifetime =
            reader.take("registration.token_lifetime", |value| value.duration("1m", "30d"));
        let throttle = throttle::read(reader);
        let retention = read_retention(reader);
        let product = reader.take("mail.product", mail::product);
        let mail = mail::read(reader);
        let tls = read_tls(reader);
        let limits = read_limits(reader);
        let metrics_listen = metrics::read(reader);
        let traces_endpoint = reader.take("traces.endpoint", endpoint);
        let log = read_log(reader);
        let (log_level, log_format) = log?;
        Some(Self {
            listen: listen?,
            admin_listen,
            public_url,
            hosts: hosts.unwrap_or_default(),
            hsts: promises?,
            cors_origins: cors_origins.unwrap_or_default(),
            cookie_domain,
            trusted_proxies: trusted_proxies.unwrap_or_default(),
            pages_return_to: pages_return_to.unwrap_or_default(),
            brand,
            database_url,
            database_connections: database_connections?,
            scheme: scheme?,
            password_policy: PasswordPolicy::at_least(usize::try_from(min_length?).ok()?),
            breaches: breaches?,
            hashing_threads,
            hashing_queue: hashing_queue?,
            hashing_longest_wait: hashing_longest_wait?,
            session_lifetime: session_lifetime?,
            sessions_per_user: sessions_per_user
                .and_then(|most| u32::try_from(most).ok())
                .and_then(NonZeroU32::new)?,
            sessions_in_memory: sessions_in_memory?,
            brief_idle_timeout: brief_idle_timeout?,
            fresh_for: fresh_for?,
            reset_token_lifetime: reset_token_lifetime?,
            verification: verification?,
            unverified_lifetime: unverified_lifetime?,
            verification_token_lifetime: verification_token_lifetime?,
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

    /// What safety depends on, or all of it that is missing.
    pub(crate) fn required(&self) -> Result<Required, Stop> {
        let needs_mail = self.verification == Verification::Required && self.mail.is_none();
        match (&self.public_url, &self.database_url) {
            (Some(public_url), Some(database_url)) if !needs_mail => Ok(Required {
                public_url: public_url.clone(),
                database_url: database_url.clone(),
                sender: self.sender_at(public_url),
                mail: self.mail.clone(),
            }),
            (public_url, database_url) => {
                let lacks = [
                    ("public_url", public_url.is_none()),
                    ("database.url", database_url.is_none()),
                    ("mail.url", needs_mail),
                    ("mail.from", needs_mail),
                ];
                let missing = lacks.iter().filter(|(_, is_missing)| *is_missing);
                Err(report_missing(&missing.filter_map(|(name, _)| key::find(name)).collect::<Vec<_>>()))
            }
        }
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
        let settings = match &self.cookie_domain {
            Some(domain) => HttpSettings::internet().cookie_domain(domain),
            None => HttpSettings::internet(),
        };
        settings
            .trusted_proxies(self.trusted_proxies.clone())
            .public_origin(public_url, &self.hosts)
            .allowed_origins(self.cors_origins.clone())
            .hsts(self.hsts)
            .return_to(self.pages_return_to.clone())
    }

    /// What the service is called.
    pub(crate) fn product(&self) -> &str {
        &self.product
    }

    /// Whether a proxy is named.
    pub(crate) fn has_trusted_proxies(&self) -> bool {
        !self.trusted_proxies.is_empty()
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
        let auth = auth
            .hash_scheme(self.scheme)
            .password_policy(self.password_policy)
            .service(&self.product, &self.public_url.as_ref().map(ToString::to_string).unwrap_or_default())
            .hashing_queue(self.hashing_queue)
            .hashing_longest_wait(self.hashing_longest_wait)
            .session_lifetime(self.session_lifetime)
            .sessions_per_user(self.sessions_per_user)
            .sessions_in_memory(self.sessions_in_memory)
            .brief_idle_timeout(self.brief_idle_timeout)
            .fresh_for(self.fresh_for)
            .reset_token_lifetime(self.reset_token_lifetime)
            .verification(self.verification)
            .unverified_lifetime(self.unverified_lifetime)
            .verification_token_lifetime(self.verification_token_lifetime);
        let auth = match self.throttle {
            Some(policy) => auth.throttle(policy),
            None => auth.no_throttle(),
        };
        match self.hashing_threads {
            Some(threads) => auth.hashing_threads(threads),
            None => auth,
        }
    }
}

/// A cookie for a domain that the service is not in would be taken by no browser: nobody could sign in.
fn read_cookie_domain(reader: &mut Reader, public_url: Option<&Origin>) -> Option<CookieDomain> {
    let domain: CookieDomain = reader.take("cookie.domain", Value::parsed)?;
    if public_url.is_some_and(|public_url| !domain.has(public_url)) {
        let reason =
            format!("`cookie.domain` is {domain}: write a domain that the host of `public_url` is in");
        reader.refuse(&["cookie.domain", "public_url"], reason);
    }
    Some(domain)
}

fn read_retention(reader: &mut Reader) -> Option<Retention> {
    let events = reader.take("retention.events", |value| value.duration("1d", "3650d"));
    let devices = reader.take("retention.devices", |value| value.duration("1d", "3650d"));
    Some(Retention { events: events?, devices: devices? })
}

fn count(reader: &mut Reader, name: &'static str, most: u32) -> Option<usize> {
    reader.take(name, |value| value.integer(1..=most)).and_then(|number| usize::try_from(number).ok())
}

/// The schemes' own floor and cap decide; the parameters of the other scheme must be in range too.
fn read_scheme(reader: &mut Reader) -> Option<HashScheme> {
    let memory_kib = reader.take("password.argon2_memory_kib", |value| value.integer(1..=262_144));
    let iterations = reader.take("password.argon2_iterations", |value| value.integer(1..=16));
    let parallelism = reader.take("password.argon2_parallelism", |value| value.integer(1..=16));
    let cost = reader.take("password.bcrypt_cost", |value| value.integer(10..=15));
    let is_bcrypt =
        reader.take("password.scheme", |value| value.choice(&[("argon2id", false), ("bcrypt", true)]))?;
    let scheme = if is_bcrypt {
        HashScheme::Bcrypt { cost: cost? }
    } else {
        HashScheme::Argon2id { memory_kib: memory_kib?, iterations: iterations?, parallelism: parallelism? }
    };
    if let Err(rejected) = scheme.check() {
        let names =
            ["password.argon2_memory_kib", "password.argon2_iterations", "password.argon2_parallelism"];
        reader.refuse(&names, rejected.to_string());
    }
    Some(scheme)
}

/// Not below two minutes: a use is written down once a minute, so a shorter idle time would end sessions in use.
fn read_session_lifetime(reader: &mut Reader) -> Option<SessionLifetime> {
    let idle = reader.take("session.idle_timeout", |value| value.duration("2m", "3650d"));
    let absolute = reader.take("session.lifetime", |value| value.duration("2m", "3650d"));
    let lifetime = SessionLifetime { idle: idle?, absolute: absolute? };
    if lifetime.idle > lifetime.absolute {
        let reason = "`session.idle_timeout` is longer than `session.lifetime`: write at most the lifetime";
        reader.refuse(&["session.idle_timeout", "session.lifetime"], reason);
    }
    Some(lifetime)
}

fn read_tls(reader: &mut Reader) -> Option<TlsFiles> {
    let path = |value: &Value| value.text().map(PathBuf::from);
    let certificate = reader.take("tls.certificate", path);
    let key = reader.take("tls.key", path);
    if reader.is_written("tls.certificate") != reader.is_written("tls.key") {
        let reason = "`tls.certificate` and `tls.key` belong together: write both or none";
        reader.refuse(&["tls.certificate", "tls.key"], reason);
    }
    Some(TlsFiles { certificate: certificate?, key: key? })
}

fn read_limits(reader: &mut Reader) -> Option<Limits> {
    let connections = count(reader, "limits.connections", 1_000_000);
    let mut time = |name| reader.take(name, |value| value.duration("1s", "10m"));
    let header = time("limits.header_timeout");
    let request = time("limits.request_timeout");
    let drain = time("limits.drain_timeout");
    Some(Limits {
        max_connections: connections?,
        header_timeout: header?,
        request_timeout: request?,
        drain_timeout: drain?,
        ..Limits::default()
    })
}

/// Whether it can be asked is the library's to say.
fn endpoint(value: &Value) -> Result<String, String> {
    let url = value.text()?;
    Outgoing::new(url).map(|_| url.to_owned()).map_err(|error| error.to_string())
}

fn read_log(reader: &mut Reader) -> Option<(Level, LogFormat)> {
    let levels = [
        ("error", Level::ERROR),
        ("warn", Level::WARN),
        ("info", Level::INFO),
        ("debug", Level::DEBUG),
        ("trace", Level::TRACE),
    ];
    let level = reader.take("log.level", |value| value.choice(&levels));
    let formats = [("json", LogFormat::Json), ("text", LogFormat::Text)];
    let format = reader.take("log.format", |value| value.choice(&formats));
    Some((level?, format?))
}

#[cfg(test)]
mod tests;
