//! Mails of the real program, by a real SMTP server.

mod canary;
mod development;
mod end;
mod flood;
mod followed;
mod journey;
mod kill;
mod operator;
mod outage;
mod place;
mod registration;
mod replicas;
mod reset;
mod scanned;
mod secrets;
mod spoofed;

/// Good under every policy, and found again in what must not hold it.
const PASSWORD: &str = "canary-password-1";
const NEW_PASSWORD: &str = "canary-password-2";
/// Nobody who reads the log needs to know him.
const BOB: &str = "bob-canary@example.org";
