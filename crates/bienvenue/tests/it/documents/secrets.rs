//! No secret is in the repository, and none is compared by a method that tells by its time where two differ.

use std::fs;
use std::path::{Path, PathBuf};

use super::root;

/// What cargo, git and the tools leave beside the sources.
const NOT_OURS: [&str; 4] = ["target", ".git", "node_modules", "__pycache__"];

fn files_in(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_ours = !NOT_OURS.iter().any(|name| path.file_name().is_some_and(|file| file == *name));
        if path.is_dir() && is_ours {
            files_in(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// How keys and tokens begin that services hand out, each with what follows at least.
const SIGNS: [(&str, usize); 9] = [
    (bienvenue::core::api_key::PREFIX, 72),
    ("AKIA", 16),
    ("ghp_", 30),
    ("github_pat_", 30),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("sk_live_", 20),
    ("AIza", 35),
    ("eyJhbGciOi", 20),
];

/// What looks like a secret in a text.
fn suspicions(text: &str) -> Vec<String> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut found = Vec::new();
    for (sign, more) in SIGNS {
        for (place, _) in text.match_indices(sign) {
            let rest: String = text[place + sign.len()..].chars().take_while(|c| is_token(*c)).collect();
            let is_word = text[..place].chars().next_back().is_some_and(is_token);
            if rest.len() >= more && !is_word {
                found.push(format!("{sign}…"));
            }
        }
    }
    // A whole key, and not the line that some program looks for.
    let begin = concat!("-----BEGIN", " ");
    for (place, _) in text.match_indices(begin) {
        let key: String = text[place..].chars().take(200).collect();
        let is_private = key.lines().next().is_some_and(|line| line.ends_with("PRIVATE KEY-----"));
        if is_private && key.lines().nth(1).is_some_and(|line| line.len() >= 40) {
            found.push("a private key".to_owned());
        }
    }
    found
}

/// ASVS 13.3.1. The two keys are those of the tests, whose certificates nobody trusts.
#[test]
fn asvs_13_3_1_no_secret_is_in_the_repository() {
    let root = root();
    let mut files = Vec::new();
    files_in(&root, &mut files);
    assert!(files.len() > 300, "the files are found");
    let mut found = Vec::new();
    for path in files {
        let file = path.strip_prefix(&root).unwrap().display().to_string();
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        found.extend(suspicions(&text).into_iter().map(|what| format!("{file}: {what}")));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_of_secrets = name.starts_with(".env")
            || name.starts_with("id_")
            || path.extension().is_some_and(|ending| ending == "p12");
        found.extend(is_of_secrets.then_some(file));
    }
    found.sort();
    assert_eq!(found, ["tests/tls/renewed.key: a private key", "tests/tls/server.key: a private key"]);
}

#[test]
fn a_secret_would_be_noticed() {
    let key = format!("{}PRIVATE KEY-----\n{}\n", concat!("-----BEGIN", " "), "A".repeat(64));
    assert_eq!(suspicions(&key), ["a private key"]);
    let token = format!("token = \"ghp_{}\"", "a1".repeat(18));
    assert_eq!(suspicions(&token), ["ghp_…"]);
    let key = format!("{}{}", bienvenue::core::api_key::PREFIX, "0f".repeat(36));
    assert_eq!(suspicions(&key), ["bienvenue_…"]);
    assert!(suspicions("the sign ghp_ alone, and XAKIAABCDEFGHIJKLMNOPQRS").is_empty());
}

/// Types that hold a secret as it is, or a text that stands for one.
const SECRET_TYPES: [&str; 4] = ["PlainToken", "Password", "PasswordHash", "Zeroizing"];

/// Every place of a source in which a secret can be compared by `==`.
fn comparisons(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let mut found = Vec::new();
    for (place, _) in code.match_indices("struct ") {
        let body: String = code[place..].chars().take_while(|c| *c != '}' && *c != ';').collect();
        let head = code[..place].rsplit("\n\n").next().unwrap();
        let name: String = body["struct ".len()..].chars().take_while(char::is_ascii_alphanumeric).collect();
        let is_secret = SECRET_TYPES.contains(&name.as_str())
            || SECRET_TYPES.iter().any(|secret| {
                body.contains(&format!(": {secret}<")) || body.contains(&format!("({secret}<"))
            })
            || SECRET_TYPES.iter().any(|secret| body.contains(&format!(": {secret},")));
        if is_secret && head.lines().any(|line| line.contains("derive(") && line.contains("PartialEq")) {
            found.push(format!("{name} derives =="));
        }
    }
    for line in code.lines() {
        let exposes = ["expose()", ".secret()"].iter().any(|way| {
            [" == ", " != "].iter().any(|sign| {
                line.contains(&format!("{way}{sign}"))
                    || line.split(sign).nth(1).is_some_and(|right| {
                        right.split([';', ')']).next().unwrap().contains(&way[..way.len() - 1])
                    })
            })
        });
        if exposes {
            found.push(line.trim().to_owned());
        }
    }
    found
}

/// ASVS 11.2.4: what we compare ourselves goes through `subtle` or the seal's own method.
#[test]
fn asvs_11_2_4_no_secret_is_compared_by_its_letters() {
    let root = root();
    let mut files = Vec::new();
    for sources in ["crates/core/src", "crates/bienvenue/src", "crates/server/src"] {
        files_in(&root.join(sources), &mut files);
    }
    let mut found = Vec::new();
    for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "rs")) {
        if path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "fuzzing")
            || path.ends_with("tests.rs")
        {
            continue;
        }
        let source = fs::read_to_string(path).unwrap();
        found.extend(comparisons(&source).into_iter().map(|what| format!("{}: {what}", path.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn such_a_comparison_would_be_noticed() {
    let derived = "#[derive(Clone, PartialEq, Eq)]\npub struct Password(Zeroizing<String>);";
    assert_eq!(comparisons(derived), ["Password derives =="]);
    let field = "#[derive(PartialEq)]\nstruct Held {\n    secret: Zeroizing<String>,\n}";
    assert_eq!(comparisons(field), ["Held derives =="]);
    assert_eq!(comparisons("if token.expose() == other {}").len(), 1);
    assert!(comparisons("#[derive(PartialEq)]\nstruct Free {\n    id: u8,\n}\nif a == b {}").is_empty());
}
