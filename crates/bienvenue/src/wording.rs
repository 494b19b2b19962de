//! What mails and pages say alike: what a program is called, and when something was.

#[cfg(feature = "http")]
mod ago;
mod client_name;
mod utc;

#[cfg(feature = "http")]
pub(crate) use ago::ago;
pub(crate) use client_name::client_name;
pub(crate) use utc::moment;
#[cfg(feature = "http")]
pub(crate) use utc::{day, hour};
