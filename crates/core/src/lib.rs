//! The rules of Bienvenue that need no input or output: ids, time, secrets, tokens, addresses, passwords.
//!
//! Nothing here knows of a database, a network or a thread. Time and randomness are parameters
//! ([`time::Clock`], [`random::Randomness`]), so every rule can be tested at any moment of time.

pub mod api_key;
pub mod email;
pub mod id;
pub mod locale;
pub mod password;
pub mod random;
pub mod scope;
pub mod session;
pub mod throttle;
pub mod time;
pub mod token;
