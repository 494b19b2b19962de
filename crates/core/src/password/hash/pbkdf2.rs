//! PBKDF2 (RFC 8018 §5.2) with HMAC over SHA-1, SHA-256 or SHA-512, only ever verified.
//!
//! - PHC: `$pbkdf2-sha256$i=<iterations>,l=<bytes of output>$<salt>$<output>`, `l` being optional
//! - passlib: `$pbkdf2-sha256$<iterations>$<salt>$<output>` with `.` for `+`, and `$pbkdf2$` for SHA-1
//! - Django: `pbkdf2_sha256$<iterations>$<salt as text>$<output>`
//! - Werkzeug: `pbkdf2:sha256:<iterations>$<salt as text>$<output in hexadecimal>`

use ::pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::fields::{Bytes, Target, decimal, named_decimal, split};
use super::{HashUnusable, limits};

/// The hash function inside.
#[derive(Clone, Copy)]
enum Digest {
    Sha1,
    Sha256,
    Sha512,
}

/// A PBKDF2 hash.
pub(super) struct Pbkdf2 {
    digest: Digest,
    iterations: u32,
    target: Target,
}

impl Pbkdf2 {
    /// Reads each of the spellings above.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (digest, rest) = split_digest(text)?;
        let [parameters, salt, output] = split(rest, '$')?;
        let (iterations, salt_is, output_is) = if !text.starts_with('$') {
            let is_django = text.starts_with("pbkdf2_");
            (decimal(parameters)?, Bytes::Plain, if is_django { Bytes::PaddedBase64 } else { Bytes::Hex })
        } else if parameters.starts_with("i=") {
            (phc_iterations(parameters, output)?, Bytes::Base64, Bytes::Base64)
        } else {
            (decimal(parameters)?, Bytes::DottedBase64, Bytes::DottedBase64)
        };
        let target = Target::new(salt_is.read(salt)?, output_is.read(output)?)?;
        (iterations >= 1).then_some(Self { digest, iterations, target })
    }

    pub(super) fn is_allowed(&self) -> bool {
        let block = match self.digest {
            Digest::Sha1 => 20,
            Digest::Sha256 => 32,
            Digest::Sha512 => 64,
        };
        let blocks = u32::try_from(self.target.output.len().div_ceil(block)).unwrap_or(u32::MAX);
        limits::allow_pbkdf2(self.iterations, blocks)
    }

    /// Whether `password` is the one that this was made of.
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, HashUnusable> {
        let derive = match self.digest {
            Digest::Sha1 => pbkdf2_hmac::<Sha1>,
            Digest::Sha256 => pbkdf2_hmac::<Sha256>,
            Digest::Sha512 => pbkdf2_hmac::<Sha512>,
        };
        self.target.is_met_by(|output| {
            derive(password, &self.target.salt, self.iterations, output);
            Ok(())
        })
    }
}

/// The hash function, and what follows its name.
fn split_digest(text: &str) -> Option<(Digest, &str)> {
    const NAMES: [(&str, Digest); 8] = [
        ("$pbkdf2$", Digest::Sha1),
        ("$pbkdf2-sha256$", Digest::Sha256),
        ("$pbkdf2-sha512$", Digest::Sha512),
        ("pbkdf2_sha1$", Digest::Sha1),
        ("pbkdf2_sha256$", Digest::Sha256),
        ("pbkdf2:sha1:", Digest::Sha1),
        ("pbkdf2:sha256:", Digest::Sha256),
        ("pbkdf2:sha512:", Digest::Sha512),
    ];
    NAMES.iter().find_map(|&(name, digest)| Some((digest, text.strip_prefix(name)?)))
}

/// The iterations in `i=…` or `i=…,l=…`, if `l` tells the true length.
fn phc_iterations(parameters: &str, output: &str) -> Option<u32> {
    let Some((iterations, length)) = parameters.split_once(',') else {
        return named_decimal(parameters, "i");
    };
    let length = usize::try_from(named_decimal(length, "l")?).ok()?;
    (Bytes::Base64.read(output)?.len() == length).then(|| named_decimal(iterations, "i"))?
}
