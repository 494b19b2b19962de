use std::path::Path;

use super::*;
use crate::config::key::{Default, KEYS, Literal};

fn read(text: &str) -> (Option<Settings>, Vec<String>) {
    let mut reader = Reader::default();
    reader.add_file(Path::new("b.toml"), text);
    reader.add_secret_files();
    let settings = Settings::read(&mut reader);
    (settings, reader.problems().iter().map(ToString::to_string).collect())
}

fn problems(text: &str) -> Vec<String> {
    read(text).1
}

#[test]
fn the_defaults_are_those_of_the_library() {
    let (settings, problems) = read("");
    assert_eq!(problems, Vec::<String>::new());
    let settings = settings.unwrap();
    assert_eq!(settings.scheme, HashScheme::ARGON2ID);
    assert_eq!(settings.password_policy, PasswordPolicy::INTERNET);
    assert_eq!(settings.session_lifetime, SessionLifetime::default());
    assert_eq!(settings.limits, Limits::default());
    assert_eq!(settings.database_connections, StoreOptions::default().connections);
    assert_eq!((settings.hashing_threads, settings.hashing_queue), (None, 1_024));
    assert_eq!(settings.hashing_longest_wait, Duration::from_secs(2));
    assert_eq!(settings.throttle, Some(ThrottlePolicy::INTERNET));
    assert_eq!(settings.sessions_in_memory, 1_000_000);
    assert_eq!(settings.reset_token_lifetime, Duration::from_mins(30));
    assert!(settings.sessions_per_user.get() == 100 && settings.tls.is_none());
}

/// The list and the reader cannot drift apart: a list is no value of any setting.
#[test]
fn every_key_is_read() {
    for key in KEYS {
        let told = problems(&format!("{} = [1]", key.name));
        assert!(told.iter().any(|told| told.contains(&format!("`{}` ", key.name))), "{}: {told:?}", key.name);
    }
}

/// What a refusal tells to write is what the reference says, number for number and word for word.
#[test]
fn every_meaning_names_its_range() {
    let mut ranges = 0;
    for key in KEYS {
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
fn bcrypt_is_bcrypt_of_12() {
    let (settings, _) = read("password.scheme = \"bcrypt\"");
    assert_eq!(settings.unwrap().scheme, HashScheme::BCRYPT);
}

#[test]
fn everything_wrong_is_told_at_once_with_its_line() {
    let told = problems("public_ulr = \"x\"\nlisten = \"everywhere\"\n[password]\nmin_length = 4\n");
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[0], "b.toml, line 1: `public_ulr` is not a setting; did you mean `public_url`?");
    assert!(told[1].starts_with("b.toml, line 2: `listen` is \"everywhere\": write an address"), "{told:?}");
    assert_eq!(told[2], "b.toml, line 4: `password.min_length` is 4: write a number from 8 to 64");
}

#[test]
fn settings_that_do_not_fit_together_are_refused() {
    let told = problems("[session]\nidle_timeout = \"8d\"\nlifetime = \"7d\"\n");
    assert!(told[0].starts_with("b.toml, line 2: `session.idle_timeout` is longer"), "{told:?}");
    let told = problems("[tls]\nkey = \"key.pem\"\n");
    assert!(
        told[0].starts_with("b.toml, line 2: `tls.certificate` and `tls.key` belong together"),
        "{told:?}"
    );
    let told = problems("password.argon2_memory_kib = 1024\n");
    assert!(told[0].starts_with("b.toml, line 1: Argon2id with 1024 KiB"), "{told:?}");
    let told = problems("password.argon2_memory_kib = 7168\npassword.argon2_iterations = 5\n");
    assert_eq!(told, Vec::<String>::new());
}

/// ASVS 7.3.1, 7.3.2: no setting makes a session immortal.
#[test]
fn asvs_7_3_1_to_7_3_2_zero_and_for_ever_are_refused() {
    for (key, value) in
        [("idle_timeout", "0s"), ("lifetime", "0d"), ("lifetime", "99999d"), ("idle_timeout", "1m")]
    {
        assert_eq!(problems(&format!("session.{key} = \"{value}\"")).len(), 1, "{key} {value}");
    }
}

#[test]
fn asvs_13_3_1_a_database_url_is_never_told() {
    let told = problems("database.url = [\"postgres://u:s3cret@h/d\"]");
    assert_eq!(told, ["b.toml, line 1: `database.url` must be text in quotes"]);
    let told = problems("database.url = \"mysql://u:s3cret@h/d\"");
    assert!(
        told[0].contains("must start with sqlite: or postgres://") && !told[0].contains("s3cret"),
        "{told:?}"
    );
}

/// ASVS 13.4.5: figures are told nowhere, to nobody beyond this machine unless both are written.
#[test]
fn asvs_13_4_5_figures_are_for_this_machine() {
    assert_eq!(read("").0.unwrap().metrics_listen, None);
    let at = |text: &str| read(text).0.unwrap().metrics_listen.unwrap().to_string();
    assert_eq!(at("metrics.listen = \"127.0.0.1:9464\""), "127.0.0.1:9464");
    assert_eq!(at("metrics.listen = \"10.0.0.7:9464\"\nmetrics.reach = \"network\""), "10.0.0.7:9464");
    for beyond in ["10.0.0.7:9464", "0.0.0.0:9464", "[::]:9464", "[::ffff:127.0.0.1]:9464"] {
        let told = problems(&format!("metrics.listen = \"{beyond}\""));
        assert!(told.len() == 1 && told[0].contains("`metrics.listen` is beyond this machine"), "{told:?}");
    }
}

#[test]
fn guesses_can_be_left_to_what_stands_in_front() {
    assert_eq!(read("throttle.mode = \"off\"").0.unwrap().throttle, None);
    let told = problems("throttle.first_delay = \"1m\"\nthrottle.longest_delay = \"1s\"");
    assert!(told.len() == 1 && told[0].contains("write at most the longest"), "{told:?}");
}

/// A browser would take the cookie from nobody else.
#[test]
fn asvs_3_3_1_the_public_address_is_in_the_domain_of_the_cookie() {
    let with = |domain: &str| {
        problems(&format!("public_url = \"https://accounts.example.org\"\ncookie.domain = \"{domain}\""))
    };
    assert_eq!(with("example.org"), Vec::<String>::new());
    for other in ["example.com", "ccounts.example.org", "app.example.org"] {
        let told = with(other);
        assert!(told.len() == 1 && told[0].contains("that the host of `public_url` is in"), "{told:?}");
    }
    let told = with("org");
    assert_eq!(
        told,
        [
            "b.toml, line 2: `cookie.domain` is \"org\": write a domain such as example.org, in lower case, of two names or more"
        ]
    );
}
