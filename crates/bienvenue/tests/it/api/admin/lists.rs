//! Lists: pages, filters, and whose cursors they are.

use std::time::Duration;

use bienvenue::core::time::Clock as _;

use super::{EMAIL, KEYS, OTHER, PASSWORD, USERS, full, registered};
use crate::support::{App, Database, every_engine};

every_engine!(users_are_listed_and_searched, events_are_filtered_and_name_the_key,);

const EVENTS: &str = "/api/v1/admin/events";

/// Every item of a list, page by page, by this field.
async fn all(app: &App, key: &str, path: &str, field: &str) -> Vec<String> {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    for _ in 0..20 {
        let page = app.with_token(key).get(&format!("{path}{cursor}")).await.body_of(200);
        items.extend(
            page["items"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
    panic!("{path} does not end");
}

async fn users_are_listed_and_searched(database: Database) {
    let app = App::start(&database).await;
    let (key, another) = (full(&app).await, full(&app).await);
    for name in ["bob", "Bob.a", "bob_b", "boc", "al"] {
        app.register(&format!("{name}@example.org"), PASSWORD).await;
        app.clock.advance(Duration::from_millis(1));
    }
    let addresses =
        |names: &[&str]| -> Vec<String> { names.iter().map(|name| format!("{name}@example.org")).collect() };
    let newest = addresses(&["al", "boc", "bob_b", "Bob.a", "bob"]);
    let bobs = addresses(&["Bob.a", "bob", "bob_b"]);
    for limit in [1, 2, 3, 100] {
        assert_eq!(all(&app, &key, &format!("{USERS}?limit={limit}"), "email").await, newest);
        assert_eq!(all(&app, &key, &format!("{USERS}?q=BOB&limit={limit}"), "email").await, bobs);
    }
    assert_eq!(all(&app, &key, &format!("{USERS}?q=x"), "email").await, addresses(&[]));
    assert_eq!(all(&app, &key, &format!("{USERS}?q=%00"), "email").await, addresses(&[]));
    // Whoever deletes as he goes on loses nobody.
    let first = app.with_token(&key).get(&format!("{USERS}?q=bob&limit=1")).await.body_of(200);
    app.with_token(&key)
        .delete(&format!("{USERS}/{}", first["items"][0]["id"].as_str().unwrap()))
        .await
        .is_done(204);
    let cursor = first["next_cursor"].as_str().unwrap();
    let next = app.with_token(&key).get(&format!("{USERS}?q=bob&limit=1&cursor={cursor}")).await.body_of(200);
    assert_eq!(next["items"][0]["email"], "bob@example.org");
    // A cursor belongs to one key and one list.
    for (key, path) in [
        (&another, format!("{USERS}?q=bob")),
        (&key, format!("{USERS}?limit=9")),
        (&key, format!("{KEYS}?limit=9")),
    ] {
        let reply = app.with_token(key).get(&format!("{path}&cursor={cursor}")).await;
        reply.problem(400, "invalid_cursor");
    }
    for wrong in ["limit=0", "limit=101", "q=a&q=b", "query=a", "q=%ff"] {
        app.with_token(&key).get(&format!("{USERS}?{wrong}")).await.problem(400, "invalid_query");
    }
}

async fn events_are_filtered_and_name_the_key(database: Database) {
    let app = App::start(&database).await;
    let key = full(&app).await;
    let key_id = app.auth.store().list_keys(None, 1).await.unwrap()[0].id.to_string();
    app.clock.advance(Duration::from_millis(1));
    let (user, path) = registered(&app, EMAIL).await;
    registered(&app, OTHER).await;
    app.clock.advance(Duration::from_hours(1));
    let by = app.with_token(&key).and("User-Agent: the helpdesk");
    by.send("POST", &format!("{path}/disable"), None).await.is_done(204);
    let disabled =
        app.with_token(&key).get(&format!("{EVENTS}?user_id={}&limit=1", user.id)).await.body_of(200);
    let event = &disabled["items"][0];
    assert_eq!((event["kind"].as_str(), event["key_id"].as_str()), (Some("disabled"), Some(key_id.as_str())));
    assert_eq!(
        (event["user_agent"].as_str(), event["address"].as_str()),
        (Some("the helpdesk"), Some("127.0.0.1"))
    );
    let of_owner = app.auth.store().list_events(user.id, None, 1).await.unwrap().remove(0);
    assert_eq!((of_owner.kind.as_str(), of_owner.address, of_owner.user_agent), ("disabled", None, None));

    let kinds = async |query: &str| all(&app, &key, &format!("{EVENTS}?{query}"), "kind").await;
    assert_eq!(kinds("limit=1").await, ["disabled", "registered", "registered", "key_created"]);
    assert_eq!(kinds("kind=registered").await.len(), 2);
    assert_eq!(kinds(&format!("user_id={}", user.id)).await, ["disabled", "registered"]);
    let since = app.clock.now().minus(Duration::from_secs(1)).to_rfc3339();
    assert_eq!(kinds(&format!("since={since}")).await, ["disabled"]);
    for wrong in ["kind=nothing", "user_id=x", "since=yesterday", "since=2026-02-30T00:00:00Z", "before=x"] {
        app.with_token(&key).get(&format!("{EVENTS}?{wrong}")).await.problem(400, "invalid_query");
    }
}
