//! How guesses are slowed down.

use bienvenue::core::throttle::ThrottlePolicy;

use super::Reader;

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
