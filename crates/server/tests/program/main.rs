//! Starts the real program, as people do.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests fail and tell what they skip"
)]

mod support;

mod breaches;
mod commands;
mod configuration;
mod crash;
mod development;
mod doctor;
mod end_to_end;
mod first_admin;
mod full;
mod hashing;
mod import;
mod internet;
mod keys;
mod logs;
mod mail;
mod metrics;
mod moving;
mod reload;
mod running;
mod samples;
mod secrets;
mod signals;
mod throttle;
mod top;
mod traces;
mod upgrades;
