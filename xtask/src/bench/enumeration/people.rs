//! Whom a stranger asks about, and under which addresses.

use super::routes::{ROUTES, Route};

/// What people have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// Hash and state, as the library's example `people` calls them; none of addresses that nobody has.
    pub(super) account: Option<(&'static str, &'static str)>,
    /// Whether whoever signs in gives the right password.
    pub(super) gives_password: bool,
}

impl Kind {
    const fn guessed(name: &'static str, account: Option<(&'static str, &'static str)>) -> Self {
        Self { name, account, gives_password: false }
    }

    const fn known(name: &'static str, state: &'static str) -> Self {
        Self { name, account: Some(("argon2id", state)), gives_password: true }
    }
}

/// Nobody first, whom all others are compared with; then nobody again, which shows what chance does.
pub(super) const GUESSED: [Kind; 8] = [
    Kind::guessed("nobody", None),
    Kind::guessed("nobody, again", None),
    Kind::guessed("Argon2id", Some(("argon2id", "proved"))),
    Kind::guessed("bcrypt 10", Some(("bcrypt-10", "proved"))),
    Kind::guessed("bcrypt 12", Some(("bcrypt-12", "proved"))),
    Kind::guessed("PBKDF2", Some(("pbkdf2", "proved"))),
    Kind::guessed("not verified", Some(("argon2id", "waiting"))),
    Kind::guessed("disabled", Some(("argon2id", "disabled"))),
];

/// The same, and who gives the right password and is not let in: he may have registered with somebody else's address, to
/// see whether it was taken.
pub(super) const SIGNING_IN: [Kind; 10] = {
    let [nobody, again, argon2id, bcrypt_10, bcrypt_12, pbkdf2, waiting, disabled] = GUESSED;
    let right = [
        Kind::known("not verified, right password", "waiting"),
        Kind::known("disabled, right password", "disabled"),
    ];
    let [waiting_right, disabled_right] = right;
    [nobody, again, argon2id, bcrypt_10, bcrypt_12, pbkdf2, waiting, disabled, waiting_right, disabled_right]
};

/// The address of somebody of a kind. Nobody is asked about twice, so that no answer depends on an earlier one.
///
/// All are of one length, and lie all over the index, as addresses do.
pub(super) fn address(route: &Route, kind: &Kind, number: u64) -> String {
    let place = |names: &mut dyn Iterator<Item = &str>, name| {
        names.zip(0_u64..).find_map(|(other, index)| (other == name).then_some(index)).unwrap_or(u64::MAX)
    };
    let route_number = place(&mut ROUTES.iter().map(|route| route.name), route.name);
    let kind_number = place(&mut route.kinds.iter().map(|kind| kind.name), kind.name);
    format!("{:016x}@example.org", scatter(route_number << 48 | kind_number << 32 | number))
}

/// Another number for each number (the finalizer of `SplitMix64`).
fn scatter(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// What the library's example `people` is told: everybody who has an account, for this many questions on each route.
pub(super) fn list(questions: u64) -> String {
    let mut list = String::new();
    for route in &ROUTES {
        for kind in route.kinds {
            let Some((hash, state)) = kind.account else { continue };
            for number in 0..questions {
                list.extend([hash, " ", state, " ", &address(route, kind, number), "\n"]);
            }
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_is_somebody_else() {
        let addresses: Vec<String> = ROUTES
            .iter()
            .flat_map(|route| route.kinds.iter().map(move |kind| (route, kind)))
            .flat_map(|(route, kind)| (0..50).map(move |number| address(route, kind, number)))
            .collect();
        assert!(addresses.iter().all(|address| address.len() == addresses[0].len()));
        assert_eq!(addresses.iter().collect::<BTreeSet<_>>().len(), addresses.len());
    }
}
