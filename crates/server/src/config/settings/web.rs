//! Where it answers, and whom it answers.

use std::net::SocketAddr;

use bienvenue::http::{CookieDomain, HostName, Hsts, HttpSettings, Network, Origin};

use crate::config::key::{Default, Key, Literal, key, text};
use crate::config::reader::Reader;
use crate::config::value::Value;

/// Its settings, in the order of the template.
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
];

/// What is read of them.
pub(super) struct Web {
    pub(super) listen: SocketAddr,
    /// Where the administration answers, if that is elsewhere.
    pub(super) admin_listen: Option<SocketAddr>,
    pub(super) public_url: Option<Origin>,
    pub(super) callers: Callers,
}

/// Who may ask, and by what way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Callers {
    hosts: Vec<HostName>,
    hsts: Hsts,
    cors_origins: Vec<Origin>,
    cookie_domain: Option<CookieDomain>,
    trusted_proxies: Vec<Network>,
}

impl Callers {
    /// How the routes behave at this address.
    pub(super) fn http_settings(&self, public_url: Origin) -> HttpSettings {
        let settings = match &self.cookie_domain {
            Some(domain) => HttpSettings::internet().cookie_domain(domain),
            None => HttpSettings::internet(),
        };
        settings
            .trusted_proxies(self.trusted_proxies.clone())
            .public_origin(public_url, &self.hosts)
            .allowed_origins(self.cors_origins.clone())
            .hsts(self.hsts)
    }

    /// Whether a proxy is named.
    pub(super) const fn has_trusted_proxies(&self) -> bool {
        !self.trusted_proxies.is_empty()
    }
}

pub(super) fn read(reader: &mut Reader) -> Option<Web> {
    let listen = reader.take("listen", Value::address);
    let admin_listen = reader.take("admin_api.listen", Value::address);
    let public_url = reader.take("public_url", Value::public_url);
    let hosts = reader.take("hosts", Value::list);
    let promises =
        reader.take("hsts", |value| value.choice(&[("subdomains", Hsts::Subdomains), ("host", Hsts::Host)]));
    let cors_origins = reader.take("cors.origins", Value::list);
    let cookie_domain = read_cookie_domain(reader, public_url.as_ref());
    let trusted_proxies = reader.take("trusted_proxies", Value::list);
    let callers = Callers {
        hosts: hosts.unwrap_or_default(),
        hsts: promises?,
        cors_origins: cors_origins.unwrap_or_default(),
        cookie_domain,
        trusted_proxies: trusted_proxies.unwrap_or_default(),
    };
    Some(Web { listen: listen?, admin_listen, public_url, callers })
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

#[cfg(test)]
mod tests {
    use super::super::tests::problems;

    /// A browser would take the cookie from nobody else.
    #[test]
    fn asvs_3_3_1_the_public_address_is_in_the_domain_of_the_cookie() {
        let with = |domain: &str| {
            problems(&format!("public_url = \"https://accounts.example.org\"\ncookie.domain = \"{domain}\""))
        };
        assert_eq!(with("example.org"), Vec::<String>::new());
        for other in ["example.com", "ccounts.example.org", "app.example.org"] {
            let told = with(other);
            assert!(told.len() == 1 && told[0].contains("that the host of `public_url` is in"), "{told:?}");
        }
        let told = with("org");
        assert_eq!(
            told,
            [
                "b.toml, line 2: `cookie.domain` is \"org\": write a domain such as example.org, in lower case, of two names or more"
            ]
        );
    }
}
