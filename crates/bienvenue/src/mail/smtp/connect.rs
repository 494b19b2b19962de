//! The way to a server: TCP, TLS, and who we are.

use std::path::PathBuf;
use std::time::Duration;
use std::{fmt, io};

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::SmtpError;
use super::careful::Careful;
use super::refusal::{Stage, refused};
use super::url::{Security, SmtpUrl};
use crate::mail::mailer::SendError;

/// For each of a server's addresses: one of a network that leads nowhere must leave time for the next.
const EACH: Duration = Duration::from_secs(8);

/// A server to connect to, again and again.
pub(super) struct Server {
    url: SmtpUrl,
    tls: Option<TlsParameters>,
    /// What we call ourselves.
    name: ClientId,
    credentials: Option<Credentials>,
}

impl Server {
    /// The server of a URL, to be verified by the authorities of the machine and those in `ca_file`.
    pub(super) fn new(url: SmtpUrl, name: &str, ca_file: Option<PathBuf>) -> Result<Self, SmtpError> {
        let tls = match url.security {
            Security::Off => None,
            Security::Implicit | Security::StartTls => Some(tls(&url.host, ca_file)?),
        };
        let credentials = url.credentials.clone().map(|(user, password)| Credentials::new(user, password));
        Ok(Self { url, tls, name: ClientId::Domain(name.to_owned()), credentials })
    }

    /// A connection on which mails can be sent.
    pub(super) async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let address = (self.url.host.as_str(), self.url.port);
        let refused_at_start = |error| refused(Stage::Start, &error);
        let mut connection = match (&self.tls, self.url.security) {
            (Some(tls), Security::StartTls) => self.upgrade(tls.clone()).await?,
            (tls, _) => {
                AsyncSmtpConnection::connect_tokio1(address, Some(EACH), &self.name, tls.clone(), None)
                    .await
                    .map_err(refused_at_start)?
            }
        };
        if let Some(credentials) = &self.credentials {
            let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await;
            signed_in.map_err(|error| refused(Stage::SignIn, &error))?;
        }
        Ok(connection)
    }

    /// Begins without TLS and goes on with it or not at all (RFC 3207).
    async fn upgrade(&self, tls: TlsParameters) -> Result<AsyncSmtpConnection, SendError> {
        let stream = connect((self.url.host.as_str(), self.url.port)).await;
        let stream = stream.map_err(|cause| SendError::Temporary(format!("{}: {cause}", Stage::Start)))?;
        let connection =
            AsyncSmtpConnection::connect_with_transport(Box::new(Careful::new(stream)), &self.name).await;
        let mut connection = connection.map_err(|error| refused(Stage::Start, &error))?;
        if !connection.can_starttls() {
            return Err(SendError::Temporary("the server does not offer STARTTLS".to_owned()));
        }
        connection.starttls(tls, &self.name).await.map_err(|error| refused(Stage::Start, &error))?;
        Ok(connection)
    }
}

/// The first of a server's addresses that answers.
async fn connect(server: (&str, u16)) -> io::Result<TcpStream> {
    let mut failed = io::Error::new(io::ErrorKind::NotFound, "the server's name has no address");
    for address in lookup_host(server).await? {
        match timeout(EACH, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(cause)) => failed = cause,
            Err(late) => failed = late.into(),
        }
    }
    Err(failed)
}

fn tls(host: &str, ca_file: Option<PathBuf>) -> Result<TlsParameters, SmtpError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    let Some(path) = ca_file else {
        return builder.build().map_err(|_| SmtpError::Url("needs TLS, which cannot be set up here"));
    };
    let pem = std::fs::read(&path)
        .map_err(|cause| SmtpError::Authority { path: path.clone(), cause: cause.to_string() })?;
    let unusable = |cause: &str| SmtpError::Authority { path: path.clone(), cause: cause.to_owned() };
    if !pem.windows(BEGIN.len()).any(|window| window == BEGIN) {
        return Err(unusable("it holds no certificate in PEM"));
    }
    let certificate = Certificate::from_pem(&pem).map_err(|_| unusable("it is damaged"))?;
    builder = builder.add_root_certificate(certificate);
    builder.build().map_err(|error| unusable(&error.to_string()))
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.url, f)
    }
}
