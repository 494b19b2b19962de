//! The way to a service: TCP, and TLS unless it is on this machine.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use hyper::Uri;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::OutgoingError;

/// TCP or TLS.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

/// Where the service is.
pub(super) struct Server {
    host: String,
    port: u16,
    /// Host and port as the URL has them.
    pub(super) authority: String,
    /// What the path of a question is appended to.
    pub(super) path: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl Server {
    pub(super) fn new(url: &str) -> Result<Self, OutgoingError> {
        let invalid = || OutgoingError::InvalidUrl;
        let uri: Uri = url.parse().map_err(|_| invalid())?;
        let authority = uri.authority().ok_or_else(invalid)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let is_local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let is_tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if is_local => false,
            _ => return Err(invalid()),
        };
        let has_more = uri.query().is_some() || authority.as_str().contains('@') || url.contains('#');
        let has_odd_port = authority.port_u16().is_none() && authority.as_str() != authority.host();
        if host.is_empty() || has_more || has_odd_port {
            return Err(invalid());
        }
        let port = authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let name = || ServerName::try_from(host.clone()).map_err(|_| invalid());
        let tls = if is_tls { Some((connector()?, name()?)) } else { None };
        let (authority, path) = (authority.as_str().to_owned(), uri.path().to_owned());
        Ok(Self { host, port, authority, path, tls })
    }

    /// A new connection: questions are too seldom to keep one.
    pub(super) async fn connect(&self) -> io::Result<TokioIo<Pin<Box<dyn Stream>>>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        let stream: Pin<Box<dyn Stream>> = match &self.tls {
            Some((connector, name)) => Box::pin(connector.connect(name.clone(), stream).await?),
            None => Box::pin(stream),
        };
        Ok(TokioIo::new(stream))
    }
}

/// TLS by the authorities of the machine.
fn connector() -> Result<TlsConnector, OutgoingError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(OutgoingError::NoAuthorities);
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|cause| OutgoingError::Tls(cause.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_asked_without_tls() {
        for good in ["http://127.0.0.1:8080/range/", "http://localhost/", "http://[::1]:1/x/"] {
            assert!(Server::new(good).is_ok_and(|server| server.tls.is_none()), "{good}");
        }
        for bad in [
            "",
            "range",
            "http://api.example.org/range/",
            "http://localhost.example.org/range/",
            "ftp://localhost/",
            "https://api.example.org/range/?x=/",
            "https://bob:secret@api.example.org/range/",
            "https:///range/",
            "http://127.0.0.1:99999/",
        ] {
            assert!(matches!(Server::new(bad), Err(OutgoingError::InvalidUrl)), "{bad}");
        }
    }
}
