use std::path::Path;
use std::time::Duration;

use bienvenue::core::session::SessionLifetime;

use super::*;
use crate::config::key::{self, Default, Literal};

/// What a file with this text says, and what is wrong with it. The files that it names are not read.
pub(in crate::config) fn read(text: &str) -> (Option<Settings>, Vec<String>) {
    settle(with_file(text))
}

/// What is wrong with a file with this text, and with the secrets that it names.
pub(super) fn problems(text: &str) -> Vec<String> {
    let mut reader = with_file(text);
    reader.add_secret_files();
    settle(reader).1
}

fn with_file(text: &str) -> Reader {
    let mut reader = Reader::default();
    reader.add_file(Path::new("b.toml"), text);
    reader
}

fn settle(mut reader: Reader) -> (Option<Settings>, Vec<String>) {
    let settings = Settings::read(&mut reader);
    (settings, reader.problems().iter().map(ToString::to_string).collect())
}

#[test]
fn the_defaults_are_those_of_the_library() {
    let (settings, problems) = read("");
    assert_eq!(problems, Vec::<String>::new());
    let settings = settings.unwrap();
    assert_eq!(settings.sessions.lifetime, SessionLifetime::default());
    assert_eq!((settings.sessions.per_user.get(), settings.sessions.in_memory), (100, 1_000_000));
    assert_eq!(settings.limits, Limits::default());
    assert_eq!(settings.database_connections, StoreOptions::default().connections);
    assert_eq!((settings.hashing.threads, settings.hashing.queue), (None, 1_024));
    assert_eq!(settings.hashing.longest_wait, Duration::from_secs(2));
    assert_eq!(settings.accounts.reset_token_lifetime, Duration::from_mins(30));
    assert!(settings.tls.is_none());
}

/// The list and the reader cannot drift apart: a list is no value of any setting.
#[test]
fn every_key_is_read() {
    for key in key::all() {
        let told = problems(&format!("{} = [1]", key.name));
        assert!(told.iter().any(|told| told.contains(&format!("`{}` ", key.name))), "{}: {told:?}", key.name);
    }
}

/// What a refusal tells to write is what the reference says, number for number and word for word.
#[test]
fn every_meaning_names_its_range() {
    let mut ranges = 0;
    for key in key::all() {
        // A value of the right kind, far out of every range.
        let wrong =
            if matches!(key.default, Default::Is(Literal::Text(_))) { "\"99999d\"" } else { "99999999" };
        let told = problems(&format!("{} = {wrong}", key.name));
        let Some((_, instead)) = told.first().and_then(|told| told.split_once(": write ")) else { continue };
        let instead = instead.trim_end_matches(", in s, m, h or d").replace('"', "`");
        let instead = instead.trim_start_matches("a number from ").trim_start_matches("a time span from ");
        for choice in
            instead.split(" or ").filter(|_| !instead.contains("127.0.0.1") && !instead.contains("https"))
        {
            if !["true", "false"].contains(&choice) {
                assert!(key.meaning.contains(choice), "{}: {choice} is not in {:?}", key.name, key.meaning);
                ranges += 1;
            }
        }
    }
    assert!(ranges >= 20, "{ranges}");
}

#[test]
fn everything_wrong_is_told_at_once_with_its_line() {
    let told = problems("public_ulr = \"x\"\nlisten = \"everywhere\"\n[password]\nmin_length = 4\n");
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[0], "b.toml, line 1: `public_ulr` is not a setting; did you mean `public_url`?");
    assert!(told[1].starts_with("b.toml, line 2: `listen` is \"everywhere\": write an address"), "{told:?}");
    assert_eq!(told[2], "b.toml, line 4: `password.min_length` is 4: write a number from 8 to 64");
}
