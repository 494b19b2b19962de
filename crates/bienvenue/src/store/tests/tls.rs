//! TLS to a real PostgreSQL server: verified by authority and by name, or not connected at all.

use std::path::PathBuf;

use crate::store::open::{OpenError, StoreOptions, open};
use crate::store::tests::databases::NOW;

/// A server that speaks TLS, with nothing said about TLS in its URL, and the folder with the authorities.
fn server() -> Option<(String, PathBuf)> {
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where a server is")]
    let (server, folder) =
        (std::env::var("BIENVENUE_TEST_POSTGRES_TLS"), std::env::var("BIENVENUE_TEST_TLS"));
    let (Ok(server), Ok(folder)) = (server, folder) else {
        eprintln!("TLS to PostgreSQL is left out: BIENVENUE_TEST_POSTGRES_TLS names no server");
        return None;
    };
    Some((server, PathBuf::from(folder)))
}

fn connect(url: &str) -> Result<(), OpenError> {
    open(url, StoreOptions { connections: 1, ..StoreOptions::default() }, NOW).map(drop)
}

/// ASVS 12.3.2: the authority must be ours, and the certificate must be for the host that was asked for.
#[test]
fn asvs_12_3_2_the_server_is_verified() {
    let Some((server, folder)) = server() else { return };
    let authority = |file: &str| format!("sslmode=verify-full&sslrootcert={}", folder.join(file).display());
    connect(&format!("{server}?{}", authority("ca.pem"))).unwrap();

    for refused in [
        format!("{server}?{}", authority("other-ca.pem")),
        format!("{server}?sslmode=verify-full"),
        // The same server under a name that its certificate does not hold.
        server.replacen("127.0.0.1", "db.example.org", 1) + "?hostaddr=127.0.0.1&" + &authority("ca.pem"),
    ] {
        assert!(matches!(connect(&refused), Err(OpenError::Connect(_))), "{refused}");
    }
    let no_file = connect(&format!("{server}?{}", authority("missing.pem")));
    assert!(matches!(no_file, Err(OpenError::InvalidUrl(_))));
}
