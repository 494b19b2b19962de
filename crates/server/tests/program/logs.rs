//! The lines of requests, in both formats of `serve`.

use std::collections::BTreeMap;

use crate::support::Folder;

/// What each line of a request says but for what differs each time: its fields, and the values of some.
fn requests(format: &str, level: &str) -> Vec<BTreeMap<String, String>> {
    let folder = Folder::new();
    folder.configure(&format!("[log]\nformat = \"{format}\"\nlevel = \"{level}\"\n"));
    let server = folder.serve();
    let client = server.client();
    assert_eq!(client.get("/healthz").status, 200);
    assert_eq!(client.get("/canary-path").status, 404);
    assert_eq!(client.log_in("bob@example.org", "wrong password").status, 401);
    let printed = server.end();
    printed.lines().filter_map(|line| if format == "json" { of_json(line) } else { of_text(line) }).collect()
}

fn of_json(line: &str) -> Option<BTreeMap<String, String>> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    let line = line.as_object().filter(|line| line["target"] == "bienvenue::request")?;
    let own =
        line.iter().filter(|(name, _)| !["timestamp", "level", "target", "message"].contains(&name.as_str()));
    Some(
        own.map(|(name, value)| {
            (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect(),
    )
}

fn of_text(line: &str) -> Option<BTreeMap<String, String>> {
    let (_, fields) = line.split_once("bienvenue::request: request ")?;
    let pairs = fields.split(' ').filter_map(|field| field.split_once('='));
    Some(pairs.map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned())).collect())
}

#[test]
fn a_line_for_each_request_says_the_same_in_both_formats() {
    let told = ["json", "text"].map(|format| {
        let mut lines = requests(format, "debug");
        for line in &mut lines {
            assert_eq!(line["id"].len(), 16, "{line:?}");
            assert!(line["microseconds"].parse::<u64>().is_ok(), "{line:?}");
            for each in ["id", "microseconds"] {
                line.insert(each.to_owned(), String::new());
            }
        }
        lines
    });
    let [json, text] = told;
    assert_eq!(json, text);
    let said: Vec<_> = json
        .iter()
        .map(|line| [&line["method"], &line["route"], &line["status"]].map(String::as_str))
        .collect();
    assert_eq!(said, [["GET", "/healthz", "200"], ["GET", "-", "404"], ["POST", "/sessions", "401"]]);
}

/// A successful `GET` is a detail: session checks would drown everything else.
#[test]
fn what_went_well_and_changed_nothing_is_a_detail() {
    let said = requests("json", "info");
    assert_eq!(said.iter().map(|line| line["status"].as_str()).collect::<Vec<_>>(), ["404", "401"]);
}
