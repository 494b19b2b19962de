//! `bienvenue config`, and configurations that are refused.

use std::os::unix::fs::PermissionsExt as _;

use crate::support::Folder;

const ADDRESS: &str = "public_url = \"https://accounts.example.org\"\ndatabase.url = \"sqlite:b.db\"\n";

#[test]
fn a_key_that_is_not_known_names_line_and_suggestion() {
    let folder = Folder::new();
    folder.write("bienvenue.toml", &format!("{ADDRESS}\n[session]\nidle_timeuot = \"1d\"\n"));
    let refused = folder.run(&["serve"]);
    let said = [
        "bienvenue.toml, line 5",
        "`session.idle_timeuot` is not a setting",
        "did you mean `session.idle_timeout`?",
    ];
    refused.ended(3, &said);
}

#[test]
fn a_variable_that_is_not_known_is_refused_by_name() {
    let folder = Folder::new();
    folder.configure("");
    let refused = folder.run_with(&["serve"], &[("BIENVENUE__SESION__LIFETIME", "1d")], b"");
    refused.ended(3, &["BIENVENUE__SESION__LIFETIME", "did you mean BIENVENUE__SESSION__LIFETIME?"]);
}

#[test]
fn several_problems_are_told_at_once() {
    let folder = Folder::new();
    folder.write(
        "bienvenue.toml",
        "public_url = \"http://example.org\"\n[password]\nmin_length = 3\nbcrypt_cost = 31\n",
    );
    let refused = folder.run_with(&["config", "check"], &[("BIENVENUE__LOG__LEVEL", "loud")], b"");
    let said =
        ["4 things", "line 1", "line 3", "line 4", "BIENVENUE__LOG__LEVEL", "from 8 to 64", "from 10 to 15"];
    refused.ended(3, &said);
}

#[test]
fn a_file_that_is_no_toml_names_the_line_and_no_secret() {
    let folder = Folder::new();
    folder.write(
        "bienvenue.toml",
        "public_url = \"https://a.example\"\ndatabase.url = postgres://u:s3cret@h/d\n",
    );
    let refused = folder.run(&["serve"]).ended(3, &["bienvenue.toml, line 2"]);
    assert!(!refused.stderr.contains("s3cret"), "{refused:?}");
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let folder = Folder::new();
    for name in ["other.toml", "bienvenue.toml"] {
        folder.run(&["serve", "--config", name]).ended(3, &[name, "config init"]);
    }
}

#[test]
fn tls_files_are_looked_at_before_the_start() {
    let folder = Folder::new();
    folder.configure("[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n");
    folder.run(&["serve"]).ended(3, &["cert.pem"]);
    folder.run(&["config", "check"]).ended(3, &["cert.pem"]);
}

#[test]
fn init_writes_a_file_that_check_understands_and_never_overwrites() {
    let folder = Folder::new();
    folder.run(&["config", "init"]).done();
    let path = folder.path().join("bienvenue.toml");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    folder.run(&["config", "check"]).ended(3, &["4 settings are missing", "mail.url"]);
    folder.run(&["config", "init"]).ended(5, &["bienvenue.toml is there already"]);

    let template = std::fs::read_to_string(&path).unwrap();
    let set =
        template.replace("#public_url", "public_url").replace("#url =", "url =").replace("#from", "from");
    assert_ne!(set, template);
    std::fs::write(&path, set).unwrap();
    let checked = folder.run(&["config", "check"]).done();
    assert!(checked.stdout.contains("is good") && checked.stdout.contains("https://accounts.example.org"));
}

#[test]
fn asvs_13_3_1_check_shows_no_password_and_makes_nothing() {
    let folder = Folder::new();
    folder.write(
        "bienvenue.toml",
        "public_url = \"https://a.example\"\ndatabase.url = \"postgres://u:s3cret@h/d\"\n\
         mail.url = \"smtps://u:s3cret@h\"\nmail.from = \"a@a.example\"\n",
    );
    let checked = folder.run(&["config", "check"]).done();
    assert!(checked.stdout.contains("postgres://u:***@h/d"), "{checked:?}");
    assert!(!checked.stdout.contains("s3cret") && !checked.stderr.contains("s3cret"), "{checked:?}");
    folder.configure("");
    folder.run(&["config", "check"]).done();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "only the configuration is there");
}

/// ASVS 13.3.1: neither the key of the tests nor what the environment of the build keeps secret is built in.
#[test]
#[expect(clippy::disallowed_methods, reason = "what a build could take from its environment")]
fn asvs_13_3_1_the_program_holds_no_secret_of_its_build() {
    let program = std::fs::read(env!("CARGO_BIN_EXE_bienvenue")).unwrap();
    let has = |text: &str| program.windows(text.len()).any(|window| window == text.as_bytes());
    let key =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/tls/server.key")).unwrap();
    let line = key.lines().find(|line| !line.starts_with('-')).unwrap();
    assert!(line.len() > 40 && !has(line));
    let is_secret =
        |name: &str| ["PASSWORD", "SECRET", "TOKEN", "_KEY"].iter().any(|word| name.contains(word));
    for (name, value) in std::env::vars().filter(|(name, value)| is_secret(name) && value.len() >= 8) {
        assert!(!has(&value), "the value of {name} is built in");
    }
    assert!(has("bienvenue.toml"), "the search is right");
}

#[test]
fn asvs_13_3_1_no_command_shows_the_password_of_the_mail_server() {
    let folder = Folder::new();
    let mail = |url: &str| format!("[mail]\nurl = \"{url}\"\nfrom = \"accounts@example.org\"\n");
    folder.configure(&mail("smtps://u:s3cret@smtp.example.org"));
    let good = folder.run(&["config", "check"]).done();
    folder.configure(&mail("smtps://u:s3cret@smtp.example.org:x"));
    let bad = folder.run(&["config", "check"]).ended(3, &["`mail.url` must name a server"]);
    for told in [good, bad] {
        assert!(!told.stdout.contains("s3cret") && !told.stderr.contains("s3cret"), "{told:?}");
    }
}

#[test]
fn asvs_13_3_1_secrets_are_read_from_files_of_their_own() {
    let folder = Folder::new();
    let head = "public_url = \"https://accounts.example.org\"\nregistration.verification = \"optional\"\n";
    let config = format!("{head}database.url_file = \"secret\"\n");
    folder.write("bienvenue.toml", &config);
    folder.write("secret", "sqlite:elsewhere.db\n");
    assert!(folder.run(&["config", "check"]).done().stdout.contains("elsewhere.db"));
    for (text, reason) in [("", "is empty"), ("sqlite:a.db\nb", "more than one line")] {
        folder.write("secret", text);
        folder.run(&["serve"]).ended(3, &["line 3", "`database.url_file` names secret", reason]);
    }
    std::fs::remove_file(folder.path().join("secret")).unwrap();
    folder.run(&["serve"]).ended(3, &["line 3", "cannot be read"]);
    folder.write("secret", "sqlite:a.db");
    folder.write("bienvenue.toml", &format!("{config}database.url = \"sqlite:b.db\"\n"));
    folder
        .run(&["serve"])
        .ended(3, &["line 3", "`database.url_file` and `database.url`", "line 4", "keep one"]);
    // A setting of the environment is one like any other.
    folder.write("bienvenue.toml", head);
    let variables = [("BIENVENUE__DATABASE__URL_FILE", "secret")];
    assert!(folder.run_with(&["config", "check"], &variables, b"").done().stdout.contains("a.db"));
}

#[test]
fn asvs_13_3_1_what_is_in_force_is_shown_without_passwords() {
    let folder = Folder::new();
    folder.write(
        "bienvenue.toml",
        "public_url = \"https://a.example\"\n[mail]\nurl_file = \"mail\"\n[session]\nper_user = 7\n",
    );
    folder.write("mail", "smtps://postmaster:s3cret@mail.example.org\n");
    let variables = [("DATABASE_URL", "postgres://u:s3cret@h/d"), ("BIENVENUE__SESSION__LIFETIME", "9d")];
    let shown = folder.run_with(&["config", "show"], &variables, b"").done().stdout;
    let has = |line: &str, from: &str| {
        let found = shown.lines().find(|shown| shown.starts_with(line));
        assert!(found.is_some_and(|found| found.ends_with(&format!("# {from}"))), "{line} {from}: {shown}");
    };
    has("public_url = \"https://a.example\"", "bienvenue.toml, line 1");
    has("url = \"postgres://u:***@h/d\"", "DATABASE_URL");
    has("url = \"smtps://postmaster:***@mail.example.org\"", "bienvenue.toml, line 3");
    has("per_user = 7", "bienvenue.toml, line 5");
    has("lifetime = \"9d\"", "BIENVENUE__SESSION__LIFETIME");
    has("idle_timeout = \"7d\"", "the defaults");
    assert!(shown.contains("\n# hosts is not set\n") && !shown.contains("s3cret"), "{shown}");
    // What is shown could be read again.
    folder.write("shown.toml", &shown.replace(":***@", ":x@").replace("url_file", "# url_file"));
    let again = folder.run(&["config", "show", "--config", "shown.toml"]).done().stdout;
    assert!(again.contains("lifetime = \"9d\""), "{again}");
    let json = folder.run_with(&["config", "show", "--json"], &variables, b"").done().stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let url = json.as_array().unwrap().iter().find(|item| item["setting"] == "database.url").unwrap();
    assert_eq!((&url["value"], &url["from"]), (&"\"postgres://u:***@h/d\"".into(), &"DATABASE_URL".into()));
    assert!(!json.to_string().contains("s3cret"));
}

/// The formatter of manual pages finds nothing to complain about, where there is one.
#[test]
fn manual_pages_are_made() {
    let folder = Folder::new();
    folder.run(&["reference", "man", "--to", "nowhere"]).ended(1, &["nowhere"]);
    folder.run(&["reference", "man", "--to", "."]).done();
    let pages: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(pages.len() >= 40, "{pages:?}");
    let mut check = std::process::Command::new("groff");
    match check.args(["-man", "-Tutf8", "-ww", "-z"]).args(&pages).output() {
        Ok(checked) => {
            let told = String::from_utf8_lossy(&checked.stderr);
            assert!(checked.status.success() && told.is_empty(), "{told}");
        }
        Err(none) => assert_eq!(none.kind(), std::io::ErrorKind::NotFound),
    }
}

#[test]
fn completions_are_made_for_three_shells() {
    let folder = Folder::new();
    for (shell, mark) in
        [("bash", "_bienvenue()"), ("zsh", "#compdef bienvenue"), ("fish", "complete -c bienvenue")]
    {
        let script = folder.run(&["completions", shell]).done().stdout;
        assert!(script.contains(mark) && script.contains("set-password"), "{shell}: {script}");
    }
    assert_eq!(folder.run(&["completions", "tcsh"]).code, 2);
}
