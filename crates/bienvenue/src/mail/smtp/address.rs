//! Addresses as SMTP takes them: ASCII, of a type that has no line breaks.

use std::fmt;
use std::str::FromStr;

use bienvenue_core::email::EmailAddress;
use lettre::Address;
use lettre::message::Mailbox;

use super::SmtpError;
use crate::mail::mailer::SendError;

const EXPECTED: &str =
    "is no address: write one such as \"accounts@example.org\" or \"Accounts <accounts@example.org>\"";

/// Who mails are from, or who answers go to: an address, and a name if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SenderAddress {
    name: Option<String>,
    email: EmailAddress,
}

impl FromStr for SenderAddress {
    type Err = SmtpError;

    /// Reads `accounts@example.org` or `Accounts <accounts@example.org>`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (name, email) = match text.strip_suffix('>') {
            Some(text) => text.split_once('<').ok_or(SmtpError::Address(EXPECTED))?,
            None => ("", text),
        };
        let name = name.trim();
        let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
        if name.chars().any(char::is_control) {
            return Err(SmtpError::Address("has a line break or another control character in its name"));
        }
        let email = EmailAddress::parse(email.trim()).map_err(|_| SmtpError::Address(EXPECTED))?;
        Ok(Self { name: (!name.is_empty()).then(|| name.to_owned()), email })
    }
}

impl SenderAddress {
    /// The domain in ASCII.
    pub(super) fn domain(&self) -> &str {
        ascii_domain(&self.email)
    }

    pub(super) fn mailbox(&self) -> Result<Mailbox, SendError> {
        Ok(Mailbox::new(self.name.clone(), address(&self.email)?))
    }
}

impl fmt::Display for SenderAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.email),
            None => write!(f, "{}", self.email),
        }
    }
}

/// The address in ASCII: its owner's spelling before the `@`, where a host may tell capital letters apart, and the domain's
/// ASCII form, because few servers take another.
pub(super) fn address(email: &EmailAddress) -> Result<Address, SendError> {
    let local = email.as_str().rsplit_once('@').map_or("", |(local, _)| local);
    // What a store holds was read by `EmailAddress` before, so this never happens.
    let no_address = |_| SendError::Permanent("the receiver's address is none that SMTP knows".to_owned());
    Address::new(local, ascii_domain(email)).map_err(no_address)
}

fn ascii_domain(email: &EmailAddress) -> &str {
    email.canonical().rsplit_once('@').map_or("", |(_, domain)| domain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_optional() {
        for (text, shown) in [
            ("accounts@example.org", "accounts@example.org"),
            (" Accounts <accounts@example.org> ", "Accounts <accounts@example.org>"),
            ("\"Acme, Inc.\" <a@example.org>", "Acme, Inc. <a@example.org>"),
            ("<a@example.org>", "a@example.org"),
        ] {
            assert_eq!(text.parse::<SenderAddress>().unwrap().to_string(), shown);
        }
        for wrong in
            ["", "Accounts", "<>", "A <a@b", "A a@b>", "a@b, c@d", "A <a@b> <c@d>", "A\r\nBcc: x <a@b>"]
        {
            assert!(wrong.parse::<SenderAddress>().is_err(), "{wrong}");
        }
    }

    /// ASVS 1.3.11: nothing that a mailer could read as a second line or a second receiver comes out.
    #[test]
    fn asvs_1_3_11_international_domains_become_ascii() {
        let email = EmailAddress::parse("Bob.Smith@Bücher.Example").unwrap();
        assert_eq!(address(&email).unwrap().to_string(), "Bob.Smith@xn--bcher-kva.example");
    }

    proptest! {
        /// Whoever can register can be written to, and what is written is one ASCII address.
        #[test]
        fn every_address_of_a_user_is_taken(text in "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~.-]{1,20}@[a-zA-Z0-9.üß-]{1,20}") {
            if let Ok(email) = EmailAddress::parse(&text) {
                let address = address(&email).unwrap().to_string();
                prop_assert!(address.is_ascii() && address.matches('@').count() == 1);
                prop_assert!(!address.contains(['\r', '\n', '<', '>', ' ', ',']));
            }
        }
    }
}
