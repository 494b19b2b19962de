//! The contract over HTTP: a file for each route, and files for what holds on all of them.

mod boundaries;
mod cross_site;
mod every_route;
#[cfg(feature = "mail")]
mod faces;
mod fallbacks;
mod headers;
mod hosts;
mod index;
mod layer;
mod limits;
mod malformed;
mod modes;
#[cfg(feature = "mail")]
mod pages;
mod passwords;
mod profile;
mod reset_password;
mod sessions;
mod shutdown;
mod throttle;
mod tls;
mod trouble;
mod twice;
mod users;
mod ways_in;

/// The contract's own examples.
const EMAIL: &str = "guillaume@holberton.io";
const PASSWORD: &str = "b4l0u-b4l0u-b4l0u";
const NEW_PASSWORD: &str = "t4rt1fl3tt3-t4rt1fl3tt3";

const UNAUTHORIZED: &str = r#"{"message":"Unauthorized"}"#;
const FORBIDDEN: &str = r#"{"message":"Forbidden"}"#;
