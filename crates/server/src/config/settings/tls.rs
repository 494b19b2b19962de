//! The certificate of the service, if it has one.

use std::path::PathBuf;

use crate::config::key::{Default, Key, Literal, key};
use crate::config::reader::Reader;
use crate::config::value::Value;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
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
];

/// The two files of TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

pub(super) fn read(reader: &mut Reader) -> Option<TlsFiles> {
    let path = |value: &Value| value.text().map(PathBuf::from);
    let certificate = reader.take("tls.certificate", path);
    let key = reader.take("tls.key", path);
    if reader.is_written("tls.certificate") != reader.is_written("tls.key") {
        let reason = "`tls.certificate` and `tls.key` belong together: write both or none";
        reader.refuse(&["tls.certificate", "tls.key"], reason);
    }
    Some(TlsFiles { certificate: certificate?, key: key? })
}

#[cfg(test)]
mod tests {
    use super::super::tests::problems;

    #[test]
    fn neither_file_is_of_use_alone() {
        let told = problems("[tls]\nkey = \"key.pem\"\n");
        assert!(
            told[0].starts_with("b.toml, line 2: `tls.certificate` and `tls.key` belong together"),
            "{told:?}"
        );
    }
}
