//! How guesses are slowed down.

use bienvenue::core::throttle::ThrottlePolicy;

use crate::config::key::{Key, integer, key, text};
use crate::config::reader::Reader;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "throttle.mode",
        text("on"),
        "Whether guesses and requests are slowed down: `on` or `off`. `off` only where something in front does it.",
    ),
    key(
        "throttle.account_failures",
        integer(5),
        "Wrong passwords that an account has free in a window, 1 to 20. A device or session that was signed in before has as \
         many of its own.",
    ),
    key(
        "throttle.network_failures",
        integer(20),
        "Wrong passwords and links that an IPv4 address or an IPv6 /64 has free in a window, 1 to 1000000.",
    ),
    key(
        "throttle.most_failures",
        integer(100),
        "Wrong passwords one after the other after which only devices that were signed in before, or a new password by mail, \
         help, 20 to 100.",
    ),
    key(
        "throttle.account_requests",
        integer(5),
        "Registrations and mails about one address that are free in a window, 1 to 1000.",
    ),
    key(
        "throttle.network_requests",
        integer(20),
        "Registrations and mails from an IPv4 address or an IPv6 /64 that are free in a window, 1 to 1000000.",
    ),
    key(
        "throttle.mails_per_minute",
        integer(600),
        "Registrations and mails of all strangers together that are free in a minute, 1 to 1000000.",
    ),
    key("throttle.window", text("1h"), "How long is counted before it begins anew, `1m` to `1d`."),
    key(
        "throttle.first_delay",
        text("1s"),
        "The wait once the free ones are used up, `1s` to `1m`; each is twice the one before.",
    ),
    key("throttle.longest_delay", text("15m"), "The longest wait, `1s` to `1h`."),
];

/// The policy; nothing inside where guesses are not slowed down.
#[expect(
    clippy::option_option,
    reason = "the outer one says whether it was understood, as for every setting"
)]
pub(super) fn read(reader: &mut Reader) -> Option<Option<ThrottlePolicy>> {
    let is_on = reader.take("throttle.mode", |value| value.choice(&[("on", true), ("off", false)]));
    let mut count = |name, from, to| reader.take(name, |value| value.integer(from..=to));
    let account_failures = count("throttle.account_failures", 1, 20);
    let network_failures = count("throttle.network_failures", 1, 1_000_000);
    // NIST SP 800-63B, 3.2.2: at most 100.
    let most_failures = count("throttle.most_failures", 20, 100);
    let account_requests = count("throttle.account_requests", 1, 1_000);
    let network_requests = count("throttle.network_requests", 1, 1_000_000);
    let mails_per_minute = count("throttle.mails_per_minute", 1, 1_000_000);
    let window = reader.take("throttle.window", |value| value.duration("1m", "1d"));
    let first_delay = reader.take("throttle.first_delay", |value| value.duration("1s", "1m"));
    let longest_delay = reader.take("throttle.longest_delay", |value| value.duration("1s", "1h"));
    let policy = ThrottlePolicy {
        account_failures: account_failures?,
        network_failures: network_failures?,
        most_failures: most_failures?,
        account_requests: account_requests?,
        network_requests: network_requests?,
        mails_per_minute: mails_per_minute?,
        window: window?,
        first_delay: first_delay?,
        longest_delay: longest_delay?,
    };
    if policy.first_delay > policy.longest_delay {
        let reason =
            "`throttle.first_delay` is longer than `throttle.longest_delay`: write at most the longest";
        reader.refuse(&["throttle.first_delay", "throttle.longest_delay"], reason);
    }
    is_on.map(|is_on| is_on.then_some(policy))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problems, read};
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_library() {
        assert_eq!(read("").0.unwrap().throttle, Some(ThrottlePolicy::INTERNET));
    }

    #[test]
    fn guesses_can_be_left_to_what_stands_in_front() {
        assert_eq!(read("throttle.mode = \"off\"").0.unwrap().throttle, None);
        let told = problems("throttle.first_delay = \"1m\"\nthrottle.longest_delay = \"1s\"");
        assert!(told.len() == 1 && told[0].contains("write at most the longest"), "{told:?}");
    }
}
