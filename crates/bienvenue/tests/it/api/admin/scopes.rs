//! Each route asks for its scope, and for nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bienvenue::core::scope::{Scope, Scopes};
use bienvenue::http::openapi_document;
use serde_json::Value;

use super::{full, key, made};
use crate::support::{App, Database, every_engine};

every_engine!(asvs_8_2_1_and_8_3_1_each_route_asks_for_its_scope_and_no_other);

/// Every route of the administration with the scope that the document says it needs.
fn routes() -> Vec<(String, String, Scope)> {
    let document: Value = serde_json::from_str(&openapi_document()).unwrap();
    let mut routes = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let scope = operation["security"][0]["key"][0].as_str();
            assert_eq!(scope.is_some(), path.starts_with("/api/v1/admin/"), "{method} {path}");
            let scope = scope.map(|scope| scope.parse().unwrap());
            routes.extend(scope.map(|scope| (method.to_uppercase(), path.clone(), scope)));
        }
    }
    assert!(routes.len() >= 21, "{}", routes.len());
    routes
}

async fn asvs_8_2_1_and_8_3_1_each_route_asks_for_its_scope_and_no_other(database: Database) {
    let app = App::start(&database).await;
    let mut keys = Vec::new();
    for scope in Scope::ALL {
        let others: Scopes = Scope::ALL.iter().copied().filter(|other| other != scope).collect();
        keys.push((*scope, key(&app, scope.as_str()).await, made(&app, others, None).await.0));
    }
    for (method, path, needed) in routes() {
        let path =
            path.replace("{id}", "018f2d5c-7b1a-7c3e-9a52-0c1d2e3f4a5b").replace("{address}", "2001:db8::7");
        for (scope, only, without) in &keys {
            let reply = app.with_token(only).send(&method, &path, None).await;
            if *scope == needed {
                assert!(![401, 403, 405].contains(&reply.status), "{method} {path}: {}", reply.text());
                let without = app.with_token(without).send(&method, &path, None).await;
                let problem = without.problem(403, "insufficient_scope");
                assert!(problem["detail"].as_str().unwrap().contains(needed.as_str()), "{problem}");
            } else {
                reply.problem(403, "insufficient_scope");
            }
        }
        app.anonymous().send(&method, &path, None).await.problem(401, "key_refused");
    }
    // Nothing was done by those who were refused.
    let everything = full(&app).await;
    let events = app.with_token(&everything).get("/api/v1/admin/events?kind=deleted").await.body_of(200);
    assert_eq!(events["items"].as_array().unwrap().len(), 0);
}

/// The tables of docs/api.md are those of the program.
#[test]
fn every_route_stands_in_the_document_with_its_scope() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
    let text = fs::read_to_string(file).unwrap();
    let cells = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect::<Vec<_>>());
    let rows: Vec<_> = cells.collect();
    let told: BTreeSet<_> = rows
        .iter()
        .filter(|row| row[1].contains(" /api/v1/admin/"))
        .map(|row| (row[1].clone(), row[2].clone()))
        .collect();
    let real =
        routes().into_iter().map(|(method, path, scope)| (format!("{method} {path}"), scope.to_string()));
    assert_eq!(told, real.collect());
    for scope in Scope::ALL {
        let row = rows.iter().find(|row| row[1] == scope.as_str());
        assert_eq!(row.map(|row| row[2].as_str()), Some(scope.means()), "{scope}");
    }
}
