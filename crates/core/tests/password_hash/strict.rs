//! Texts that are no hash, and hashes that ask for too much: refused at once, whatever they look like.

use bienvenue_core::password::hash::{HashMemory, HashUnusable, PasswordHash};
use proptest::prelude::*;

use super::{CHEAP_BCRYPT, hash, verify};

const SALT: &str = "c2FsdHNhbHRzYWx0c2FsdA";
const OUTPUT: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// Sound hashes that cost next to nothing, one of each spelling.
const SOUND: [&str; 13] = [
    "$2b$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "bcrypt_sha256$$2b$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    "$argon2i$m=8,t=1,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
    "$scrypt$ln=1,r=1,p=1$8x7D+D/n3NvbW6u1NubcWw$j3p/b7li5ZGtzJvDNuz0nmpc09NhFNQ0JBL+0giY2AI",
    "scrypt$2$salt$1$1$DUyHCKaCvXOTXPnJySAuhu8toXc=",
    "scrypt:2:1:1$salt$0c60c80f961f0e71f3a9b524af6012062fe037a6",
    "$pbkdf2-sha256$i=1,l=32$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
    "$pbkdf2$1$zjlH6D2n1Pp/b40RIiQEwA$Nq.vl1bSLaBNdoNlBQrGyHiNGSc",
    "pbkdf2_sha256$1$salt$mO82MiwEmI78UuDLR7o4rtc6QC7s2f9Yx2F1RVaEpWg=",
    "$wp$2y$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$P$5saltsaltc1qpqVZ.o5jmh9iU7XHU8/",
    "$fbscrypt$v=1,n=1,r=1,p=1,sk=c2lnbmVyIGtleSEhISEhIQ==$c2FsdA==$DUyHCKaCvXOTXPnJySAuhg==",
];

#[test]
fn unknown_formats_have_their_own_error() {
    for text in [
        "",
        "$",
        "$$",
        "password",
        "plain$password",
        "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
        "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
        "$2$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$argon2d$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "!",
        "*",
    ] {
        assert_eq!(PasswordHash::parse(text), Err(HashUnusable::UnknownFormat), "{text}");
    }
}

/// One departure from what the tools write is enough.
#[test]
fn malformed_texts_are_refused() {
    let argon2 = |version: &str, parameters: &str| format!("$argon2id${version}{parameters}${SALT}${OUTPUT}");
    for text in [
        argon2("v=20$", "m=8,t=1,p=1"),
        argon2("v=019$", "m=8,t=1,p=1"),
        argon2("v=19$v=19$", "m=8,t=1,p=1"),
        argon2("v=19$", "m=08,t=1,p=1"),
        argon2("v=19$", "m=+8,t=1,p=1"),
        argon2("v=19$", "t=1,m=8,p=1"),
        argon2("v=19$", "m=8,t=1"),
        argon2("v=19$", "m=8,t=1,p=1,keyid=x"),
        argon2("v=19$", "m=7,t=1,p=1"),
        argon2("v=19$", "m=8,t=0,p=1"),
        argon2("v=19$", "m=8,t=1,p=0"),
        argon2("v=19$", "m=8,t=1,p=2"),
        // A salt of 7 bytes, none at all, an output of 15.
        format!("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAA${OUTPUT}"),
        format!("$argon2id$v=19$m=8,t=1,p=1$${OUTPUT}"),
        format!("$argon2id$v=19$m=8,t=1,p=1${SALT}$AAAAAAAAAAAAAAAAAAAA"),
        format!("argon2id$v=19$m=8,t=1,p=1${SALT}${OUTPUT}"),
        format!("argon2$argon2d$v=19$m=8,t=1,p=1${SALT}${OUTPUT}"),
        "$2b$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        "$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        "$2b$+5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        "2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        // Bits beyond the salt's last byte.
        "$2b$05$CCCCCCCCCCCCCCCCCCCCCCE5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        "$2b$05$CCCCCCCCCCCCCCCCCCCC\u{e9}E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        format!("$scrypt$ln=0,r=1,p=1${SALT}${OUTPUT}"),
        format!("$scrypt$ln=1,r=0,p=1${SALT}${OUTPUT}"),
        format!("$scrypt$ln=1,r=1,p=0${SALT}${OUTPUT}"),
        format!("scrypt$3$salt$1$1${OUTPUT}="),
        format!("scrypt$1$salt$1$1${OUTPUT}="),
        format!("scrypt$2$1$1$salt${OUTPUT}="),
        "scrypt:2:1$salt$0c60c80f961f0e71f3a9b524af6012062fe037a6".to_owned(),
        format!("$pbkdf2-sha256$0${SALT}${OUTPUT}"),
        format!("$pbkdf2-sha256$i=0,l=32${SALT}${OUTPUT}"),
        format!("$pbkdf2-sha256$i=1,l=31${SALT}${OUTPUT}"),
        format!("$pbkdf2-sha256$l=32,i=1${SALT}${OUTPUT}"),
        format!("$pbkdf2-sha256$i=1,l=32,x=1${SALT}${OUTPUT}"),
        format!("pbkdf2_sha256$1$salt${OUTPUT}"),
        "pbkdf2:sha1$salt$0c60c80f961f0e71f3a9b524af6012062fe037a6".to_owned(),
        "pbkdf2:md5:1$salt$0c60c80f961f0e71f3a9b524af6012062fe037a6".to_owned(),
        "pbkdf2:sha1:1$salt$0C60C80F961F0E71F3A9B524AF6012062FE037A6".to_owned(),
        "$wp$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        "$wp$2y$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        // phpass: too few rounds, no digit in the salt, bits beyond the last byte, a digit too many, one too few.
        "$P$4saltsaltc1qpqVZ.o5jmh9iU7XHU8/".to_owned(),
        "$P$5salt-altc1qpqVZ.o5jmh9iU7XHU8/".to_owned(),
        "$P$5saltsaltc1qpqVZ.o5jmh9iU7XHU8z".to_owned(),
        "$P$5saltsaltc1qpqVZ.o5jmh9iU7XHU8//".to_owned(),
        "$P$5saltsaltc1qpqVZ.o5jmh9iU7XHU8".to_owned(),
        "$P$".to_owned(),
        // Firebase: an unknown version, no key of the project, one that is no base64, one of another length, a double one.
        "$fbscrypt$v=2,n=1,r=1,p=1,sk=c2lnbmVyIGtleSEhISEhIQ==$c2FsdA==$DUyHCKaCvXOTXPnJySAuhg==".to_owned(),
        "$fbscrypt$v=1,n=1,r=1,p=1,ss=Bw==$c2FsdA==$DUyHCKaCvXOTXPnJySAuhg==".to_owned(),
        "$fbscrypt$v=1,n=1,r=1,p=1,sk=x$c2FsdA==$DUyHCKaCvXOTXPnJySAuhg==".to_owned(),
        "$fbscrypt$v=1,n=1,r=1,p=1,sk=c2lnbmVy$c2FsdA==$DUyHCKaCvXOTXPnJySAuhg==".to_owned(),
        "$fbscrypt$v=1,n=1,r=1,p=1,sk=,sk=c2lnbmVyIGtleSEhISEhIQ==$c2FsdA==$DUyHCKaCvXOTXPnJySAuhg=="
            .to_owned(),
        "$fbscrypt$v=1,n=0,r=1,p=1,sk=c2lnbmVyIGtleSEhISEhIQ==$c2FsdA==$DUyHCKaCvXOTXPnJySAuhg==".to_owned(),
        // Longer than any text that is read.
        format!("pbkdf2_sha256$1${}${OUTPUT}=", "s".repeat(2_000)),
        format!("pbkdf2_sha256$1${}${OUTPUT}=", "s".repeat(1_025)),
    ] {
        assert_eq!(PasswordHash::parse(&text), Err(HashUnusable::Malformed), "{text}");
    }
    for text in SOUND {
        assert!(PasswordHash::parse(text).is_ok(), "{text}");
    }
    assert!(PasswordHash::parse(&format!("pbkdf2_sha256$1${}${OUTPUT}=", "s".repeat(1_024))).is_ok());
}

/// An imported hash must not take all memory or minutes of work (ASVS 15.2.2): refused on reading and on verifying.
#[test]
fn asvs_15_2_2_hashes_that_ask_for_too_much_are_refused() {
    let argon2 = |parameters: &str| format!("$argon2id$v=19${parameters}${SALT}${OUTPUT}");
    for text in [
        "$2b$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        "$2b$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        "$wp$2y$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW".to_owned(),
        "$P$Hsaltsaltc1qpqVZ.o5jmh9iU7XHU8/".to_owned(),
        "$fbscrypt$v=1,n=22,r=1,p=1,sk=c2lnbmVyIGtleSEhISEhIQ==$c2FsdA==$DUyHCKaCvXOTXPnJySAuhg==".to_owned(),
        argon2("m=262145,t=1,p=1"),
        argon2("m=262144,t=5,p=1"),
        argon2("m=8,t=17,p=1"),
        argon2("m=256,t=1,p=17"),
        argon2("m=4294967295,t=4294967295,p=4294967295"),
        argon2("m=99999999999999999999,t=1,p=1"),
        format!("$scrypt$ln=22,r=1,p=1${SALT}${OUTPUT}"),
        format!("$scrypt$ln=18,r=9,p=1${SALT}${OUTPUT}"),
        format!("$scrypt$ln=1,r=1,p=17${SALT}${OUTPUT}"),
        format!("$scrypt$ln=64,r=1,p=1${SALT}${OUTPUT}"),
        format!("$scrypt$ln=4294967295,r=4294967295,p=4294967295${SALT}${OUTPUT}"),
        format!("scrypt$2147483648$salt$8$1${OUTPUT}="),
        format!("$pbkdf2-sha256$5000001${SALT}${OUTPUT}"),
        format!("$pbkdf2$i=2500001,l=32${SALT}${OUTPUT}"),
        format!("pbkdf2_sha256$99999999999999999999$salt${OUTPUT}="),
    ] {
        assert_eq!(PasswordHash::parse(&text), Err(HashUnusable::TooCostly), "{text}");
        let stored = PasswordHash::from_stored(text.clone());
        assert_eq!(
            verify("password", &stored, &mut HashMemory::new()),
            Err(HashUnusable::TooCostly),
            "{text}"
        );
    }
}

#[test]
fn errors_and_debug_do_not_tell_the_hash() {
    let made = hash("password", &CHEAP_BCRYPT);
    assert_eq!(format!("{made:?}"), "PasswordHash(…)");
    let broken = PasswordHash::from_stored(format!("{}!", made.as_str()));
    let error = verify("password", &broken, &mut HashMemory::new()).unwrap_err();
    assert_eq!(format!("{error} {error:?}"), "malformed password hash Malformed");
}

/// Fields that look like those of a hash, in any order.
fn almost_a_hash() -> impl Strategy<Value = String> {
    let words = [
        "$",
        "$2b$",
        "$2y$",
        "bcrypt$",
        "bcrypt_sha256$",
        "argon2$",
        "$argon2id$",
        "$argon2i$",
        "v=19$",
        "v=16$",
        "m=8,t=1,p=1",
        "m=",
        "t=",
        "p=",
        ",",
        "=",
        ":",
        "$scrypt$",
        "scrypt$",
        "scrypt:",
        "ln=1,r=1,p=1",
        "2",
        "04",
        "$pbkdf2$",
        "$pbkdf2-sha256$",
        "pbkdf2_sha1$",
        "pbkdf2:sha512:",
        "i=1,l=32",
        "i=",
        "0",
        "1",
        "4294967296",
        "\0",
        "\u{e9}",
        "+",
        ".",
        "/",
        SALT,
        OUTPUT,
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..12).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in any::<String>(), almost in almost_a_hash()) {
        let _ = PasswordHash::parse(&text);
        let _ = PasswordHash::parse(&almost);
        for prefix in ["$2b$04$", "$argon2id$v=19$m=8,t=1,p=1$", "scrypt$2$", "$pbkdf2-sha256$i=1$", "pbkdf2:sha1:1$"] {
            let _ = PasswordHash::parse(&format!("{prefix}{text}"));
        }
    }

    /// One character exchanged, lost or added: no panic, and the wrong password stays wrong.
    #[test]
    fn a_damaged_hash_opens_with_no_wrong_password(
        text in prop::sample::select(SOUND.to_vec()),
        at in any::<prop::sample::Index>(),
        character in any::<char>(),
        change in 0..3,
    ) {
        let at = at.index(text.len());
        let (front, rest) = text.split_at(at);
        let damaged = match change {
            0 => format!("{front}{character}{}", &rest[1..]),
            1 => format!("{front}{}", &rest[1..]),
            _ => format!("{front}{character}{rest}"),
        };
        let opened = verify("wrong", &PasswordHash::from_stored(damaged.clone()), &mut HashMemory::new());
        prop_assert_ne!(opened, Ok(true));
        prop_assert_eq!(opened.is_ok(), PasswordHash::parse(&damaged).is_ok());
    }
}
