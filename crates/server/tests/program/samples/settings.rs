//! Configurations, as a file and as variables.

use super::blocks::blocks;
use crate::support::Folder;

/// What must be set, with examples.
const REQUIRED: [(&str, &str); 4] = [
    ("public_url", "https://accounts.example.org"),
    ("database.url", "sqlite:b.db"),
    ("mail.url", "smtps://a:b@smtp.example.org"),
    ("mail.from", "accounts@example.org"),
];

#[test]
fn every_configuration_of_the_documents_is_good() {
    let mut checked = 0;
    for block in blocks().iter().filter(|block| block.language == "toml") {
        let (folder, mut config) = (folder(), String::new());
        // Pieces are completed with what must be set.
        for (setting, value) in REQUIRED {
            let last = setting.rsplit('.').next().unwrap();
            let is_set = block.code.lines().any(|line| line.starts_with(last) || line.starts_with(setting));
            if !is_set {
                config.extend([setting, " = \"", value, "\"\n"]);
            }
        }
        config += &block.code.replace("/etc/bienvenue/mail_url", "mail_url");
        folder.write("bienvenue.toml", &config);
        let ran = folder.run(&["config", "check"]);
        assert_eq!(ran.code, 0, "{}: {ran:?}\n{config}", block.place());
        checked += 1;
    }
    assert!(checked > 0, "the documents show no configuration");
}

#[test]
fn every_environment_of_the_documents_is_good() {
    let mut checked = 0;
    for block in blocks().iter().filter(|block| block.language == "env") {
        let folder = folder();
        let text = block.code.replace("/run/secrets/mail_url", "mail_url");
        let variables: Vec<_> = text.lines().map(|line| line.split_once('=').unwrap()).collect();
        let ran = folder.run_with(&["config", "check"], &variables, b"");
        assert_eq!(ran.code, 0, "{}: {ran:?}", block.place());
        checked += 1;
    }
    assert!(checked > 0, "the documents show no environment");
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("mail_url", "smtps://accounts:secret@smtp.example.org");
    folder
}
