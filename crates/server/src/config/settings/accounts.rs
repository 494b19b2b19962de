//! How an account begins, and how its owner comes back to it.

use std::time::Duration;

use bienvenue::{AuthBuilder, Verification};

use crate::config::key::{Key, key, text};
use crate::config::reader::Reader;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key("reset.token_lifetime", text("30m"), "How long a reset token can be used, `1m` to `7d`."),
    key(
        "registration.verification",
        text("required"),
        "Whether an account can be used before its owner has proved that he reads mail at its address: `required` or \
         `optional`. Only `required` keeps strangers from finding out who has an account; it takes mail.",
    ),
    key(
        "registration.unverified_lifetime",
        text("7d"),
        "An account whose address is not proved in this time is deleted, `1h` to `365d`.",
    ),
    key(
        "registration.token_lifetime",
        text("24h"),
        "How long a link can be used that proves an address, `1m` to `30d`.",
    ),
];

/// What is read of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accounts {
    pub(super) reset_token_lifetime: Duration,
    pub(super) verification: Verification,
    unverified_lifetime: Duration,
    verification_token_lifetime: Duration,
}

impl Accounts {
    pub(super) fn apply(self, auth: AuthBuilder) -> AuthBuilder {
        auth.reset_token_lifetime(self.reset_token_lifetime)
            .verification(self.verification)
            .unverified_lifetime(self.unverified_lifetime)
            .verification_token_lifetime(self.verification_token_lifetime)
    }
}

pub(super) fn read(reader: &mut Reader) -> Option<Accounts> {
    let reset_token_lifetime = reader.take("reset.token_lifetime", |value| value.duration("1m", "7d"));
    let verification = reader.take("registration.verification", |value| {
        value.choice(&[("required", Verification::Required), ("optional", Verification::Optional)])
    });
    let unverified_lifetime =
        reader.take("registration.unverified_lifetime", |value| value.duration("1h", "365d"));
    let verification_token_lifetime =
        reader.take("registration.token_lifetime", |value| value.duration("1m", "30d"));
    Some(Accounts {
        reset_token_lifetime: reset_token_lifetime?,
        verification: verification?,
        unverified_lifetime: unverified_lifetime?,
        verification_token_lifetime: verification_token_lifetime?,
    })
}
