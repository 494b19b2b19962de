//! The seal of a form: that it came from a page which the owner of the session was shown (ASVS 3.5.1).
//!
//! It is a HMAC-SHA-256 of a fixed text under the secret of the session. So it needs no place in the database, holds on every
//! replica, ends with the session, and tells nothing about the secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The field that holds it.
pub(super) const FIELD: &str = "csrf";

/// The seal of a session.
pub(in crate::http) fn seal(secret: &str) -> String {
    mac(secret).map_or_else(String::new, |mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// Whether a seal is this session's, compared in constant time.
pub(super) fn is_sealed(secret: &str, seal: &str) -> bool {
    let (Some(mac), Ok(seal)) = (mac(secret), URL_SAFE_NO_PAD.decode(seal)) else { return false };
    mac.verify_slice(&seal).is_ok()
}

fn mac(secret: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(b"bienvenue form\n");
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_its_sessions() {
        let seal = seal("secret");
        assert_eq!(seal.len(), 43);
        assert!(is_sealed("secret", &seal) && !is_sealed("other", &seal));
        for wrong in ["", "A", &seal[1..], &format!("{seal}A"), &format!("{seal}="), "é"] {
            assert!(!is_sealed("secret", wrong), "{wrong}");
        }
    }
}
