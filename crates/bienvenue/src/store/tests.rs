//! What only the inside can see: every statement on every engine, both schemas, and what the seam does with failures.

#[cfg(feature = "sqlite")]
mod batches;
mod databases;
mod migrations;
#[cfg(feature = "postgres")]
mod retries;
mod schemas;
mod statements;
