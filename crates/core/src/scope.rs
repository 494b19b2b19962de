//! What an API key may do.

use std::fmt;
use std::str::FromStr;

macro_rules! scopes {
    ($($scope:ident $name:literal, $means:literal;)+) => {
        /// Something that an API key may do. Its name never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope {
            $(#[doc = $means] $scope,)+
        }

        impl Scope {
            /// Every scope there is.
            pub const ALL: &'static [Self] = &[$(Self::$scope,)+];

            /// How people, programs and the database spell it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$scope => $name,)+ }
            }

            /// What it allows, in a few words.
            pub const fn means(self) -> &'static str {
                match self { $(Self::$scope => $means,)+ }
            }
        }
    };
}

scopes! {
    UsersRead "users:read", "See accounts: list, search, show";
    UsersWrite "users:write", "Make accounts, disable, enable and verify them, send links for passwords";
    UsersDelete "users:delete", "Delete accounts, for ever";
    PasswordsWrite "passwords:write", "Set passwords, and so become anybody";
    SessionsRead "sessions:read", "See where users are signed in";
    SessionsWrite "sessions:write", "Sign users out";
    EventsRead "events:read", "See what happened, and what was refused";
    ThrottlesRead "throttles:read", "See who has to wait after wrong guesses";
    ThrottlesWrite "throttles:write", "Let them try again at once";
    KeysRead "keys:read", "See keys, without their secrets";
    KeysWrite "keys:write", "Make keys that may do no more than this one, and revoke any";
}

/// No scope is called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no scope is called so: there are {}", Scopes::all())]
pub struct UnknownScope;

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == text).ok_or(UnknownScope)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Some scopes, each once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u32);

impl Scopes {
    /// Every scope there is.
    pub fn all() -> Self {
        Scope::ALL.iter().copied().collect()
    }

    /// Whether this scope is among them.
    pub const fn contain(self, scope: Scope) -> bool {
        self.0 & 1 << scope as u32 != 0
    }

    /// Whether none of them is missing from `others`.
    pub const fn are_within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them, in the order of [`Scope::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().copied().filter(move |scope| self.contain(*scope))
    }

    /// Those that a database holds. What a later release has written and this one does not know allows nothing.
    pub fn from_stored(text: &str) -> Self {
        text.split(' ').filter_map(|name| name.parse::<Scope>().ok()).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |all, scope| all | 1 << scope as u32))
    }
}

/// With a space between them, as OAuth writes them (RFC 6749 §3.3).
impl FromStr for Scopes {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        text.split(' ').filter(|name| !name.is_empty()).map(str::parse::<Scope>).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(place, scope)| {
            f.write_str(if place == 0 { "" } else { " " }).and_then(|()| f.write_str(scope.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(*scope));
            let only: Scopes = [*scope].into_iter().collect();
            assert_eq!(only.iter().collect::<Vec<_>>(), [*scope]);
            assert_eq!((only.to_string().parse(), Scopes::from_stored(&only.to_string())), (Ok(only), only));
            assert!(
                only.contain(*scope) && only.are_within(Scopes::all()) && !Scopes::all().are_within(only)
            );
        }
        assert_eq!(Scopes::all().to_string().parse(), Ok(Scopes::all()));
        assert_eq!("users:read  users:read".parse::<Scopes>().unwrap().to_string(), "users:read");
        assert!("".parse::<Scopes>().unwrap().is_empty());
    }

    #[test]
    fn what_is_not_known_is_refused_and_allows_nothing() {
        for wrong in ["users", "users:read,users:write", "Users:Read", "*", "all", "users:read\n"] {
            assert_eq!(wrong.parse::<Scopes>(), Err(UnknownScope), "{wrong}");
            assert!(Scopes::from_stored(wrong).is_empty(), "{wrong}");
        }
        assert_eq!(Scopes::from_stored("later:thing users:read").to_string(), "users:read");
    }
}
