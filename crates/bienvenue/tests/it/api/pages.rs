//! Lists in pages, and cursors that are of use to their owner only.

use serde_json::Value;

use super::{EMAIL, PASSWORD, token, token_of};
use crate::support::{App, Database, any_engine, every_engine};

every_engine!(a_list_is_walked_through, asvs_8_2_2_a_cursor_is_its_owners,);
any_engine!(a_query_is_read_strictly);

const SESSIONS: &str = "/api/v1/sessions";

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

async fn a_list_is_walked_through(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(token(&app).await);
    }
    let me = app.with_token(&tokens[0]);
    let all = ids(&me.get(SESSIONS).await.body_of(200));
    assert_eq!(all.len(), 5);
    let (mut walked, mut path, mut sizes) = (Vec::new(), format!("{SESSIONS}?limit=2"), Vec::new());
    loop {
        let page = me.get(&path).await.body_of(200);
        sizes.push(ids(&page).len());
        walked.extend(ids(&page));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("{SESSIONS}?cursor={cursor}&limit=2");
    }
    assert_eq!((walked, sizes), (all, vec![2, 2, 1]));
    let whole = me.get(&format!("{SESSIONS}?limit=5")).await.body_of(200);
    assert_eq!(whole["next_cursor"], Value::Null, "no page after this one is empty");
}

async fn asvs_8_2_2_a_cursor_is_its_owners(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    app.register("other@example.org", PASSWORD).await;
    let (first, second) = (token(&app).await, token(&app).await);
    let theirs = token_of(&app, "other@example.org").await;
    let page = app.with_token(&first).get(&format!("{SESSIONS}?limit=1")).await.body_of(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    for other in [&second, &theirs] {
        let reply = app.with_token(other).get(&format!("{SESSIONS}?cursor={cursor}")).await;
        assert_eq!(reply.problem(400, "invalid_cursor")["field"], "cursor");
    }
    let id = page["items"][0]["id"].as_str().unwrap();
    for wrong in ["", "x", id, &cursor[1..], &cursor[..60], &format!("{cursor}AA"), &cursor.to_lowercase()] {
        let reply = app.with_token(&first).get(&format!("{SESSIONS}?cursor={wrong}")).await;
        reply.problem(400, "invalid_cursor");
    }
    // Another replica knows it too: it holds no key of a process.
    let replica = App::start(&database).await;
    replica.with_token(&first).get(&format!("{SESSIONS}?cursor={cursor}")).await.body_of(200);
}

async fn a_query_is_read_strictly(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let me = token(&app).await;
    let me = app.with_token(&me);
    for good in ["", "?", "?limit=1", "?limit=100", "?limit=%31%30"] {
        me.get(&format!("{SESSIONS}{good}")).await.body_of(200);
    }
    for wrong in [
        "?limit=0",
        "?limit=101",
        "?limit=",
        "?limit",
        "?limit=+5",
        "?limit=-1",
        "?limit=05",
        "?limit=1.0",
        "?limit=x",
        "?limit=99999999999999999999",
        "?limit=1&limit=1",
        "?limit=1&limit=2",
        "?Limit=1",
        "?offset=1",
        "?limit=%",
        "?limit=1&x=%ff",
    ] {
        me.get(&format!("{SESSIONS}{wrong}")).await.problem(400, "invalid_query");
    }
}
