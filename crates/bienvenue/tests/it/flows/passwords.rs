//! Passwords are exactly what was sent, on every way in (ASVS 6.2.8), whatever the scheme would cut.

use bienvenue::AuthBuilder;
use bienvenue::core::password::hash::HashScheme;

use super::{EMAIL, auth_with};
use crate::support::{Database, every_engine};

every_engine!(asvs_6_2_8_argon2id_is_exact, asvs_6_2_8_bcrypt_is_exact);

async fn asvs_6_2_8_argon2id_is_exact(database: Database) {
    is_exact(&database, |auth| auth).await;
}

async fn asvs_6_2_8_bcrypt_is_exact(database: Database) {
    is_exact(&database, |auth| auth.hash_scheme(HashScheme::Bcrypt { cost: 4 })).await;
}

async fn is_exact(database: &Database, scheme: impl FnOnce(AuthBuilder) -> AuthBuilder) {
    let (auth, _) = auth_with(database, scheme).await;
    let long = "0123456789".repeat(7) + "abcdefghiZ";
    let (start, but_one) = (long[..72].to_owned(), long[..79].to_owned());
    let user = auth.register_user(EMAIL, &long).await.unwrap();
    for round in ["registered", "reset", "set"] {
        assert!(auth.valid_login(EMAIL, &long).await.unwrap(), "{round}");
        for wrong in [
            &start,
            &but_one,
            &format!("{but_one}z"),
            &format!("{long} "),
            &format!("{long}\0"),
            &long.to_uppercase(),
        ] {
            assert!(!auth.valid_login(EMAIL, wrong).await.unwrap(), "{round} {wrong:?}");
        }
        if round == "registered" {
            let token = auth.get_reset_password_token(EMAIL).await.unwrap();
            auth.update_password(&token, &long).await.unwrap();
        } else {
            auth.set_password(user.id, &long).await.unwrap();
        }
    }
    // A NUL ends no password, 72 bytes are no end, and no spelling is folded into another.
    for (right, wrong) in [
        ("a\0b and more", "a\0c and more"),
        (start.as_str(), but_one.as_str()),
        ("pass\u{e9}", "passe\u{301}"),
        (" inner  space ", "inner  space"),
        ("\u{1f642}", "\u{1f641}"),
    ] {
        auth.set_password(user.id, right).await.unwrap();
        assert!(auth.valid_login(EMAIL, right).await.unwrap(), "{right:?}");
        assert!(!auth.valid_login(EMAIL, wrong).await.unwrap(), "{wrong:?}");
    }
}
