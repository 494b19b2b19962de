//! The fields of a stored hash: strict readers, and the salt and output that most algorithms share.
//!
//! Strict means one text per value: no sign, no leading zero, no stray bits at the end of base64, nothing left over.
//! A reader that is lenient invites two programs to read one text differently.

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{HashUnusable, limits};

/// How a tool writes bytes as text.
#[derive(Clone, Copy)]
pub(super) enum Bytes {
    /// Base64 without padding, as the PHC format has it.
    Base64,
    /// Base64 with padding: Django.
    PaddedBase64,
    /// Base64 without padding and with `.` in place of `+`: passlib's PBKDF2.
    DottedBase64,
    /// Lower-case hexadecimal: Werkzeug.
    Hex,
    /// The text itself: salts of Django and Werkzeug.
    Plain,
}

impl Bytes {
    /// The bytes that `text` stands for.
    pub(super) fn read(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Base64 => base64(&STANDARD_NO_PAD, text),
            Self::PaddedBase64 => base64(&STANDARD, text),
            Self::DottedBase64 if text.contains('+') => None,
            Self::DottedBase64 => base64(&STANDARD_NO_PAD, &text.replace('.', "+")),
            Self::Hex => hex(text),
            Self::Plain => Some(text.as_bytes().to_vec()),
        }
    }
}

/// Refuses bits set beyond the last byte, which would give one value several texts.
fn base64(alphabet: &GeneralPurpose, text: &str) -> Option<Vec<u8>> {
    alphabet.decode(text).ok()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: &u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

/// A number of plain digits. One that is too big for 32 bits reads as [`u32::MAX`], beyond every cap.
pub(super) fn decimal(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|c| c.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    (is_plain && !text.is_empty()).then(|| text.parse().unwrap_or(u32::MAX))
}

/// The number behind `name=`.
pub(super) fn named_decimal(text: &str, name: &str) -> Option<u32> {
    decimal(text.strip_prefix(name)?.strip_prefix('=')?)
}

/// The fields of `text`, if they are exactly `N`.
pub(super) fn split<const N: usize>(text: &str, separator: char) -> Option<[&str; N]> {
    text.splitn(N + 1, separator).collect::<Vec<_>>().try_into().ok()
}

/// What a derivation takes in besides the password, and what it must yield.
pub(super) struct Target {
    /// Makes equal passwords unequal.
    pub(super) salt: Vec<u8>,
    /// What the right password yields.
    pub(super) output: Vec<u8>,
}

impl Target {
    /// Takes a salt and an output within the bounds of [`limits`].
    pub(super) fn new(salt: Vec<u8>, output: Vec<u8>) -> Option<Self> {
        let fits =
            (1..=limits::SALT_BYTES).contains(&salt.len()) && limits::OUTPUT_BYTES.contains(&output.len());
        fits.then_some(Self { salt, output })
    }

    /// Whether `derive` fills as many bytes with just this output. Compared in constant time, then wiped.
    pub(super) fn is_met_by(
        &self,
        derive: impl FnOnce(&mut [u8]) -> Result<(), HashUnusable>,
    ) -> Result<bool, HashUnusable> {
        let mut derived = Zeroizing::new(vec![0; self.output.len()]);
        derive(&mut derived)?;
        Ok(derived.ct_eq(&self.output).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_text() {
        assert_eq!((decimal("0"), decimal("19456")), (Some(0), Some(19_456)));
        assert_eq!(decimal("99999999999999999999"), Some(u32::MAX));
        for wrong in ["", "+1", "-1", "01", "00", " 1", "1 ", "1_000", "0x10", "1e3", "١"] {
            assert_eq!(decimal(wrong), None, "{wrong}");
        }
        assert_eq!(named_decimal("m=8", "m"), Some(8));
        for wrong in ["m8", "m=", "m==8", "t=8", "mm=8", ""] {
            assert_eq!(named_decimal(wrong, "m"), None, "{wrong}");
        }
    }

    #[test]
    fn bytes_have_one_text() {
        assert_eq!(Bytes::Base64.read("+/8"), Some(vec![0xfb, 0xff]));
        assert_eq!(Bytes::DottedBase64.read("./8"), Some(vec![0xfb, 0xff]));
        assert_eq!(Bytes::PaddedBase64.read("+/8="), Some(vec![0xfb, 0xff]));
        assert_eq!(Bytes::Hex.read("fbff"), Some(vec![0xfb, 0xff]));
        // Padding, a foreign alphabet, stray bits, white space.
        for wrong in ["+/8=", "-_8", "./8", "+/9", "+/8 ", "+\n/8"] {
            assert_eq!(Bytes::Base64.read(wrong), None, "{wrong}");
        }
        assert_eq!(Bytes::DottedBase64.read("+/8"), None);
        assert_eq!(Bytes::PaddedBase64.read("+/8"), None);
        for wrong in ["fbf", "FBFF", "fbfg", "0x", "éé"] {
            assert_eq!(Bytes::Hex.read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn as_many_fields_as_asked_for() {
        assert_eq!(split("a$b", '$'), Some(["a", "b"]));
        assert_eq!(split("a$", '$'), Some(["a", ""]));
        assert_eq!(split::<2>("a", '$'), None);
        assert_eq!(split::<2>("a$b$", '$'), None);
    }

    #[test]
    fn salt_and_output_are_bounded() {
        for (salt, output, fits) in [
            (0, 16, false),
            (1, 16, true),
            (1, 15, false),
            (1_024, 128, true),
            (1_025, 128, false),
            (1, 129, false),
        ] {
            assert_eq!(Target::new(vec![0; salt], vec![0; output]).is_some(), fits, "{salt} {output}");
        }
    }
}
