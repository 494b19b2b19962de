//! What people can do, one file for each act: its rule and its error. Nothing here knows of HTTP.

pub(crate) mod admin;
pub(crate) mod change_email;
pub(crate) mod change_password;
pub(crate) mod delete_account;
pub(crate) mod end_all_sessions;
pub(crate) mod export_account;
pub(crate) mod freshness;
pub(crate) mod hash_kinds;
pub(crate) mod login;
pub(crate) mod new_password;
pub(crate) mod operator;
pub(crate) mod record;
pub(crate) mod register;
pub(crate) mod request_link;
pub(crate) mod reset_password;
#[cfg(feature = "mail")]
pub(crate) mod send_mail;
pub(crate) mod sessions;
#[cfg(test)]
#[cfg(all(feature = "sqlite", feature = "mail"))]
mod tests;
pub(crate) mod throttle;
pub(crate) mod verify_email;
