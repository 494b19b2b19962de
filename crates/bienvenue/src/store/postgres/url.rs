//! What a PostgreSQL URL says, and how it is connected to.

use std::net::IpAddr;
use std::time::Duration;

use postgres::config::{Host, SslMode};
use postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connection::{PostgresConnection, connect_error};
use super::tls;
use crate::store::open::OpenError;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// No statement of ours takes long; one that does is given up, so that it cannot hold a worker for ever. No transaction
/// waits for us either, unless this machine has stopped: then its locks are freed for other replicas.
const TIMEOUTS: &str = "-c statement_timeout=10000 -c idle_in_transaction_session_timeout=60000";
/// A server that has vanished from the network is noticed after this long.
const SILENCE: Duration = Duration::from_secs(10);

/// A server to connect to, again and again.
#[derive(Clone)]
pub(super) struct Target {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

/// How `sslmode` in the URL is understood. There is no half-way: TLS is verified, certificate and name, or not used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tls {
    Verified,
    Off,
}

impl Target {
    /// Reads a URL such as `postgres://user:password@host/database?sslmode=verify-full&sslrootcert=ca.pem`.
    ///
    /// Without `sslmode`, TLS is used and verified unless the server is on this machine.
    pub(super) fn parse(url: &str) -> Result<Self, OpenError> {
        let (rest, wanted, root_file) = take_tls_parameters(url)?;
        // The driver's message quotes the value it stumbled over, never the password.
        let mut config: Config = rest.parse().map_err(|error: postgres::Error| {
            OpenError::InvalidUrl(
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string),
            )
        })?;
        let options = config.get_options().map_or_else(String::new, |options| format!("{options} "));
        config
            .options(&format!("{TIMEOUTS} {options}"))
            .application_name("bienvenue")
            .connect_timeout(CONNECT_TIMEOUT)
            .keepalives_idle(SILENCE)
            .tcp_user_timeout(SILENCE);
        let default = if is_local(&config) { Tls::Off } else { Tls::Verified };
        let tls = match wanted.unwrap_or(default) {
            Tls::Off => {
                config.ssl_mode(SslMode::Disable);
                None
            }
            Tls::Verified => {
                config.ssl_mode(SslMode::Require);
                Some(tls::connector(root_file.as_deref())?)
            }
        };
        Ok(Self { config, tls })
    }

    /// Opens a connection.
    pub(super) fn connect(&self) -> Result<PostgresConnection, OpenError> {
        let client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        };
        client.map(PostgresConnection::new).map_err(|error| connect_error(&error))
    }
}

/// Takes `sslmode` and `sslrootcert` out of a URL: the driver knows only some of their values.
fn take_tls_parameters(url: &str) -> Result<(String, Option<Tls>, Option<String>), OpenError> {
    let Some((base, query)) = url.split_once('?') else { return Ok((url.to_owned(), None, None)) };
    let mut kept = Vec::new();
    let (mut tls, mut root_file) = (None, None);
    for parameter in query.split('&') {
        match parameter.split_once('=') {
            Some(("sslmode", "disable")) => tls = Some(Tls::Off),
            Some(("sslmode", "require" | "verify-ca" | "verify-full")) => tls = Some(Tls::Verified),
            Some(("sslmode", other)) => {
                return Err(OpenError::InvalidUrl(format!(
                    "sslmode={other} can be downgraded by whoever sits in between; use verify-full or disable"
                )));
            }
            Some(("sslrootcert", path)) => root_file = Some(path.to_owned()),
            _ => kept.push(parameter),
        }
    }
    let rest = if kept.is_empty() { base.to_owned() } else { format!("{base}?{}", kept.join("&")) };
    Ok((rest, tls, root_file))
}

/// Whether every host of the URL is this machine, where nobody sits in between.
fn is_local(config: &Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses_tls(url: &str) -> bool {
        Target::parse(url).unwrap().tls.is_some()
    }

    /// ASVS 12.3.2: a connection that leaves the machine is verified unless the operator says otherwise in so many words.
    #[test]
    fn asvs_12_3_2_tls_is_the_default_beyond_this_machine() {
        assert!(uses_tls("postgres://u:p@db.example.org/d"));
        assert!(uses_tls("postgres://u:p@localhost/d?sslmode=require"));
        assert!(!uses_tls("postgres://u:p@localhost/d"));
        assert!(!uses_tls("postgres://u:p@127.0.0.1:5433/d"));
        assert!(!uses_tls("postgres://u@/d?host=/run/postgresql"));
        assert!(!uses_tls("postgres://u:p@db.example.org/d?sslmode=disable"));
        for soft in ["prefer", "allow"] {
            assert!(Target::parse(&format!("postgres://u:p@db.example.org/d?sslmode={soft}")).is_err());
        }
    }

    #[test]
    fn a_wrong_url_does_not_repeat_its_password() {
        for url in ["postgres://u:s3cret@h:port/d", "postgres://u:s3cret@h/d?unknown=1"] {
            let error = Target::parse(url).err().unwrap();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
    }
}
