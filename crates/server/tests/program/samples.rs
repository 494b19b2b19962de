//! What the documents show is what the program takes: commands, and configurations.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::Folder;

/// README and docs/.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let docs = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<_> = docs.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    all.push(root.join("README.md"));
    all
}

/// The blocks of code in a document, each with its language.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    text.split("\n```").skip(1).step_by(2).filter_map(|block| block.split_once('\n')).collect()
}

/// The words of a command, as a shell would part them; what follows a redirection or a comment is the shell's.
fn words(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or_default();
    let mut words = Vec::new();
    for word in line.split_whitespace() {
        if ["<", ">", "|", "&&", "\\"].contains(&word) || word.starts_with("$(") {
            break;
        }
        words.push(word.trim_matches('\'').to_owned());
    }
    words
}

#[test]
fn every_command_of_the_documents_is_one_that_the_program_knows() {
    let folder = Folder::new();
    let mut seen = BTreeSet::new();
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for (_, code) in blocks(&text) {
            for line in code.lines().map(|line| line.trim_start_matches("$ ")) {
                let Some(command) = line.strip_prefix("bienvenue ") else { continue };
                // With `--help` at the end only the command's own words are looked at, and nothing is done.
                let all = words(command);
                let path: Vec<_> = all.iter().take_while(|word| is_word(word)).map(String::as_str).collect();
                if !seen.insert(path.join(" ")) {
                    continue;
                }
                let help = help_of(&folder, &path);
                for option in all.iter().filter(|word| word.starts_with("--")) {
                    let option = option.split('=').next().unwrap();
                    assert!(help.contains(option), "{}: {line}: no option {option}", document.display());
                }
            }
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
}

fn is_word(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-')
}

/// The help of the longest part of this path that is a command.
fn help_of(folder: &Folder, path: &[&str]) -> String {
    for end in (1..=path.len()).rev() {
        let ran = folder.run(&[&path[..end], &["--help"]].concat());
        if ran.code == 0 {
            return ran.stdout;
        }
    }
    panic!("there is no command {path:?}");
}

#[test]
fn every_configuration_of_the_documents_is_good() {
    let mut checked = 0;
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for (language, code) in blocks(&text) {
            // Pieces are completed with what must be set; a text file of the pages is no configuration.
            if language != "toml" || code.contains("[texts]") {
                continue;
            }
            let folder = Folder::new();
            folder.write("mail_url", "smtps://accounts:secret@smtp.example.org");
            let mut config = String::new();
            for (setting, value) in [
                ("public_url", "https://accounts.example.org"),
                ("database.url", "sqlite:b.db"),
                ("mail.url", "smtps://a:b@smtp.example.org"),
                ("mail.from", "accounts@example.org"),
            ] {
                let last = setting.rsplit('.').next().unwrap();
                let is_set = code.lines().any(|line| line.starts_with(last) || line.starts_with(setting));
                if !is_set {
                    config.extend([setting, " = \"", value, "\"\n"]);
                }
            }
            config += &code.replace("/etc/bienvenue/mail_url", "mail_url");
            folder.write("bienvenue.toml", &config);
            let ran = folder.run(&["config", "check"]);
            assert_eq!(ran.code, 0, "{}: {ran:?}\n{config}", document.display());
            checked += 1;
        }
    }
    assert!(checked > 0, "the documents show no configuration");
}
