//! Keys that keys make.

use std::time::Duration;

use bienvenue::core::api_key::ApiKey;
use bienvenue::core::time::Clock as _;
use serde_json::json as value;

use super::{KEYS, USERS, full, key, made};
use crate::support::{App, Database, any_engine, every_engine, object};

every_engine!(asvs_8_2_1_a_key_hands_on_no_more_than_it_has,);
any_engine!(what_is_no_key_is_refused);

async fn asvs_8_2_1_a_key_hands_on_no_more_than_it_has(database: Database) {
    let app = App::start(&database).await;
    let end = app.clock.now().plus(Duration::from_hours(2));
    let (maker, maker_id) = made(&app, "keys:write users:read".parse().unwrap(), Some(end)).await;
    let post = async |scope: &str| {
        app.with_token(&maker).post(KEYS, object(&value!({"name": "its own", "scope": scope}))).await
    };
    post("users:read users:write").await.problem(403, "insufficient_scope");
    post("keys:read").await.problem(403, "insufficient_scope");
    let answer = post("users:read").await.body_of(201);
    let (key, secret) = (&answer["key"], answer["secret"].as_str().unwrap());
    assert!(ApiKey::is_well_formed(secret));
    assert_eq!(
        (key["scope"].as_str(), key["maker_id"].as_str()),
        (Some("users:read"), Some(maker_id.as_str()))
    );
    assert_eq!(key["expires_at"].as_str(), Some(end.to_rfc3339().as_str()), "it lives no longer");
    app.with_token(secret).get(USERS).await.body_of(200);
    app.with_token(secret).get(KEYS).await.problem(403, "insufficient_scope");
    // Whoever only sees keys makes none, and whoever sees them sees no secret.
    let reader = super::key(&app, "keys:read").await;
    app.with_token(&reader)
        .post(KEYS, object(&value!({"name": "x", "scope": "keys:read"})))
        .await
        .problem(403, "insufficient_scope");
    let listed = app.with_token(&reader).get(KEYS).await;
    assert_eq!(listed.body_of(200)["items"].as_array().unwrap().len(), 3);
    assert!(!listed.text().contains(secret) && !listed.text().contains(&maker));
    // With its maker it ends.
    let other = full(&app).await;
    app.with_token(&other).delete(&format!("{KEYS}/{maker_id}")).await.is_done(204);
    for dead in [secret, &maker] {
        app.with_token(dead).get(USERS).await.problem(401, "key_refused");
    }
    app.with_token(&other).delete(&format!("{KEYS}/{maker_id}")).await.problem(404, "not_found");
}

async fn what_is_no_key_is_refused(database: Database) {
    let app = App::start(&database).await;
    let key = key(&app, "keys:write").await;
    for (body, field) in [
        (value!({"name": "", "scope": "keys:write"}), "name"),
        (value!({"name": "x", "scope": ""}), "scope"),
        (value!({"name": "x", "scope": "keys"}), "scope"),
        (value!({"name": "x", "scope": "keys:write", "expires_at": "2026-06-01T11:59:59Z"}), "expires_at"),
        (value!({"name": "x", "scope": "keys:write", "expires_at": "90d"}), "expires_at"),
        (value!({"name": "x", "scope": ["keys:write"]}), "scope"),
    ] {
        let problem = app.with_token(&key).post(KEYS, object(&body)).await.problem(422, "invalid_field");
        assert_eq!(problem["field"], field, "{body}");
    }
    app.with_token(&key).post(KEYS, object(&value!({"name": "x"}))).await.problem(422, "field_missing");
}
