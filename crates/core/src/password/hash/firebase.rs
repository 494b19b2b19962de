//! Firebase's scrypt, only ever verified: the scrypt of the password is no output, but the key that a secret of the project
//! is enciphered with (AES-256 in counter mode, from zero). The output is what that gives.
//!
//! `$fbscrypt$v=1,n=<log2 N>,r=<r>,p=<p>,ss=<salt separator>,sk=<signer key>$<salt>$<output>`, all four in base64 with
//! padding: the spelling of Supabase Auth. The separator may be missing.

use ::scrypt::Params;
use aes::Aes256;
use aes::cipher::{BlockCipherEncrypt as _, KeyInit as _};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::fields::{Bytes, named_decimal, split};
use super::{HashUnusable, limits};

/// A hash of Firebase.
pub(super) struct Firebase {
    log_n: u32,
    block_size: u32,
    parallelism: u32,
    /// The user's salt, and behind it the project's separator.
    salt: Vec<u8>,
    signer_key: Zeroizing<Vec<u8>>,
    output: Vec<u8>,
}

impl Firebase {
    /// Reads the spelling above.
    pub(super) fn read(text: &str) -> Option<Self> {
        let [parameters, salt, output] = split(text.strip_prefix("$fbscrypt$")?, '$')?;
        let (costs, project) = parameters.split_once(",ss=").map_or_else(
            || Some((parameters.split_once(",sk=")?.0, ("", parameters.split_once(",sk=")?.1))),
            |(costs, project)| Some((costs, project.split_once(",sk=")?)),
        )?;
        let [version, log_n, block_size, parallelism] = split(costs, ',')?;
        let (separator, signer_key) = project;
        let mut salt = Bytes::PaddedBase64.read(salt)?;
        salt.extend(Bytes::PaddedBase64.read(separator)?);
        let signer_key = Zeroizing::new(Bytes::PaddedBase64.read(signer_key)?);
        let output = Bytes::PaddedBase64.read(output)?;
        let recipe = Self {
            log_n: named_decimal(log_n, "n")?,
            block_size: named_decimal(block_size, "r")?,
            parallelism: named_decimal(parallelism, "p")?,
            salt,
            signer_key,
            output,
        };
        let is_known = version == "v=1"
            && recipe.log_n >= 1
            && recipe.block_size >= 1
            && recipe.parallelism >= 1
            && (1..=limits::SALT_BYTES).contains(&recipe.salt.len())
            && limits::OUTPUT_BYTES.contains(&recipe.output.len())
            // What is enciphered is as long as what it is enciphered to.
            && recipe.signer_key.len() == recipe.output.len();
        is_known.then_some(recipe)
    }

    pub(super) fn is_allowed(&self) -> bool {
        limits::allow_scrypt(self.log_n, self.block_size, self.parallelism)
    }

    /// Whether `password` is the one that this was made of.
    pub(super) fn verify(&self, password: &[u8]) -> Result<bool, HashUnusable> {
        let log_n = u8::try_from(self.log_n).map_err(|_| HashUnusable::TooCostly)?;
        let params =
            Params::new(log_n, self.block_size, self.parallelism).map_err(|_| HashUnusable::Malformed)?;
        let mut key = Zeroizing::new([0; 32]);
        ::scrypt::scrypt(password, &self.salt, &params, &mut *key).map_err(|_| HashUnusable::Malformed)?;
        let mut enciphered = self.signer_key.clone();
        encipher(&key, &mut enciphered);
        Ok(enciphered.ct_eq(&self.output).into())
    }
}

/// AES-256 in counter mode with a counter that begins at zero (NIST SP 800-38A §6.5).
fn encipher(key: &[u8; 32], text: &mut [u8]) {
    let cipher = Aes256::new(key.into());
    for (counter, part) in (0_u128..).zip(text.chunks_mut(16)) {
        let mut block = counter.to_be_bytes().into();
        cipher.encrypt_block(&mut block);
        part.iter_mut().zip(block).for_each(|(byte, mask)| *byte ^= mask);
    }
}
