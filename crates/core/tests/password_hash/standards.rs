//! The vectors of the standards and of the reference implementations.

use bienvenue_core::password::hash::{HashMemory, HashUnusable, PasswordHash};

use super::{near_misses, verify};

/// Each text opens with its password, and not with that password in another case.
fn check(vectors: &[(&str, &str)]) {
    let mut memory = HashMemory::new();
    for &(right, text) in vectors {
        let hash = PasswordHash::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(verify(right, &hash, &mut memory), Ok(true), "{text}");
        for wrong in near_misses(right).iter().take(1) {
            assert_eq!(verify(wrong, &hash, &mut memory), Ok(false), "{wrong:?} {text}");
        }
    }
}

/// The vectors of jBCrypt and of Openwall's `crypt_blowfish` (`wrapper.c`); the last is cut at 72 bytes, where it was
/// made of exactly what stands here.
#[test]
fn bcrypt_reference() {
    check(&[
        ("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe"),
        ("abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i"),
        ("abcdefghijklmnopqrstuvwxyz", "$2a$08$aTsUwsyowQuzRrDqFflhgekJ8d9/7Z3GV3UcgvzQW3J5zMyrTvlz."),
        (
            "~!@#$%^&*()      ~!@#$%^&*()PNBFRD",
            "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO",
        ),
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        (
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
            "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
        ),
    ]);
}

/// `test.c` of the reference implementation, phc-winner-argon2. The vectors of RFC 9106 §5 have a secret and associated
/// data, which no stored hash has.
#[test]
fn argon2_reference() {
    check(&[
        ("password", "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"),
        ("password", "$argon2i$v=16$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY"),
        ("password", "$argon2i$m=256,t=2,p=2$c29tZXNhbHQ$tsEVYKap1h6scGt5ovl9aLRGOqOth+AMB+KwHpDFZPs"),
        ("password", "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA"),
        ("password", "$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$T/XOJ2mh1/TIpJHfCdQan76Q5esCFVoT5MAeIM1Oq2E"),
        (
            "password",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        ),
        ("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
        ("password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"),
    ]);
}

/// RFC 7914 §12, in the two spellings whose bytes can be read off the RFC. Its first vector has an empty password; its
/// last takes 1 GiB, more than a login may.
#[test]
fn rfc_7914_scrypt() {
    check(&[
        (
            "password",
            "scrypt:1024:8:16$NaCl$fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162\
             2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
        ),
        (
            "pleaseletmein",
            "scrypt:16384:8:1$SodiumChloride$7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2\
             d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
        ),
        (
            "password",
            "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA",
        ),
    ]);
    let too_much = format!("scrypt:1048576:8:1$SodiumChloride${}", "2101cb9b6a511aae".repeat(8));
    assert_eq!(PasswordHash::parse(&too_much), Err(HashUnusable::TooCostly));
}

/// RFC 7914 §11.
#[test]
fn rfc_7914_pbkdf2_sha256() {
    check(&[
        (
            "passwd",
            "pbkdf2:sha256:1$salt$55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc\
             49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
        ),
        (
            "Password",
            "pbkdf2:sha256:80000$NaCl$4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56\
             a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
        ),
        ("passwd", "$pbkdf2-sha256$i=1,l=32$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw"),
        ("passwd", "$pbkdf2-sha256$i=1$c2FsdA$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw"),
    ]);
}

/// RFC 6070. Its fourth vector takes 16,777,216 iterations, more than a login may.
#[test]
fn rfc_6070_pbkdf2_sha1() {
    check(&[
        ("password", "pbkdf2:sha1:1$salt$0c60c80f961f0e71f3a9b524af6012062fe037a6"),
        ("password", "pbkdf2:sha1:2$salt$ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
        ("password", "pbkdf2:sha1:4096$salt$4b007901b765489abead49d926f721d065a429c1"),
        (
            "passwordPASSWORDpassword",
            "pbkdf2:sha1:4096$saltSALTsaltSALTsaltSALTsaltSALTsalt$\
             3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
        ),
        ("pass\0word", "$pbkdf2$i=4096,l=16$c2EAbHQ$Vvpqp1VICZ3MN9fwNCXgww"),
    ]);
    let too_much = "pbkdf2:sha1:16777216$salt$eefe3d61cd4da4e4e9945b3d6ba2158c2634e984";
    assert_eq!(PasswordHash::parse(too_much), Err(HashUnusable::TooCostly));
}
