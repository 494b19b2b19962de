//! Hashes that other tools made: each opens with its password and with nothing near it.

use bienvenue_core::password::hash::{HashMemory, HashScheme, HashUnusable, PasswordHash, needs_rehash};

use super::{near_misses, password, verify};

const USUAL: &str = "Tr0ub4dor & 3é";
const BYTES_72: &str = "0123456789012345678901234567890123456789012345678901234567890123456789Zz";
const BYTES_80: &str = "0123456789012345678901234567890123456789012345678901234567890123456789abcdefghiZ";

/// Tool and version, password, and the text that its own code returned.
#[rustfmt::skip]
const MADE_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("bcrypt 5.0.0", USUAL, "$2a$05$kWJmM4.ZG/ys9YcGSYlL.uE7bgvE4PpE5bB9aMpvOJOl.yI4ZEESS"),
    ("bcrypt 5.0.0", USUAL, "$2b$05$uE8eTWdWGqJmigtSHJZUle6hjcd8lxW2hIT287qc5WQtZKGUhSjji"),
    ("bcrypt 5.0.0, spelled $2y$", USUAL, "$2y$05$jPXY1fvmeZ0TESiMSFLkzO1x7A7rOitkQXyhYEk7kH2Q/f2bawJyK"),
    ("bcrypt 5.0.0, 72 bytes", BYTES_72, "$2b$05$9ioXX2fpcidpL1bkUYRP0uw1No3jXCEPHmm8VZvhc4a6vIjEAlQQu"),
    ("argon2-cffi 25.1.0", USUAL, "$argon2id$v=19$m=64,t=2,p=2$c2l4dGVlbi5ieXRlLnNsdA$gByC+AVaLG7J+acrxkBcj3xP8WNSCGNt4fdXu6mr5fo"),
    ("argon2-cffi 25.1.0, version 16", USUAL, "$argon2id$v=16$m=64,t=3,p=1$c2l4dGVlbi5ieXRlLnNsdA$qbq1KC/0eJT7jbkj1bBhUKJpiyqh1Z9JBzVv8ZxupHk"),
    ("argon2-cffi 25.1.0", USUAL, "$argon2i$v=19$m=64,t=2,p=2$c2l4dGVlbi5ieXRlLnNsdA$J+fVj/zdNA+0dg4buEAOCl+OCZylz48GdlUC8Bv7E9U"),
    ("argon2-cffi 25.1.0, version 16", USUAL, "$argon2i$v=16$m=64,t=3,p=1$c2l4dGVlbi5ieXRlLnNsdA$lB6oua0lUovLorv56t08MJ5TMm9x0FhqPwoccEIN1dM"),
    ("argon2-cffi 25.1.0, output of 16 and salt of 8 bytes", USUAL, "$argon2id$v=19$m=32,t=1,p=4$OGJ5dGVzLi4$3RpLwM+hYHLEb0F/95Wq9g"),
    ("argon2-cffi 25.1.0, output of 128 bytes", USUAL, "$argon2id$v=19$m=32,t=1,p=4$c2l4dGVlbi5ieXRlLnNsdA$SKu2UJrMFTwWGJDh97DyC91eTEnU18ZG6PBaYR88dLtVlSxQM2nQiSnEtfkMCF3DcmrHdjK9Clp34GMJ8gXMOMIQ41DdwuCK+lsU7KEXICcg0zUS6ED2QyLX/Sd6lWPU93bx29+GhWUk6zxwAxapd6CwmXDEcEO0PuZLPiFgYj4"),
    ("Django 5.2.19", USUAL, "argon2$argon2id$v=19$m=64,t=2,p=2$TEd1NXJpMFFjMjgxQWp6MkZTYmRINQ$fVMMvCet5nwAAuKaGVNnSHa8PV9n6Cyd63QIHJ13usY"),
    ("Django 5.2.19", USUAL, "bcrypt_sha256$$2b$05$0qZ36ObWD2I5J737n2XJ5eVvVlgqGAOOiHtTRN1OMlNFLnQFPnk1G"),
    ("Django 5.2.19, 80 bytes", BYTES_80, "bcrypt_sha256$$2b$05$ke3BUFIrUOYJpZ7QzVnIcedwJJxx8NI3AxBBINOPj84rbLGRXGbSa"),
    ("Django 5.2.19", USUAL, "bcrypt$$2b$05$IYkMLuNtrzBi13Ek4p1.qejW60R/IFv5MY9You9tWXE/4elbqWoYa"),
    ("Django 5.2.19", USUAL, "scrypt$256$Rbn9cOkS4IZ3QmzKWU3h2n$8$3$vpxLcXG+nKUQb9q4M64vampJojQ0FZOl3CrBjFeelsrQ6qTWS+td6LkXDRwuMAfrlBElZLlwBCGyRH+qdygdSg=="),
    ("Django 5.2.19", USUAL, "pbkdf2_sha256$600$BjvvFlFzRQ0PHzngE0bP9L$mO82MiwEmI78UuDLR7o4rtc6QC7s2f9Yx2F1RVaEpWg="),
    ("Django 5.2.19", USUAL, "pbkdf2_sha1$600$2i1m8fkx7HzxcWU1A897cH$DUyHCKaCvXOTXPnJySAuhu8toXc="),
    ("Werkzeug 3.1.9", USUAL, "scrypt:256:8:2$Oz6LX8V09bbSr4yw$58b856963103072ee72f62e6a040ae2bb660d860e822e4acbd3b66e86566f3624884251424911e0de59766ee4d1b7fd564c15826b6c4be7e608b7b015cd6ad18"),
    ("Werkzeug 3.1.9", USUAL, "pbkdf2:sha256:600$4SmojU4AXvOlYMA8$bf2defe52147150bc85c038aac55f18d5484eec4d617505ad8b3f4dc59f26898"),
    ("Werkzeug 3.1.9", USUAL, "pbkdf2:sha1:600$UalabXea3RWImh6Y$80916e96602d0639f1d89f8870089674e9462f46"),
    ("Werkzeug 3.1.9", USUAL, "pbkdf2:sha512:600$iuhNlC2Qi3xOWHse$75c6b733446258fbcebed433fd0c874c2ae662ec94326f64c4fd59da44abb0cc3c508a363e361a22f163fd87099f146560f6832c8a68831faa64865cd0da3c80"),
    ("passlib 1.7.4", USUAL, "$pbkdf2$600$zjlH6D2n1Pp/b40RIiQEwA$Nq.vl1bSLaBNdoNlBQrGyHiNGSc"),
    ("passlib 1.7.4", USUAL, "$pbkdf2-sha256$600$COEcY6z1/t/b.78XAgAAYA$73DP.BSimgwj5a93knKdzXUGOOMtoNOs8WbzXL2GcGk"),
    ("passlib 1.7.4", USUAL, "$pbkdf2-sha512$600$gVCKMQZAiBEipDTG.P8/Zw$VvH4K/Jk6SmgYCigfCjfs.BRDzWlXu6q9jYjK3p0YVAAs.lCG7cpLR/Ypr34lXR9WuW/L4pgM1hLekcmc/fDpg"),
    ("passlib 1.7.4", USUAL, "$scrypt$ln=8,r=4,p=2$8x7D+D/n3NvbW6u1NubcWw$j3p/b7li5ZGtzJvDNuz0nmpc09NhFNQ0JBL+0giY2AI"),
    ("passlib 1.7.4", USUAL, "$P$6c1qpqVZ.o5jmh9iU7XHU8S2CoUkt6/"),
    ("passlib 1.7.4", USUAL, "$H$6g2pEvUeclRy8qgMuadBMI3PITQ63X1"),
    ("PHP 8.2, as WordPress 6.8 calls it", USUAL, "$wp$2y$05$7qgwRyQ2erNODI/c4GHfIOxGT6tBnz9He.iCUdhJkvGPosf00vYma"),
    ("PHP 8.2, as WordPress 6.8 calls it, 80 bytes", BYTES_80, "$wp$2y$05$ZTLnIGnoUi..BJjAjY4pKeEGfUugM3ObU2WLvV4YDNla0i1EgWxYq"),
    ("PHP 8.2", USUAL, "$2y$05$rMgLC/FLjoVnQFxcvjr5u.inMmolnSmoelTTPdtdgzwfxgBv1PMcq"),
    ("Firebase, the example of its documentation", "user1password", "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="),
];

/// ASVS 6.2.8: what another system hashed is verified exactly, too.
#[test]
fn asvs_6_2_8_hashes_of_other_tools_open_with_their_password_only() {
    let mut memory = HashMemory::new();
    for &(tool, right, text) in MADE_ELSEWHERE {
        let hash = PasswordHash::parse(text).unwrap_or_else(|error| panic!("{tool}: {error}: {text}"));
        assert_eq!(hash.as_str(), text);
        assert_eq!(verify(right, &hash, &mut memory), Ok(true), "{tool}: {text}");
        for wrong in near_misses(right) {
            assert_eq!(verify(&wrong, &hash, &mut memory), Ok(false), "{tool}: {wrong:?} {text}");
        }
    }
}

/// better-auth 1.6.20, `hashPassword`: it knows a password in NFKC alone, so every spelling that is one there opens the hash, until
/// the sign-in that replaces it.
#[test]
fn better_auth_knows_one_spelling_of_a_password() {
    const SALT_AND_KEY: &str = "7751f0e4e2e0ba2d403c125949a50afd$37dc7585c33dbd50ebe331aaf8f2c7601f139fdf6225c4d18af6ea0980a1579b0bc2a4796802568e8051aa0cea4c64bd5014ff01d4d5cbebcc5bd61785bed99f";
    let (typed, composed) = ("\u{fb01}ance\u{301}\u{2460}-passe", "fiancé1-passe");
    let (normalised, plain) = ["scrypt-nfkc", "scrypt"]
        .map(|name| PasswordHash::parse(&format!("{name}:16384:16:1${SALT_AND_KEY}")).unwrap())
        .into();
    let mut memory = HashMemory::new();
    for right in [typed, composed, "\u{fb01}anc\u{e9}1-passe"] {
        assert_eq!(verify(right, &normalised, &mut memory), Ok(true), "{right}");
        assert_eq!(verify(right, &plain, &mut memory), Ok(right == composed), "{right}");
    }
    for wrong in ["fiance1-passe", "fiancé2-passe", "Fiancé1-passe", "fiancé1-passe ", "fiancé1-passe\0"]
    {
        assert_eq!(verify(wrong, &normalised, &mut memory), Ok(false), "{wrong}");
    }
    assert!(needs_rehash(&password(typed), &normalised, &HashScheme::ARGON2ID));
}

/// OWASP Password Storage: all of them are replaced at the next login, being weaker or of another kind.
#[test]
fn hashes_of_other_tools_are_replaced_at_login() {
    for &(tool, right, text) in MADE_ELSEWHERE {
        let hash = PasswordHash::parse(text).unwrap();
        for scheme in [HashScheme::BCRYPT, HashScheme::ARGON2ID] {
            assert!(needs_rehash(&password(right), &hash, &scheme), "{tool}: {text}");
        }
    }
}

/// A text with anything cut off, added or in another case is no longer that hash: it is refused, or it does not open.
#[test]
fn texts_are_read_to_the_last_character() {
    for &(tool, _, text) in MADE_ELSEWHERE {
        for cut in 0..text.len() {
            assert!(
                PasswordHash::parse(&text[..cut]).is_err() || is_output_cut(text, cut),
                "{tool}: {}",
                &text[..cut]
            );
        }
        for added in ["$", " ", "\n", "\0", "=", "é", "$x", ",x", "A"] {
            let longer = format!("{text}{added}");
            assert!(PasswordHash::parse(&longer).is_err() || added == "A", "{tool}: {longer}");
            let shifted = format!("{added}{text}");
            assert!(PasswordHash::parse(&shifted).is_err(), "{tool}: {shifted}");
        }
        match PasswordHash::parse(&text.to_uppercase()) {
            Err(why) => assert_eq!(why, HashUnusable::UnknownFormat, "{tool}"),
            // What phpass calls itself is a capital letter: that is another hash.
            Ok(other) => {
                assert!(text.starts_with("$P$") || text.starts_with("$H$"), "{tool}");
                assert_eq!(verify(USUAL, &other, &mut HashMemory::new()), Ok(false), "{tool}");
            }
        }
    }
}

/// An output of another length is another hash, which no password is known to open.
fn is_output_cut(text: &str, cut: usize) -> bool {
    text.rfind('$').is_some_and(|output| cut > output + 16)
}
