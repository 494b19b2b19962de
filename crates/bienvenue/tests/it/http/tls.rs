//! The listener with a certificate of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bienvenue::http::{Limits, TlsError, TlsListener};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion, version};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::{App, Connection, Database, Setup, any_engine};

any_engine!(
    asvs_12_1_1_both_versions_are_spoken,
    a_renewed_certificate_is_in_force_at_once,
    what_is_no_handshake_harms_nobody,
    idle_connections_end_with_the_service
);

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tls").join(name)
}

async fn start(database: &Database, limits: Limits) -> App {
    let tls = TlsListener::from_pem_files(&file("server.pem"), &file("server.key")).unwrap();
    App::start_with(database, Setup { tls: Some(tls), limits, ..Setup::default() }).await
}

async fn connect(app: &App, version: &'static SupportedProtocolVersion) -> Connection<TlsStream<TcpStream>> {
    Connection::over(try_connect(app, version, "ca.pem").await.unwrap())
}

/// A handshake of a client that trusts this file alone.
async fn try_connect(
    app: &App,
    version: &'static SupportedProtocolVersion,
    trusted: &str,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(file(trusted)).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(app.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

const REQUEST: &str = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

async fn asvs_12_1_1_both_versions_are_spoken(database: Database) {
    let app = start(&database, Limits::default()).await;
    for version in [&version::TLS12, &version::TLS13] {
        let mut connection = connect(&app, version).await;
        for _ in 0..2 {
            connection.ask(REQUEST).await.is(200, r#"{"message":"Bienvenue"}"#);
        }
    }
}

async fn a_renewed_certificate_is_in_force_at_once(database: Database) {
    let tls = TlsListener::from_pem_files(&file("server.pem"), &file("server.key")).unwrap();
    let app = App::start_with(&database, Setup { tls: Some(tls.clone()), ..Setup::default() }).await;
    let mut before = connect(&app, &version::TLS13).await;
    assert!(try_connect(&app, &version::TLS13, "renewed.pem").await.is_err());
    tls.reload(&file("renewed.pem"), &file("renewed.key")).unwrap();
    assert!(try_connect(&app, &version::TLS13, "ca.pem").await.is_err());
    let renewed = try_connect(&app, &version::TLS13, "renewed.pem").await.unwrap();
    assert_eq!(Connection::over(renewed).ask(REQUEST).await.status, 200);
    assert_eq!(before.ask(REQUEST).await.status, 200, "a connection stays as it is");
    // What does not fit changes nothing.
    tls.reload(&file("renewed.pem"), &file("server.key")).unwrap_err();
    assert!(try_connect(&app, &version::TLS13, "renewed.pem").await.is_ok());
}

async fn what_is_no_handshake_harms_nobody(database: Database) {
    let limits = Limits { header_timeout: Duration::from_millis(150), ..Limits::default() };
    let app = start(&database, limits).await;
    let mut silent = app.connect().await;
    let mut plain = app.connect().await;
    plain.send(REQUEST).await;
    let mut garbage = app.connect().await;
    garbage.send([0xff; 100]).await;
    assert_eq!(connect(&app, &version::TLS13).await.ask(REQUEST).await.status, 200);
    assert!(silent.is_closed().await);
}

async fn idle_connections_end_with_the_service(database: Database) {
    let mut app = start(&database, Limits::default()).await;
    let mut idle = connect(&app, &version::TLS13).await;
    assert_eq!(idle.ask(REQUEST).await.status, 200);
    let mut shaking = app.connect().await;
    app.shut_down();
    assert!(idle.is_closed().await && shaking.is_closed().await);
    app.has_ended().await;
}

#[test]
fn a_wrong_file_is_named() {
    let missing = TlsListener::from_pem_files(&file("nowhere.pem"), &file("server.key")).unwrap_err();
    assert!(matches!(&missing, TlsError::Unreadable { path, .. } if path.ends_with("nowhere.pem")));
    let no_key = TlsListener::from_pem_files(&file("server.pem"), &file("ca.pem")).unwrap_err();
    assert!(no_key.to_string().contains("ca.pem"), "{no_key}");
    let another_key = TlsListener::from_pem_files(&file("ca.pem"), &file("server.key")).unwrap_err();
    assert!(matches!(another_key, TlsError::Unusable(_)), "{another_key}");
}
