//! How long sessions live, and how many there may be.

use std::num::NonZeroU32;
use std::time::Duration;

use bienvenue::AuthBuilder;
use bienvenue::core::session::SessionLifetime;

use crate::config::key::{Key, integer, key, text};
use crate::config::reader::Reader;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "session.idle_timeout",
        text("7d"),
        "Ends a session that nobody used for this long, `2m` to `3650d`. Not more than `session.lifetime`.",
    ),
    key(
        "session.lifetime",
        text("30d"),
        "Ends a session this long after its login, however busy it is, `2m` to `3650d`.",
    ),
    key(
        "session.per_user",
        integer(100),
        "Sessions that a user may have, 1 to 10000; a login beyond ends the one not used for longest. With 1, a login ends the other.",
    ),
    key(
        "session.in_memory",
        integer(1_000_000),
        "Live sessions remembered at most, 1 to 100000000, at less than 200 bytes each. Others are read from the database.",
    ),
    key(
        "session.brief_idle_timeout",
        text("24h"),
        "The same for a session that its owner did not ask to be remembered, on the pages or by the JSON API, `2m` to `3650d`.",
    ),
    key(
        "session.fresh_for",
        text("10m"),
        "How long after a proof of the password a session may change what matters, `1m` to `1d`.",
    ),
];

/// What is read of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sessions {
    pub(super) lifetime: SessionLifetime,
    pub(super) per_user: NonZeroU32,
    pub(super) in_memory: usize,
    brief_idle_timeout: Duration,
    fresh_for: Duration,
}

impl Sessions {
    pub(super) fn apply(self, auth: AuthBuilder) -> AuthBuilder {
        auth.session_lifetime(self.lifetime)
            .sessions_per_user(self.per_user)
            .sessions_in_memory(self.in_memory)
            .brief_idle_timeout(self.brief_idle_timeout)
            .fresh_for(self.fresh_for)
    }
}

pub(super) fn read(reader: &mut Reader) -> Option<Sessions> {
    let lifetime = read_lifetime(reader);
    let per_user = reader.count("session.per_user", 10_000);
    let in_memory = reader.count("session.in_memory", 100_000_000);
    let brief_idle_timeout = reader.take("session.brief_idle_timeout", |value| value.duration("2m", "3650d"));
    let fresh_for = reader.take("session.fresh_for", |value| value.duration("1m", "1d"));
    Some(Sessions {
        lifetime: lifetime?,
        per_user: per_user.and_then(|most| u32::try_from(most).ok()).and_then(NonZeroU32::new)?,
        in_memory: in_memory?,
        brief_idle_timeout: brief_idle_timeout?,
        fresh_for: fresh_for?,
    })
}

/// Not below two minutes: a use is written down once a minute, so a shorter idle time would end sessions in use.
fn read_lifetime(reader: &mut Reader) -> Option<SessionLifetime> {
    let idle = reader.take("session.idle_timeout", |value| value.duration("2m", "3650d"));
    let absolute = reader.take("session.lifetime", |value| value.duration("2m", "3650d"));
    let lifetime = SessionLifetime { idle: idle?, absolute: absolute? };
    if lifetime.idle > lifetime.absolute {
        let reason = "`session.idle_timeout` is longer than `session.lifetime`: write at most the lifetime";
        reader.refuse(&["session.idle_timeout", "session.lifetime"], reason);
    }
    Some(lifetime)
}

#[cfg(test)]
mod tests {
    use super::super::tests::problems;

    #[test]
    fn nothing_idles_for_longer_than_it_lives() {
        let told = problems("[session]\nidle_timeout = \"8d\"\nlifetime = \"7d\"\n");
        assert!(told[0].starts_with("b.toml, line 2: `session.idle_timeout` is longer"), "{told:?}");
    }

    /// ASVS 7.3.1, 7.3.2: no setting makes a session immortal.
    #[test]
    fn asvs_7_3_1_to_7_3_2_zero_and_for_ever_are_refused() {
        for (key, value) in
            [("idle_timeout", "0s"), ("lifetime", "0d"), ("lifetime", "99999d"), ("idle_timeout", "1m")]
        {
            assert_eq!(problems(&format!("session.{key} = \"{value}\"")).len(), 1, "{key} {value}");
        }
    }
}
