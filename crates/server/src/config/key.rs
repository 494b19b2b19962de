//! Every setting: its name, its default, and what it means. The only such list.

/// A value as it is written in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Text(&'static str),
    Integer(i64),
}

/// What holds when a setting is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Default {
    /// This value.
    Is(Literal),
    /// Something that has no text of its own; the example shows how to write another.
    Means { what: &'static str, example: Literal },
    /// `bienvenue serve` does not start without it.
    Required { what: &'static str, example: Literal },
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Its name, with its section before a dot.
    pub(super) name: &'static str,
    pub(super) default: Default,
    /// What it means, with its unit and range.
    pub(super) meaning: &'static str,
}

impl std::fmt::Display for Literal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::Integer(number) => write!(f, "{number}"),
        }
    }
}

/// The setting with this name.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The setting that was probably meant.
pub(super) fn closest(name: &str) -> Option<&'static str> {
    /// Below this, a guess confuses more than it helps.
    const LIKELY: f64 = 0.8;
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let likeness = |key: &Key| {
        let whole = strsim::jaro_winkler(name, key.name);
        // The right key in the wrong section is a little less likely than a slip of the finger.
        whole.max(strsim::jaro_winkler(&last(name), &last(key.name)) * 0.95)
    };
    let best = KEYS.iter().map(|key| (likeness(key), key.name)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= LIKELY).then_some(best.1)
}

const fn key(name: &'static str, default: Default, meaning: &'static str) -> Key {
    Key { name, default, meaning }
}

const fn text(value: &'static str) -> Default {
    Default::Is(Literal::Text(value))
}

const fn integer(value: i64) -> Default {
    Default::Is(Literal::Integer(value))
}

/// In the order of the template: what must be set first, then by section.
pub(super) const KEYS: &[Key] = &[
    key(
        "public_url",
        Default::Required {
            what: "the address that people type",
            example: Literal::Text("https://accounts.example.org"),
        },
        "The address that people type. `https://`, or `http://` for this machine only.",
    ),
    key(
        "hosts",
        Default::Means {
            what: "none but that of `public_url`",
            example: Literal::Text("accounts.internal, 10.0.0.7:5000"),
        },
        "More hosts that requests may name, with commas between, each with its port if that is not 80 or 443. Others are answered \
         421, but for `/healthz` and `/readyz`.",
    ),
    key(
        "hsts",
        text("subdomains"),
        "For which hosts browsers are told to use HTTPS only, where `public_url` does: `subdomains` for this one and every name \
         below it, or `host` for this one alone.",
    ),
    key("listen", text("127.0.0.1:5000"), "Address and port to answer on. Port 0 takes any free one."),
    key(
        "trusted_proxies",
        Default::Means {
            what: "none: `X-Forwarded-For` counts for nothing",
            example: Literal::Text("10.0.0.0/8, 192.0.2.7"),
        },
        "The proxies in front, addresses and ranges with commas between. They tell the address of a client.",
    ),
    key(
        "cors.origins",
        Default::Means {
            what: "none",
            example: Literal::Text("https://app.example.org, https://admin.example.org"),
        },
        "Other origins whose pages may use `/api/v1` in their visitors' browsers, with commas between. Their scripts can do whatever \
         the visitor can.",
    ),
    key(
        "admin_api.listen",
        Default::Means {
            what: "`listen`, together with everything else",
            example: Literal::Text("127.0.0.1:5001"),
        },
        "Address and port on which `/api/v1/admin` answers, and then there alone, under whatever host. Over TLS where `listen` is. \
         Without an API key it answers nobody anywhere.",
    ),
    key(
        "cookie.domain",
        Default::Means { what: "the host of `public_url` alone", example: Literal::Text("example.org") },
        "A domain whose hosts all get the session's cookie, so that apps on hosts of their own can be protected. Each of them sees \
         it: only where all are trusted. `public_url` has to be in it; sessions begun before are over.",
    ),
    key(
        "pages.return_to",
        Default::Means {
            what: "none but this service itself",
            example: Literal::Text("https://app.example.org, https://shop.example.org"),
        },
        "Origins that the pages lead back to, with commas between: whoever comes with `/login?return_to=` and an address there.",
    ),
    key(
        "pages.logo",
        Default::Means { what: "the name alone", example: Literal::Text("/etc/bienvenue/logo.svg") },
        "A picture in place of the name (`mail.product`): a file of SVG or PNG, at most 64 KiB.",
    ),
    key(
        "pages.accent",
        Default::Means { what: "a dark cyan", example: Literal::Text("#0b5c6b") },
        "The colour of buttons and links. Where text in it could not be read, it is made darker on light pages and lighter on dark \
         ones; the text of buttons is black or white.",
    ),
    key(
        "pages.stylesheet",
        Default::Means { what: "none", example: Literal::Text("/etc/bienvenue/pages.css") },
        "A style sheet that pages load after their own: a file of at most 64 KiB. What it names elsewhere is not loaded.",
    ),
    key(
        "pages.terms",
        Default::Means { what: "no link", example: Literal::Text("https://example.org/terms") },
        "Where the terms of use are, linked at the foot of each page: `https://`, or a path.",
    ),
    key(
        "pages.privacy",
        Default::Means { what: "no link", example: Literal::Text("https://example.org/privacy") },
        "Where is told what becomes of personal data, linked like the terms.",
    ),
    key(
        "pages.texts_en",
        Default::Means { what: "the texts as they come", example: Literal::Text("/etc/bienvenue/en.toml") },
        "Other words on English pages: a TOML file with the texts that are to differ. `bienvenue reference texts` lists all.",
    ),
    key(
        "pages.texts_fr",
        Default::Means { what: "the texts as they come", example: Literal::Text("/etc/bienvenue/fr.toml") },
        "Other words on French pages. `bienvenue reference texts --language fr` lists all.",
    ),
    key(
        "database.url",
        Default::Required {
            what: "where users are kept",
            example: Literal::Text("sqlite:/var/lib/bienvenue/bienvenue.db"),
        },
        "Where users are kept: `sqlite:PATH` or `postgres://user:password@host/database`.",
    ),
    key(
        "database.url_file",
        Default::Means { what: "none", example: Literal::Text("/run/secrets/database_url") },
        "A file with `database.url` in it, in place of that setting: how container platforms hand out secrets.",
    ),
    key("database.connections", integer(16), "Connections to PostgreSQL, 1 to 1000. SQLite needs none."),
    key(
        "password.scheme",
        text("argon2id"),
        "How new passwords are hashed: `argon2id` or `bcrypt`. Others are replaced at the next login.",
    ),
    key(
        "password.argon2_memory_kib",
        integer(19_456),
        "Memory of one Argon2id hash, in KiB, 1 to 262144. Less memory takes more passes: 19456 takes 2, 7168 takes 5.",
    ),
    key("password.argon2_iterations", integer(2), "Passes of Argon2id over its memory, 1 to 16."),
    key("password.argon2_parallelism", integer(1), "Lanes of Argon2id, 1 to 16."),
    key("password.bcrypt_cost", integer(12), "Cost of bcrypt, 10 to 15; one more doubles the work."),
    key("password.min_length", integer(8), "The fewest characters of a new password, 8 to 64."),
    key(
        "password.breach_filter",
        Default::Means { what: "none", example: Literal::Text("/var/lib/bienvenue/breached.filter") },
        "New passwords in this file are refused. `bienvenue breach build` makes it; one that is not whole stops the start.",
    ),
    key(
        "password.breach_api",
        Default::Means {
            what: "none: nobody is asked",
            example: Literal::Text("https://api.pwnedpasswords.com/range/"),
        },
        "New passwords that this service knows are refused: five digits of the SHA-1 are appended and leave the machine.",
    ),
    key(
        "password.breach_api_failure",
        text("accept"),
        "Without an answer of the service within a second: `accept` takes the password and warns, `refuse` answers 503.",
    ),
    key(
        "hashing.threads",
        Default::Means { what: "as many as there are cores", example: Literal::Integer(2) },
        "Threads that hash passwords, 1 to 256. Each takes the memory of one hash.",
    ),
    key(
        "hashing.queue",
        integer(1_024),
        "Hashes that may wait, 1 to 65536; what comes on top is answered 503 at once.",
    ),
    key(
        "hashing.longest_wait",
        text("2s"),
        "Who would wait longer than this for a hash is answered 503 at once, `1s` to `1m`.",
    ),
    key(
        "session.idle_timeout",
        text("7d"),
        "Ends a session that nobody used for this long, `2m` to `3650d`. Not more than `session.lifetime`.",
    ),
    key(
        "session.lifetime",
        text("30d"),
        "Ends a session this long after its login, however busy it is, `2m` to `3650d`.",
    ),
    key(
        "session.per_user",
        integer(100),
        "Sessions that a user may have, 1 to 10000; a login beyond ends the one not used for longest. With 1, a login ends the other.",
    ),
    key(
        "session.in_memory",
        integer(1_000_000),
        "Live sessions remembered at most, 1 to 100000000, at less than 200 bytes each. Others are read from the database.",
    ),
    key(
        "session.brief_idle_timeout",
        text("24h"),
        "The same for a session that its owner did not ask to be remembered, on the pages or by the JSON API, `2m` to `3650d`.",
    ),
    key(
        "session.fresh_for",
        text("10m"),
        "How long after a proof of the password a session may change what matters, `1m` to `1d`.",
    ),
    key("reset.token_lifetime", text("30m"), "How long a reset token can be used, `1m` to `7d`."),
    key(
        "registration.verification",
        text("required"),
        "Whether an account can be used before its owner has proved that he reads mail at its address: `required` or \
         `optional`. Only `required` keeps strangers from finding out who has an account; it takes mail.",
    ),
    key(
        "registration.unverified_lifetime",
        text("7d"),
        "An account whose address is not proved in this time is deleted, `1h` to `365d`.",
    ),
    key(
        "registration.token_lifetime",
        text("24h"),
        "How long a link can be used that proves an address, `1m` to `30d`.",
    ),
    key(
        "throttle.mode",
        text("on"),
        "Whether guesses and requests are slowed down: `on` or `off`. `off` only where something in front does it.",
    ),
    key(
        "throttle.account_failures",
        integer(5),
        "Wrong passwords that an account has free in a window, 1 to 20. A device or session that was signed in before has as \
         many of its own.",
    ),
    key(
        "throttle.network_failures",
        integer(20),
        "Wrong passwords and links that an IPv4 address or an IPv6 /64 has free in a window, 1 to 1000000.",
    ),
    key(
        "throttle.most_failures",
        integer(100),
        "Wrong passwords one after the other after which only devices that were signed in before, or a new password by mail, \
         help, 20 to 100.",
    ),
    key(
        "throttle.account_requests",
        integer(5),
        "Registrations and mails about one address that are free in a window, 1 to 1000.",
    ),
    key(
        "throttle.network_requests",
        integer(20),
        "Registrations and mails from an IPv4 address or an IPv6 /64 that are free in a window, 1 to 1000000.",
    ),
    key(
        "throttle.mails_per_minute",
        integer(600),
        "Registrations and mails of all strangers together that are free in a minute, 1 to 1000000.",
    ),
    key("throttle.window", text("1h"), "How long is counted before it begins anew, `1m` to `1d`."),
    key(
        "throttle.first_delay",
        text("1s"),
        "The wait once the free ones are used up, `1s` to `1m`; each is twice the one before.",
    ),
    key("throttle.longest_delay", text("15m"), "The longest wait, `1s` to `1h`."),
    key("retention.events", text("365d"), "How long is known what happened to an account, `1d` to `3650d`."),
    key(
        "retention.devices",
        text("365d"),
        "How long a device is known that a user is not seen at any more, `1d` to `3650d`.",
    ),
    key(
        "mail.url",
        Default::Required {
            what: "where mail goes out",
            example: Literal::Text("smtps://accounts%40example.org:password@smtp.example.org"),
        },
        "The SMTP server that sends mails: `smtps://` for TLS, `smtp://` for STARTTLS or, on this machine only, no TLS. \
         Needed unless `registration.verification` is `optional`. `@ : / ? # %` in user and password are written as `%40 %3A %2F %3F %23 %25`.",
    ),
    key(
        "mail.url_file",
        Default::Means { what: "none", example: Literal::Text("/run/secrets/mail_url") },
        "A file with `mail.url` in it, in place of that setting.",
    ),
    key(
        "mail.from",
        Default::Required {
            what: "who mails are from",
            example: Literal::Text("Accounts <accounts@example.org>"),
        },
        "Who mails are from. Together with `mail.url`.",
    ),
    key(
        "mail.product",
        text("Bienvenue"),
        "What the service is called in mails and on pages, at most 60 characters.",
    ),
    key(
        "mail.ca_file",
        Default::Means {
            what: "the authorities of the machine",
            example: Literal::Text("/etc/bienvenue/mail-ca.pem"),
        },
        "One more authority to trust for the certificate of the SMTP server, a PEM file.",
    ),
    key(
        "tls.certificate",
        Default::Means {
            what: "no TLS: a proxy in front has it",
            example: Literal::Text("/etc/bienvenue/cert.pem"),
        },
        "Certificate chain for TLS on `listen`, a PEM file. Together with `tls.key`.",
    ),
    key(
        "tls.key",
        Default::Means {
            what: "no TLS: a proxy in front has it",
            example: Literal::Text("/etc/bienvenue/key.pem"),
        },
        "Private key of the certificate, a PEM file.",
    ),
    key("limits.connections", integer(8_192), "Connections at once, 1 to 1000000; more wait to be accepted."),
    key(
        "limits.header_timeout",
        text("10s"),
        "For the header of a request, and how long an idle connection is kept, `1s` to `10m`.",
    ),
    key(
        "limits.request_timeout",
        text("30s"),
        "For a whole request, until its answer begins, `1s` to `10m`.",
    ),
    key(
        "limits.drain_timeout",
        text("20s"),
        "For requests and mails under way when the service is told to end, `1s` to `10m`.",
    ),
    key(
        "metrics.listen",
        Default::Means { what: "nowhere", example: Literal::Text("127.0.0.1:9464") },
        "Address and port at which figures are told to Prometheus and `bienvenue top`, under `/metrics`. Never that of `listen`.",
    ),
    key(
        "metrics.reach",
        text("this-machine"),
        "Who may reach that address: `this-machine`, or `network` for one that is not loopback and that strangers do not reach.",
    ),
    key(
        "traces.endpoint",
        Default::Means { what: "nowhere", example: Literal::Text("http://127.0.0.1:4318/v1/traces") },
        "Where a span of each request is sent, by OTLP/HTTP in JSON. Takes a program that was built with the feature `otel`. A trace that          a proxy in `trusted_proxies` began is continued.",
    ),
    key("log.level", text("info"), "What is logged: `error`, `warn`, `info`, `debug` or `trace`."),
    key("log.format", text("json"), "How: `json`, an object on each line, or `text`."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        assert_eq!(closest("public_ulr"), Some("public_url"));
        assert_eq!(closest("sesion.idle_timeout"), Some("session.idle_timeout"));
        assert_eq!(closest("session.idle-timeout"), Some("session.idle_timeout"));
        assert_eq!(closest("idle_timeout"), Some("session.idle_timeout"));
        assert_eq!(closest("database"), Some("database.url"));
        assert_eq!(closest("password.minimum_length"), Some("password.min_length"));
        assert_eq!(closest("zzz"), None);
    }

    /// A setting in two sections would be ambiguous in the environment too.
    #[test]
    fn names_are_unique() {
        for key in KEYS {
            assert_eq!(KEYS.iter().filter(|other| other.name == key.name).count(), 1, "{}", key.name);
            assert!(!key.name.contains("__"), "two underscores part sections in the environment");
        }
    }
}
