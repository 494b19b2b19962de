//! `GET /api/v1/me`.

use bienvenue::UserChanges;
use serde_json::json as value;

use super::{EMAIL, PASSWORD, at, token};
use crate::support::{App, Database, every_engine};

every_engine!(asvs_15_3_1_it_shows_the_own_account, asvs_7_4_2_a_disabled_user_is_out);

async fn asvs_15_3_1_it_shows_the_own_account(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let user = app.auth.store().list_users(None, 1).await.unwrap().remove(0);
    let me = app.with_token(&token(&app).await).get("/api/v1/me").await.body_of(200);
    assert_eq!(
        me,
        value!({"id": user.id.to_string(), "email": EMAIL, "email_verified": false, "locale": "en", "created_at": at(0)})
    );
    app.anonymous().get("/api/v1/me").await.problem(401, "no_session");
}

async fn asvs_7_4_2_a_disabled_user_is_out(database: Database) {
    let app = App::start(&database).await;
    app.register(EMAIL, PASSWORD).await;
    let token = token(&app).await;
    let user = app.auth.store().list_users(None, 1).await.unwrap().remove(0);
    app.auth.store().update_user(user.id, UserChanges::default().disabled(true)).await.unwrap();
    app.with_token(&token).get("/api/v1/me").await.problem(401, "no_session");
}
