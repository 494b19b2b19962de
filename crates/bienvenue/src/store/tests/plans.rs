//! What is read with a million accounts or events is read in an index: as each engine says that it would.

use super::databases::{Fresh, each, on_each_store};
use super::users::{add, email};
use crate::store::engine::{Connection, Row, Value, column};
use crate::store::{activity, api_keys, user_search};

/// The plan of a statement. PostgreSQL would read a whole table as long as it is empty, and is told not to.
fn plan(fresh: &mut Fresh, sql: &str, parameters: &[Value<'_>]) -> String {
    let is_sqlite = fresh.url.starts_with("sqlite:");
    let explain = if is_sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
    let sql: &'static str = format!("{explain} {sql}").leak();
    let mut lines = Vec::new();
    let mut each = |row: &dyn Row| {
        lines.push(column::<String>(row, if is_sqlite { 3 } else { 0 })?);
        Ok(())
    };
    let connection: &mut dyn Connection = fresh.connection.as_mut();
    if !is_sqlite {
        connection.run_script("SET enable_seqscan = off; SET enable_bitmapscan = off").unwrap();
    }
    connection.query(sql, parameters, &mut each).unwrap();
    lines.join("\n")
}

#[test]
fn what_administrators_look_at_is_found_in_an_index() {
    let (id, text) = (Value::Uuid(uuid::Uuid::nil()), Value::Text("a"));
    let limit = Value::Integer(51);
    for mut fresh in each() {
        fresh.migrate().unwrap();
        let cases: [(&str, &[Value<'_>], [&str; 2]); 4] = [
            (api_keys::FIND_LIVE, &[Value::Bytes(&[0; 32]), limit], ["(digest=?)", "api_keys_digest_key"]),
            (
                user_search::BY_ADDRESS,
                &[text, Value::Text("b"), limit],
                ["(email_canonical>? AND email_canonical<?)", "users_email_canonical_key"],
            ),
            (user_search::NEWEST, &[id, limit], ["USING PRIMARY KEY (id<?)", "users_pkey"]),
            (activity::COUNT, &[id], ["USING PRIMARY KEY (id>?)", "events_pkey"]),
        ];
        for (sql, parameters, [of_sqlite, of_postgres]) in cases {
            let plan = plan(&mut fresh, sql, parameters);
            let (expected, scan) = if fresh.url.starts_with("sqlite:") {
                (of_sqlite, "SCAN")
            } else {
                (of_postgres, "Seq Scan")
            };
            assert!(plan.contains(expected) && !plan.contains(scan), "{sql}\n{plan}");
            let sorts = plan.contains("ORDER BY") || plan.contains("Sort  (");
            assert!(!sorts || sql == activity::COUNT, "{sql}\n{plan}");
        }
    }
}

#[test]
fn users_are_found_by_the_beginning_of_their_address() {
    on_each_store(async |store| {
        // Neither engine's own order of letters: by the bytes.
        for address in
            ["bob@example.org", "Bob.a@example.org", "bob_b@example.org", "boc@example.org", "a@bob.org"]
        {
            add(&store, address).await;
        }
        let found = async |beginning: &str, after: Option<&str>, limit| -> Vec<String> {
            let users = store.search_users(beginning, after.map(email), limit).await.unwrap();
            users.into_iter().map(|user| user.email.canonical().to_owned()).collect()
        };
        let bobs = ["bob.a@example.org", "bob@example.org", "bob_b@example.org"];
        assert_eq!(found("bob", None, 10).await, bobs);
        assert_eq!(found("BOB", None, 2).await, bobs[..2]);
        assert_eq!(found("bob", Some(bobs[1]), 10).await, bobs[2..]);
        assert_eq!(found("bob", Some("a@bob.org"), 10).await, bobs, "no cursor leaves the search");
        assert!(found("bob", Some("z@z.org"), 10).await.is_empty());
        assert_eq!(found("bob@example.org", None, 10).await, bobs[1..2]);
        assert_eq!(found("", None, 10).await.len(), 5);
        for nobody in ["%", "_ob", "bob%", "é", "\u{10FFFF}"] {
            assert!(found(nobody, None, 10).await.is_empty(), "{nobody}");
        }
    });
}
