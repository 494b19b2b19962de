//! Mail addresses: what is accepted, and when two spellings are one account.

use std::fmt;
use std::str::FromStr;

/// The longest address that mail can carry: a path of 256 octets less its angle brackets (RFC 5321 §4.5.3.1.3).
const MAX_BYTES: usize = 254;
/// The longest local part (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL_BYTES: usize = 64;

/// An address that a mailer could take, as its owner spells it, together with the spelling that decides identity.
///
/// Accepted is what is safe to hand to a mailer: a dot-atom local part in ASCII (RFC 5322 §3.4.1) and a domain name
/// (IDNA, UTS #46). Quoted local parts, comments, address literals, source routes and control characters are not.
#[derive(Clone)]
pub struct EmailAddress {
    as_sent: String,
    canonical: String,
}

/// Why a text is not taken as an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailRejected {
    /// Nothing was given.
    #[error("email missing")]
    Empty,
    /// It is longer than mail can carry.
    #[error("email too long: at most {MAX_BYTES} bytes")]
    TooLong,
    /// It is not of the form `local@domain` that a mailer takes.
    #[error("email is not an address such as bob@example.org")]
    Malformed,
}

impl EmailAddress {
    /// Reads an address.
    ///
    /// # Errors
    ///
    /// [`EmailRejected`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, EmailRejected> {
        if text.is_empty() {
            return Err(EmailRejected::Empty);
        }
        if text.len() > MAX_BYTES {
            return Err(EmailRejected::TooLong);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(EmailRejected::Malformed)?;
        if !is_local_part(local) {
            return Err(EmailRejected::Malformed);
        }
        let domain = canonical_domain(domain).ok_or(EmailRejected::Malformed)?;
        let canonical = format!("{}@{domain}", local.to_ascii_lowercase());
        if canonical.len() > MAX_BYTES {
            return Err(EmailRejected::TooLong);
        }
        Ok(Self { as_sent: text.to_owned(), canonical })
    }

    /// Puts together what a store holds of an address that was read before.
    pub const fn from_stored(as_sent: String, canonical: String) -> Self {
        Self { as_sent, canonical }
    }

    /// The address as its owner spells it: what is shown, echoed and mailed to.
    pub fn as_str(&self) -> &str {
        &self.as_sent
    }

    /// The one spelling that stands for all spellings of this address: lower case, domain in its ASCII form.
    ///
    /// RFC 5321 lets a host tell `Bob@` from `bob@`, but none does, and an account that a second spelling opens
    /// anew is an attack on its owner.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }
}

/// A dot-atom of at most 64 ASCII characters (RFC 5322 §3.2.3).
fn is_local_part(local: &str) -> bool {
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom.bytes().all(|c| c.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&c))
    };
    local.len() <= MAX_LOCAL_BYTES && local.split('.').all(is_atom)
}

/// The domain in lower-case ASCII (punycode where needed), or nothing when it is no host name.
///
/// A dotted name is asked for neither here nor by the original: `bob@localhost` is a mailbox too. A name whose last
/// label is a number would read as an IPv4 address (WHATWG URL, "ends in a number") and is refused.
fn canonical_domain(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii_strict(domain).ok()?;
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = ascii.rsplit('.').next()?;
    let is_hex = |digits: &str| digits.bytes().all(|c| c.is_ascii_hexdigit());
    let ends_in_a_number =
        last.bytes().all(|c| c.is_ascii_digit()) || last.strip_prefix("0x").is_some_and(is_hex);
    (ascii.len() <= 253 && ascii.split('.').all(is_label) && !ends_in_a_number).then_some(ascii)
}

/// Two addresses are equal when they are one account.
impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for EmailAddress {}

impl FromStr for EmailAddress {
    type Err = EmailRejected;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_sent)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({:?})", self.as_sent)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical(text: &str) -> String {
        EmailAddress::parse(text).unwrap().canonical().to_owned()
    }

    #[test]
    fn spellings_of_one_address_are_one_account() {
        assert_eq!(canonical("Bob@Example.ORG"), "bob@example.org");
        assert_eq!(canonical("bob@EXAMPLE.org"), "bob@example.org");
        // Unicode domain, its composed and decomposed forms, full-width letters, and the punycode they stand for.
        for spelling in
            ["a@bücher.example", "a@bu\u{308}cher.example", "a@BÜCHER.example", "a@xn--bcher-kva.example"]
        {
            assert_eq!(canonical(spelling), "a@xn--bcher-kva.example", "{spelling}");
        }
        assert_eq!(canonical("a@ｅxample.org"), "a@example.org");
        assert_eq!(canonical("a@example。org"), "a@example.org");
    }

    #[test]
    fn an_address_is_echoed_as_sent() {
        let address = EmailAddress::parse("Bob.Smith+tag@Example.ORG").unwrap();
        assert_eq!(address.as_str(), "Bob.Smith+tag@Example.ORG");
        assert_eq!(address.to_string(), address.as_str());
        assert_ne!(address, EmailAddress::parse("bobsmith@example.org").unwrap());
    }

    #[test]
    fn what_a_mailer_takes_is_accepted() {
        for good in [
            "guillaume@holberton.io",
            "a@b",
            "me@localhost",
            "o'neil@example.org",
            "x{}~@example.museum",
            "a@0xen",
        ] {
            assert!(EmailAddress::parse(good).is_ok(), "{good}");
        }
        let longest = format!("{}@{}.org", "a".repeat(64), "b".repeat(63));
        assert!(EmailAddress::parse(&longest).is_ok());
    }

    /// ASVS 1.3.11: nothing that could end a header line or name a second recipient gets near a mailer.
    #[test]
    fn asvs_1_3_11_what_could_inject_is_refused() {
        for bad in [
            "bob",
            "@",
            "bob@",
            "@example.org",
            "a@b@c",
            "a b@example.org",
            "bob@exa mple.org",
            ".a@b.org",
            "a.@b.org",
            "a..b@c.org",
            "\"quoted\"@example.org",
            "bob@[127.0.0.1]",
            "bob@127.0.0.1",
            "bob@1",
            "bob@0x7f000001",
            "bob@127.0.0.0X1",
            "bob@example.0x",
            "bob@example.org\r\nBcc: eve@example.org",
            "bob\0@example.org",
            "bob@example.org\0",
            "bob@example.org\n",
            "bob@-example.org",
            "bob@example-.org",
            "bob@exam_ple.org",
            "bob@example..org",
            "bob@example.org.",
            "<bob@example.org>",
            "bob@example.org,eve@example.org",
            "Bob <bob@example.org>",
            "bøb@example.org",
            "bob@example.org\u{2028}",
            "bob%0d%0a@exam%ple.org",
            "@a,@b:c@d.org",
            "a(comment)@b.org",
        ] {
            assert_eq!(EmailAddress::parse(bad).unwrap_err(), EmailRejected::Malformed, "{bad:?}");
        }
        assert_eq!(EmailAddress::parse("").unwrap_err(), EmailRejected::Empty);
        assert_eq!(EmailAddress::parse(&"a".repeat(255)).unwrap_err(), EmailRejected::TooLong);
        let long_local = format!("{}@example.org", "a".repeat(65));
        assert_eq!(EmailAddress::parse(&long_local).unwrap_err(), EmailRejected::Malformed);
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_its_own_canonical_form(text in "[a-zA-Z0-9.+]{1,12}@[a-zA-Z0-9.üß-]{1,20}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(canonical(address.canonical()), address.canonical());
                prop_assert!(address.canonical().is_ascii());
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
            let _ = EmailAddress::parse(&text);
        }
    }
}
