//! The service from outside: its contract over HTTP, and the methods behind it, on every database.
//!
//! SQLite needs nothing. PostgreSQL joins in when `BIENVENUE_TEST_POSTGRES` names a server on which databases can be made.

#[cfg(test)]
mod api;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod flows;
#[cfg(test)]
mod http;
#[cfg(test)]
#[cfg(feature = "mail")]
mod mail;
#[cfg(test)]
#[cfg(feature = "mail")]
mod pages;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod support;
