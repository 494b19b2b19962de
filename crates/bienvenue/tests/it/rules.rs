//! Which module may name which: the directions of dependency, read from the sources of every crate.
//!
//! A rule that a review has to remember is broken one day. Here every path that a file names, in a `use` or in the middle
//! of a line, is held against the table below.

mod paths;

use std::fs;
use std::path::{Path, PathBuf};

use paths::paths_in;

/// What the files in some places must not name.
struct Rule {
    /// Whether a file is bound by it.
    binds: fn(&str) -> bool,
    /// Whether it forbids a path.
    forbids: fn(&str) -> bool,
    says: &'static str,
}

const RULES: [Rule; 6] = [
    Rule {
        binds: |file| is_in(file, "crates/bienvenue/src/flows"),
        forbids: |path| is_http(path),
        says: "flows know nothing of HTTP",
    },
    Rule {
        binds: |file| is_in(file, "crates/bienvenue/src/store"),
        forbids: |path| is_http(path) || is_under(path, "crate::flows"),
        says: "the store knows nothing of HTTP and of flows",
    },
    Rule {
        binds: |file| {
            !is_in(file, "crates/bienvenue/src/store/sqlite")
                && !is_in(file, "crates/bienvenue/src/store/postgres")
        },
        forbids: |path| is_driver(path),
        says: "only store/sqlite and store/postgres name a database driver",
    },
    Rule {
        binds: |file| {
            is_in(file, "crates/bienvenue/src/http") && !is_in(file, "crates/bienvenue/src/http/error")
        },
        forbids: |path| is_under(path, "crate::flows"),
        says: "only http/error.rs and what is under it give an error of a flow its status",
    },
    Rule {
        binds: |file| file.starts_with("crates/core/"),
        forbids: |path| {
            is_http(path) || is_driver(path) || is_under(path, "tokio") || is_under(path, "std::net")
        },
        says: "the core has no input or output",
    },
    Rule {
        binds: |file| !is_in(file, "crates/server/src/config"),
        forbids: |path| ["std::env::var", "env::var"].into_iter().any(|reader| path.starts_with(reader)),
        says: "only the program's config module reads the environment",
    },
];

/// Whether a file is the module `module` (its path without `.rs`) or lies under it.
fn is_in(file: &str, module: &str) -> bool {
    file.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// Whether a path is `root` or begins with it.
fn is_under(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn is_http(path: &str) -> bool {
    ["crate::http", "axum", "hyper", "hyper_util", "http_body_util"]
        .into_iter()
        .any(|root| is_under(path, root))
}

fn is_driver(path: &str) -> bool {
    ["rusqlite", "postgres", "tokio_postgres", "tokio_postgres_rustls"]
        .into_iter()
        .any(|root| is_under(path, root))
}

/// Every rule that a file breaks: the file, the line and the rule.
fn broken_by(file: &str, source: &str) -> Vec<String> {
    let paths = paths_in(&module_of(file), source);
    let broken = RULES.iter().filter(|rule| (rule.binds)(file)).flat_map(|rule| {
        let forbidden = paths.iter().filter(|(_, path)| (rule.forbids)(path));
        forbidden.map(move |(line, path)| format!("{file}:{line}: names `{path}`, but {}", rule.says))
    });
    broken.collect()
}

/// The module that a file holds: `crates/x/src/store/users.rs` is `crate::store::users`.
fn module_of(file: &str) -> Vec<String> {
    let inside = file.split_once("/src/").map_or(file, |(_, inside)| inside).trim_end_matches(".rs");
    let names = inside.split('/').filter(|name| !matches!(*name, "lib" | "main" | "mod"));
    ["crate"].into_iter().chain(names).map(str::to_owned).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn the_sources_keep_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let mut files = Vec::new();
    for sources in
        ["crates/bienvenue/src", "crates/core/src", "crates/server/src"].map(|sources| root.join(sources))
    {
        // The program is a crate of its own, which need not be there to test the library.
        if sources.is_dir() {
            rust_files(&sources, &mut files);
        }
    }
    assert!(files.len() > 50, "the sources are found");
    let mut broken = Vec::new();
    for path in files {
        let file = path.strip_prefix(&root).unwrap().to_str().unwrap();
        // A module of tests is told by the environment where a server is, and goes below the seam.
        if file.contains("/tests/") {
            continue;
        }
        broken.extend(broken_by(file, &fs::read_to_string(&path).unwrap()));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Each rule is broken by something, however it is written, or the test above would prove nothing.
#[test]
fn each_rule_can_be_broken() {
    const FLOW: &str = "crates/bienvenue/src/flows/login.rs";
    const STORE: &str = "crates/bienvenue/src/store/users.rs";
    const ROUTES: &str = "crates/bienvenue/src/http/classic.rs";
    const CORE: &str = "crates/core/src/token.rs";
    let broken = [
        (0, FLOW, "\n\nuse axum::http::StatusCode;"),
        (0, FLOW, "use std::fmt;\n\nfn f() -> crate::http::Limits { todo!() }"),
        (0, FLOW, "\nuse crate::{fault::Fault,\nhttp::Limits};"),
        (0, "crates/bienvenue/src/flows.rs", "\n\nuse crate::http::Limits;"),
        (0, FLOW, "\n\nuse super::super::http;"),
        (0, FLOW, "mod tests {\n\nuse super::super::super::http::Limits; }"),
        (1, STORE, "\n\nuse crate::flows::login;"),
        (1, STORE, "\n\nfn f() { super::super::flows::login::verify() }"),
        (1, "crates/bienvenue/src/store.rs", "\n\nuse crate::http;"),
        (2, STORE, "\n\nuse rusqlite::Connection;"),
        (2, STORE, "\n\nfn f(error: postgres::Error) {}"),
        (2, ROUTES, "use std::{fmt};\n\nuse ::postgres::Client;"),
        (2, "crates/server/src/main.rs", "\n\nuse rusqlite as database;"),
        (3, ROUTES, "\n\nuse crate::flows::login::LoginError;"),
        (3, ROUTES, "\n\nuse crate::{flows::{login::LoginError}};"),
        (3, "crates/bienvenue/src/http/errors.rs", "\n\nuse crate::flows::login::LoginError;"),
        (3, "crates/bienvenue/src/http.rs", "\n\nuse super::flows;"),
        (4, CORE, "\n\nuse tokio::sync::oneshot;"),
        (4, CORE, "\n\nfn f() { std::net::TcpListener::bind(1); }"),
        (5, "crates/server/src/main.rs", "\n\nfn f() { std::env::var(1); }"),
        (5, CORE, "use std::env;\n\nfn f() { env::var_os(1); }"),
        (5, CORE, "\n\nuse std::env::{vars};"),
    ];
    for (rule, file, source) in broken {
        let found = broken_by(file, source);
        let is_found = found.iter().any(|line| line.contains(RULES[rule].says));
        assert!(is_found, "{source:?} in {file} is not found: {found:?}");
        let is_line_told = found.iter().all(|line| line.starts_with(&format!("{file}:3: ")));
        assert!(is_line_told, "{found:?}");
    }
}

/// What looks like a breach is none in these places.
#[test]
fn what_is_allowed_is_not_found() {
    let kept = [
        ("crates/bienvenue/src/http/error.rs", "use crate::flows::login::LoginError;"),
        ("crates/bienvenue/src/http/error/code.rs", "use crate::flows::login::LoginError;"),
        ("crates/bienvenue/src/store/sqlite/connection.rs", "use rusqlite::Connection;"),
        ("crates/bienvenue/src/store/postgres.rs", "use postgres::Client;"),
        ("crates/bienvenue/src/store/open.rs", "fn f() { super::postgres::open(); self::sqlite::open() }"),
        ("crates/bienvenue/src/store.rs", "mod postgres; // use crate::http;"),
        (
            "crates/bienvenue/src/store.rs",
            "/* use crate::flows; */ const A: &str = \"crate::flows::x axum::y\";",
        ),
        (
            "crates/bienvenue/src/flows/login.rs",
            "/// See [`crate::http::router`]\nuse crate::store::{User, users};",
        ),
        ("crates/bienvenue/src/flows/login.rs", "fn f<'a>(x: &'a str) -> char { '\"' } // \" axum::x"),
        ("crates/bienvenue/src/auth.rs", "use crate::flows::login; use crate::httpx::y;"),
        ("crates/server/src/config/environment.rs", "fn f() { std::env::var(1); }"),
        ("crates/server/src/main.rs", "fn f() { std::env::args(); }"),
    ];
    for (file, source) in kept {
        assert_eq!(broken_by(file, source), Vec::<String>::new(), "{source}");
    }
}
