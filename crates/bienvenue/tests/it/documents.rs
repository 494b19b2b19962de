//! The documents name only what is there: files, links, methods.

mod bounds;
mod examples;
mod secrets;

use std::fs;
use std::path::{Path, PathBuf};

/// Where a path in a document may begin.
const ROOTS: [&str; 4] = ["", "crates/bienvenue/src", "crates/bienvenue", "crates/core/src"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every document, with its path from the root.
fn documents() -> Vec<(PathBuf, String)> {
    let folders = ["", "docs", "docs/decisions"].map(|folder| root().join(folder));
    let files =
        folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()));
    let documents = files.filter(|file| file.extension().is_some_and(|extension| extension == "md"));
    documents.map(|file| (file.clone(), fs::read_to_string(file).unwrap())).collect()
}

/// What stands in back quotes on one line, outside blocks of code.
fn quoted(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(str::lines).flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

/// Whether a quotation is the path of a file or folder of ours, and not a route, an option or a piece of code.
fn is_path(quotation: &str) -> bool {
    let is_plain = quotation.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-./".contains(letter));
    let name = quotation.rsplit('/').next().unwrap_or_default();
    let is_source = [".rs", ".md", ".py"].iter().any(|ending| name.ends_with(ending));
    let is_inside =
        quotation.split_once('/').is_some_and(|(folder, _)| !folder.is_empty() && is_there(folder));
    is_plain && !quotation.starts_with(['/', '-']) && (is_source || is_inside)
}

fn is_there(path: &str) -> bool {
    ROOTS.iter().any(|start| {
        let path = root().join(start).join(path);
        path.exists() || path.with_extension("rs").exists()
    })
}

#[test]
fn every_file_that_a_document_names_exists() {
    let mut named = 0;
    for (document, text) in documents() {
        for path in quoted(&text).into_iter().filter(|quotation| is_path(quotation)) {
            // What people make themselves, and what a build makes.
            if path.starts_with("target/") {
                continue;
            }
            assert!(is_there(path), "{} names `{path}`, which is not there", document.display());
            named += 1;
        }
    }
    assert!(named > 20, "only {named} paths were found: is the search right?");
}

/// ASVS 6.1.1: what SECURITY.md says of throttles is what holds.
#[test]
fn asvs_6_1_1_the_table_of_throttles_is_true() {
    let policy = bienvenue::core::throttle::ThrottlePolicy::INTERNET;
    let text = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with('|') && line.contains("`throttle."))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).skip(1).collect())
        .collect();
    let row = |free: u32, time: &str, setting: &str| {
        vec![free.to_string(), time.to_owned(), format!("`throttle.{setting}`")]
    };
    assert_eq!(policy.window.as_secs(), 3_600);
    let wanted = [
        row(policy.account_failures, "1h", "account_failures"),
        row(policy.account_failures, "1h", "account_failures"),
        row(policy.network_failures, "1h", "network_failures"),
        row(policy.most_failures, "ever", "most_failures"),
        row(policy.account_requests, "1h", "account_requests"),
        row(policy.network_requests, "1h", "network_requests"),
        row(policy.mails_per_minute, "1m", "mails_per_minute"),
    ];
    assert_eq!(rows, wanted);
    let (first, longest) = (policy.first_delay.as_secs(), policy.longest_delay.as_secs() / 60);
    assert!(
        text.contains(&format!("has to wait: {first}s, then twice as long each time, at most {longest}m"))
    );
}

/// ASVS 16.1.1: the inventory of events is what the program writes.
#[test]
fn asvs_16_1_1_the_table_of_events_is_complete() {
    let text = fs::read_to_string(root().join("docs/events.md")).unwrap();
    let listed = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let kinds = bienvenue::EventKind::ALL.iter().map(|kind| kind.as_str());
    assert_eq!(listed.collect::<Vec<_>>(), kinds.collect::<Vec<_>>());
}

#[test]
fn every_link_leads_somewhere() {
    for (document, text) in documents() {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.starts_with("http") {
                let target = document.parent().unwrap().join(link);
                assert!(target.exists(), "{} links to {link}", document.display());
            }
        }
    }
}

#[test]
fn every_method_that_a_document_names_exists() {
    let sources = [
        "auth.rs",
        "auth/account.rs",
        "auth/keys.rs",
        "auth/own_sessions.rs",
        "http/layer.rs",
        "store.rs",
        "store/copy.rs",
        "store/import.rs",
        "store/user_methods.rs",
    ]
    .map(|file| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file)).unwrap());
    let mut named = 0;
    for (document, text) in documents() {
        for method in quoted(&text).iter().filter_map(|quotation| {
            quotation.strip_prefix("Auth::").or_else(|| quotation.strip_prefix("Store::"))
        }) {
            let defined = [format!("fn {method}("), format!("fn {method}<")];
            let is_defined = sources.iter().any(|source| defined.iter().any(|text| source.contains(text)));
            assert!(is_defined, "{} names `{method}`, which is no method", document.display());
            named += 1;
        }
    }
    assert!(named > 10, "only {named} methods were found: is the search right?");
}
