//! One contract suite for each file of the store, and what only the inside can see: every statement on every engine,
//! both schemas, and what the seam does with failures.

mod admins;
mod api_keys;
#[cfg(feature = "sqlite")]
mod batches;
mod copies;
pub(crate) mod databases;
pub(crate) mod faults;
mod migrations;
mod one_time_tokens;
mod outbox;
mod plans;
#[cfg(feature = "postgres")]
mod retries;
mod schemas;
mod sessions;
mod statements;
#[cfg(feature = "postgres")]
mod tls;
mod upgrades;
mod users;
