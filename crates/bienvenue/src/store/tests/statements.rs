//! Every statement in the store's files is one that both engines understand.

use std::fs;
use std::path::Path;

use super::databases::each;
use crate::store::users::select_user;

/// The statements of every store file: the string literals that begin with a verb of SQL.
fn statements() -> Vec<String> {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let mut found = Vec::new();
    for entry in fs::read_dir(store).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            found.extend(literals(&fs::read_to_string(path).unwrap()));
        }
    }
    found.extend(literals(include_str!("../../store.rs")));
    found
}

fn literals(source: &str) -> Vec<String> {
    const VERBS: [&str; 4] = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "];
    // The list of a user's columns stands in one place, a macro; what follows it is a literal.
    let columns = select_user!("");
    let mut is_rest = false;
    let mut found = Vec::new();
    for (number, text) in source.split('"').enumerate() {
        if number % 2 == 0 {
            is_rest = text.trim_end().ends_with("select_user!(");
        } else if is_rest {
            found.push(format!("{columns}{text}"));
        } else if text != columns && VERBS.iter().any(|verb| text.starts_with(verb)) {
            found.push(text.to_owned());
        }
    }
    found
}

#[test]
fn asvs_1_2_4_every_statement_is_prepared_on_both_engines() {
    let statements = statements();
    assert!(statements.len() >= 50, "only {} statements were found: is the search right?", statements.len());
    for mut fresh in each() {
        fresh.migrate().unwrap();
        for sql in &statements {
            if let Err(failure) = fresh.connection.check_statement(sql) {
                panic!("{sql}\n{failure:?}");
            }
        }
    }
}

#[test]
fn a_wrong_statement_would_be_noticed() {
    for mut fresh in each() {
        fresh.migrate().unwrap();
        assert!(fresh.connection.check_statement("SELECT nothing FROM users").is_err());
        assert!(fresh.connection.check_statement("SELEC 1").is_err());
    }
    assert!(literals("select_user!(\"users u\")")[0].ends_with("u.admin_since FROM users u"));
    assert_eq!(literals("f(\"SELECT 1\", \"x\", \"DELETE FROM a\")"), ["SELECT 1", "DELETE FROM a"]);
}
