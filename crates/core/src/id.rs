//! Ids: names for things, shown to people, never secrets.

use std::fmt;
use std::str::FromStr;

use uuid::{Builder, Uuid};

use crate::random::{NoRandomness, Randomness, random_bytes};
use crate::time::Timestamp;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id: UUIDv7 (RFC 9562 §5.7), so that ids made later sort later.
            ///
            /// # Errors
            ///
            /// [`NoRandomness`] when the source of randomness fails.
            pub fn generate(now: Timestamp, randomness: &dyn Randomness) -> Result<Self, NoRandomness> {
                let random = random_bytes(randomness)?;
                Ok(Self(Builder::from_unix_timestamp_millis(now.as_millis(), &random).into_uuid()))
            }

            /// The smallest id that can have been made at this moment, to the millisecond.
            pub fn first_at(moment: Timestamp) -> Self {
                let millis = moment.as_millis().to_be_bytes();
                let mut bytes = [0; 16];
                for (byte, of_millis) in bytes.iter_mut().zip(millis.iter().skip(2)) {
                    *byte = *of_millis;
                }
                Self(Uuid::from_bytes(bytes))
            }

            /// The id with these 16 bytes, as a database holds it.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The 16 bytes that a database holds.
            pub const fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id! {
    /// Names a user for as long as the account lives.
    UserId
}

id! {
    /// Names a session to its owner and to operators. It opens nothing: the secret is a
    /// [`PlainToken`](crate::token::PlainToken).
    SessionId
}

id! {
    /// Names a mail that is to go out.
    MailId
}

id! {
    /// Names something that happened to an account.
    EventId
}

id! {
    /// Names an API key. It opens nothing: the secret is an [`ApiKey`](crate::api_key::ApiKey).
    KeyId
}

/// A new random UUID (version 4) as text: the original's `_generate_uuid`.
///
/// Kept for those who know the original. Bienvenue itself names things with UUIDv7 and makes secrets with
/// [`PlainToken::generate`](crate::token::PlainToken::generate), which holds twice the entropy.
///
/// # Errors
///
/// [`NoRandomness`] when the source of randomness fails.
pub fn generate_uuid(randomness: &dyn Randomness) -> Result<String, NoRandomness> {
    Ok(Builder::from_random_bytes(random_bytes(randomness)?).into_uuid().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::OsRandomness;

    #[test]
    fn ids_sort_by_the_time_they_were_made() {
        let early = UserId::generate(Timestamp::from_micros(1_000_000), &OsRandomness).unwrap();
        let late = UserId::generate(Timestamp::from_micros(2_000_000), &OsRandomness).unwrap();
        assert!(early < late);
        assert_eq!(early.as_uuid().get_version_num(), 7);
    }

    #[test]
    fn the_first_id_of_a_moment_parts_before_from_after() {
        let moment = Timestamp::from_micros(1_767_225_600_123_456);
        let id_at = |micros| UserId::generate(Timestamp::from_micros(micros), &OsRandomness).unwrap();
        assert!(id_at(1_767_225_600_122_999) < UserId::first_at(moment));
        assert!(id_at(1_767_225_600_123_000) > UserId::first_at(moment));
    }

    #[test]
    fn text_and_id_are_one() {
        let id = SessionId::generate(Timestamp::from_micros(0), &OsRandomness).unwrap();
        assert_eq!(id.to_string().parse::<SessionId>().unwrap(), id);
        assert!("not an id".parse::<SessionId>().is_err());
    }

    #[test]
    fn generate_uuid_is_the_originals() {
        let text = generate_uuid(&OsRandomness).unwrap();
        assert_eq!(text.len(), 36);
        assert_eq!(text.parse::<Uuid>().unwrap().get_version_num(), 4);
        assert_ne!(text, generate_uuid(&OsRandomness).unwrap());
    }
}
