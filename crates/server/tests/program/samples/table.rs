//! The table of docs/http.md: every row is asked, and answered as it says.

use super::blocks::read;
use super::shell::is_like;
use crate::support::{Client, Folder, Reply};

const EMAIL: &str = "bob@example.org";

/// A row: the route, what it answers when all is well, and what else.
struct Row {
    route: String,
    success: String,
    refusal: String,
}

fn rows() -> Vec<Row> {
    let page = read("docs/http.md");
    let table = page.split("| Route |").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    let rows = table
        .lines()
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    rows.map(|cells| Row {
        route: cells.first().unwrap().trim_matches('`').to_owned(),
        success: (*cells.get(2).unwrap()).to_owned(),
        refusal: cells.get(3).copied().unwrap_or_default().to_owned(),
    })
    .collect()
}

/// Whether an answer is one of those that a cell names: a status, or a status and a body.
#[track_caller]
fn is_told(cell: &str, reply: &Reply) {
    let is_it = cell.split("; ").any(|told| {
        let body = told.split('`').nth(1).filter(|body| body.starts_with('{'));
        told.starts_with(&reply.status.to_string())
            && body.is_none_or(|body| is_like(body, reply.body.trim()))
    });
    assert!(is_it, "{cell:?} does not tell {reply:?}");
}

fn new_password(token: &str) -> [(&str, &str); 3] {
    [("email", EMAIL), ("reset_token", token), ("new_password", "another")]
}

#[test]
fn every_row_of_the_routes_is_true() {
    let folder = Folder::new();
    let server = folder.dev();
    let client: Client = server.client();
    let with = |method: &str, path: &str, cookie: &str, form: &[(&str, &str)]| {
        client.send(method, path, cookie, form)
    };
    let (right, wrong) =
        ([("email", EMAIL), ("password", "secret")], [("email", EMAIL), ("password", "other")]);
    let (mut cookie, mut asked) = (String::new(), 0);
    // A row of the end of a session comes before that of the profile, so each has one of its own.
    let log_in = |password| with("POST", "/sessions", "", &[("email", EMAIL), ("password", password)]);
    for row in rows() {
        let (method, path) = row.route.split_once(' ').unwrap();
        let refused = |reply: &Reply| is_told(&row.refusal, reply);
        let done = match row.route.as_str() {
            "POST /users" => {
                let done = with(method, path, "", &right);
                refused(&with(method, path, "", &right));
                let unnamed = with(method, path, "", &right[..1]);
                refused(&unnamed);
                assert!(unnamed.body.contains("password"), "{unnamed:?}");
                done
            }
            "POST /sessions" => {
                refused(&with(method, path, "", &wrong));
                with(method, path, "", &right)
            }
            "DELETE /sessions" | "GET /profile" => {
                refused(&with(method, path, "", &[]));
                log_in("secret").cookie().unwrap().clone_into(&mut cookie);
                let done = with(method, path, &cookie, &[]);
                let is_an_end = method == "DELETE";
                assert!(done.head.contains("\r\nlocation: /\r\n") == is_an_end, "{done:?}");
                assert!(client.profile(&cookie) == if is_an_end { 403 } else { 200 });
                done
            }
            "POST /reset_password" => {
                refused(&with(method, path, "", &[("email", "nobody@example.org")]));
                with(method, path, "", &right[..1])
            }
            "PUT /reset_password" => {
                refused(&with(method, path, "", &new_password("wrong")));
                let token = with("POST", path, "", &right[..1]).text("reset_token");
                let empty = [("email", EMAIL), ("reset_token", token.as_str()), ("new_password", "")];
                refused(&with(method, path, "", &empty));
                let done = with(method, path, "", &new_password(&token));
                assert_eq!(log_in("another").status, 200);
                done
            }
            // These have no refusal that a test could have them say.
            "GET /" | "GET /healthz" | "GET /readyz" => with(method, path, "", &[]),
            other => panic!("no test asks {other}"),
        };
        is_told(&row.success, &done);
        asked += 1;
    }
    assert_eq!(asked, 9);
    server.end();
}
