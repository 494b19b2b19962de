//! Mails to a real SMTP server: they arrive, they are never told to the wrong one, and trouble is told apart.

mod delivery;
mod security;
mod trouble;
