//! TLS to PostgreSQL: always verified, certificate and host name, never downgraded.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::open::OpenError;

/// A connector that trusts the authorities in `root_file` (PEM), or those of the machine.
pub(super) fn connector(root_file: Option<&str>) -> Result<MakeRustlsConnect, OpenError> {
    let mut roots = RootCertStore::empty();
    let wrong = |what: String| OpenError::InvalidUrl(what);
    match root_file {
        Some(path) => {
            let unreadable = |cause| wrong(format!("sslrootcert {path} cannot be read: {cause}"));
            for certificate in CertificateDer::pem_file_iter(path).map_err(unreadable)? {
                let certificate = certificate.map_err(unreadable)?;
                roots
                    .add(certificate)
                    .map_err(|cause| wrong(format!("sslrootcert {path} is not usable: {cause}")))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(wrong(
            "no certificate authority is known to verify the server by; set sslrootcert".to_owned(),
        ));
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|cause| wrong(cause.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
