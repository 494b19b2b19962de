//! TLS on the listener, for those who have no proxy in front.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// A certificate with its key, ready to answer handshakes (TLS 1.2 and 1.3). Clones share it: a renewed one is in force for all.
#[derive(Clone)]
pub struct TlsListener(Arc<RwLock<TlsAcceptor>>);

/// Why a certificate or key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file cannot be read as PEM.
    #[error("{} cannot be read as PEM: {cause}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// Certificate and key do not fit, or are of a kind that is not supported.
    #[error("certificate and key cannot be used together: {0}")]
    Unusable(String),
}

impl TlsListener {
    /// Reads a certificate chain and its private key, both in PEM.
    ///
    /// # Errors
    ///
    /// [`TlsError`] says which file is wrong, and why.
    pub fn from_pem_files(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        Ok(Self(Arc::new(RwLock::new(read(certificate, key)?))))
    }

    /// Reads them anew: handshakes that begin from now on have the new certificate, connections stay as they are.
    ///
    /// # Errors
    ///
    /// [`TlsError`]; the certificate of before stays in force.
    pub fn reload(&self, certificate: &Path, key: &Path) -> Result<(), TlsError> {
        let renewed = read(certificate, key)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = renewed;
        Ok(())
    }

    /// What answers a handshake.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn read(certificate: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let unreadable = |path: &Path, cause: rustls::pki_types::pem::Error| TlsError::Unreadable {
        path: path.to_owned(),
        cause: cause.to_string(),
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|cause| unreadable(certificate, cause))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|cause| unreadable(key, cause))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let unusable = |cause: rustls::Error| TlsError::Unusable(cause.to_string());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unusable)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

impl std::fmt::Debug for TlsListener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsListener(…)")
    }
}
