//! The acts: one file each, with its rule and its errors. No flow knows how it was asked or how the store does it.

pub(crate) mod change_password;
pub(crate) mod login;
pub(crate) mod register;
pub(crate) mod reset_password;
pub(crate) mod sessions;
