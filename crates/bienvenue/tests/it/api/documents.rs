//! What the API says of itself is what it does.

use std::path::Path;

use bienvenue::http::{errors_reference, openapi_document};
use serde_json::Value;

use crate::support::{App, Database, any_engine};

any_engine!(the_document_is_served, every_route_of_the_document_is_there);

fn document() -> Value {
    serde_json::from_str(&openapi_document()).unwrap()
}

/// Every path of the document with its methods.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap();
        methods.iter().map(|(method, operation)| (path.clone(), method.to_uppercase(), operation.clone()))
    });
    operations.collect()
}

async fn the_document_is_served(database: Database) {
    let app = App::start(&database).await;
    let reply = app.anonymous().get("/api/openapi.json").await;
    assert_eq!((reply.status, reply.text()), (200, openapi_document().as_str()));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let reply = app.anonymous().get("/api/errors").await;
    assert_eq!((reply.status, reply.text()), (200, errors_reference().as_str()));
    assert_eq!(reply.header("content-type"), Some("text/markdown; charset=utf-8"));
}

/// With the test of the tables beside them, this makes document and router the same.
async fn every_route_of_the_document_is_there(database: Database) {
    let app = App::start(&database).await;
    for (path, method, operation) in operations(&document()) {
        let path = path.replace("{id}", "00000000-0000-0000-0000-000000000000").replace("{address}", "::1");
        let reply = app.anonymous().send(&method, &path, None).await;
        let documented = operation["responses"].get(reply.status.to_string());
        assert!(documented.is_some() && reply.status != 405, "{method} {path}: {}", reply.status);
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_how_it_refuses() {
    let document = document();
    let operations = operations(&document);
    let mut names: Vec<_> =
        operations.iter().map(|(_, _, operation)| operation["operationId"].to_string()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), operations.len());
    for (path, method, operation) in &operations {
        for status in ["500", "503"] {
            assert!(operation["responses"].get(status).is_some(), "{method} {path} {status}");
        }
        let needs_session = operation.get("security").is_some();
        let status = if path.starts_with("/api/") { "401" } else { "403" };
        assert!(!needs_session || operation["responses"].get(status).is_some(), "{method} {path}");
    }
}

/// Every field that any route takes or gives, on either face.
#[test]
fn asvs_6_4_2_there_are_no_hints_and_no_secret_questions() {
    fn names(value: &Value, found: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            found.extend(properties.keys().cloned());
        }
        match value {
            Value::Object(object) => object.values().for_each(|value| names(value, found)),
            Value::Array(array) => array.iter().for_each(|value| names(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    names(&document(), &mut found);
    assert!(found.iter().any(|name| name == "new_password"), "the search finds what is there");
    for name in found {
        assert!(!["hint", "question", "answer"].iter().any(|word| name.contains(word)), "{name}");
    }
}

/// Every code that a route can answer is in the catalogue, so that `type` always leads somewhere.
#[test]
fn every_code_has_a_section_in_the_catalogue() {
    let catalogue = errors_reference();
    let mut codes = 0;
    for (path, method, operation) in operations(&document()) {
        for response in operation["responses"].as_object().unwrap().values() {
            let schema = &response["content"]["application/problem+json"]["schema"];
            let named = schema["allOf"][1]["properties"]["code"]["enum"].as_array();
            for code in named.into_iter().flatten().map(|code| code.as_str().unwrap()) {
                assert!(catalogue.contains(&format!("\n## {code}\n")), "{method} {path}: {code}");
                codes += 1;
            }
        }
    }
    assert!(codes > 60, "only {codes} codes are found");
}

#[test]
fn the_documents_in_docs_are_these() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for (file, made, command) in
        [("errors.md", errors_reference(), "errors"), ("openapi.json", openapi_document(), "openapi")]
    {
        let there = std::fs::read_to_string(docs.join(file)).unwrap_or_default();
        assert!(there == made, "run: cargo run -- reference {command} > docs/{file}");
    }
}
