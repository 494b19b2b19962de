//! Every setting: its name, its default, and what it means. Each section has its list beside the lines that read it.

use super::settings::SECTIONS;

/// A value as it is written in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    Text(&'static str),
    Integer(i64),
}

/// What holds when a setting is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Default {
    /// This value.
    Is(Literal),
    /// Something that has no text of its own; the example shows how to write another.
    Means { what: &'static str, example: Literal },
    /// `bienvenue serve` does not start without it.
    Required { what: &'static str, example: Literal },
}

/// A setting.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Its name, with its section before a dot.
    pub(super) name: &'static str,
    pub(super) default: Default,
    /// What it means, with its unit and range.
    pub(super) meaning: &'static str,
}

impl std::fmt::Display for Literal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::Integer(number) => write!(f, "{number}"),
        }
    }
}

/// All of them, in the order of the template: what must be set first, then by section.
pub(super) fn all() -> impl Iterator<Item = &'static Key> {
    SECTIONS.iter().copied().flatten()
}

/// The setting with this name.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    all().find(|key| key.name == name)
}

/// The setting that was probably meant.
pub(super) fn closest(name: &str) -> Option<&'static str> {
    /// Below this, a guess confuses more than it helps.
    const LIKELY: f64 = 0.8;
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let likeness = |key: &Key| {
        let whole = strsim::jaro_winkler(name, key.name);
        // The right key in the wrong section is a little less likely than a slip of the finger.
        whole.max(strsim::jaro_winkler(&last(name), &last(key.name)) * 0.95)
    };
    let best = all().map(|key| (likeness(key), key.name)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 >= LIKELY).then_some(best.1)
}

pub(super) const fn key(name: &'static str, default: Default, meaning: &'static str) -> Key {
    Key { name, default, meaning }
}

pub(super) const fn text(value: &'static str) -> Default {
    Default::Is(Literal::Text(value))
}

pub(super) const fn integer(value: i64) -> Default {
    Default::Is(Literal::Integer(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        assert_eq!(closest("public_ulr"), Some("public_url"));
        assert_eq!(closest("sesion.idle_timeout"), Some("session.idle_timeout"));
        assert_eq!(closest("session.idle-timeout"), Some("session.idle_timeout"));
        assert_eq!(closest("idle_timeout"), Some("session.idle_timeout"));
        assert_eq!(closest("database"), Some("database.url"));
        assert_eq!(closest("password.minimum_length"), Some("password.min_length"));
        assert_eq!(closest("zzz"), None);
    }

    /// A setting in two sections would be ambiguous in the environment too.
    #[test]
    fn names_are_unique() {
        for key in all() {
            assert_eq!(all().filter(|other| other.name == key.name).count(), 1, "{}", key.name);
            assert!(!key.name.contains("__"), "two underscores part sections in the environment");
        }
    }
}
