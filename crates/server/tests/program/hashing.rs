//! `bienvenue hash calibrate`

use serde_json::Value;

use crate::support::Folder;

/// What it suggests is what `config check` calls good, also for a target that no safe hash meets.
#[test]
fn what_is_suggested_can_be_written_into_the_configuration() {
    let folder = Folder::new();
    let told = folder.run(&["hash", "calibrate", "--target", "1ms", "--json"]).done().stdout;
    let found: Value = serde_json::from_str(&told).unwrap();
    assert!(found["cores"].as_u64().unwrap() >= 1 && found["target_ms"] == 1.0, "{told}");
    for measured in found["measured"].as_array().unwrap() {
        assert!(measured["alone_ms"].as_f64().unwrap() > 0.0, "{measured}");
        assert!(measured["logins_per_second"].as_f64().unwrap() > 0.0, "{measured}");
    }
    let suggested = found["suggested"].as_array().unwrap();
    assert_eq!(suggested.iter().map(|one| &one["scheme"]).collect::<Vec<_>>(), ["argon2id", "bcrypt"]);
    for suggestion in suggested {
        assert_eq!(suggestion["is_floor"], true, "{suggestion}");
        folder.configure(suggestion["toml"].as_str().unwrap());
        folder.run(&["config", "check"]).done();
    }
}

#[test]
fn a_table_shows_what_a_hash_costs_and_makes_nothing() {
    let folder = Folder::new();
    let ran = folder.run(&["hash", "calibrate", "--target", "30ms"]).done();
    let said = [
        "ALL BUSY",
        "LOGINS/S",
        "argon2id 19456 KiB, 2 passes",
        "bcrypt cost 12",
        "in 30.0 ms",
        "[password]",
    ];
    for part in said {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    assert_eq!(ran.stderr, "", "progress is for a terminal");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_target_that_no_login_should_take_is_wrong_usage() {
    let folder = Folder::new();
    for wrong in ["0ms", "1h", "fast", "250"] {
        folder.run(&["hash", "calibrate", "--target", wrong]).ended(2, &[wrong, "such as 250ms"]);
    }
}
