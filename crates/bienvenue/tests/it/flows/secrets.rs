//! What a stolen database gives away: no secret that opens anything (ASVS 7.2.3, 6.4.1).

use bienvenue::SessionsOf;

use super::{EMAIL, NEW_PASSWORD, PASSWORD, auth};
use crate::support::{Database, every_engine};

every_engine!(the_database_holds_no_secret, asvs_16_2_5_debug_output_holds_no_secret);

async fn the_database_holds_no_secret(database: Database) {
    let (auth, _) = auth(&database).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let session_id = auth.login(EMAIL, PASSWORD).await.unwrap().session_id;
    let earlier = auth.get_reset_password_token(EMAIL).await.unwrap();
    let token = auth.get_reset_password_token(EMAIL).await.unwrap();
    assert!(database.holds(EMAIL.as_bytes()), "the search finds what is there");
    assert!(database.holds(session_id.digest().as_bytes()));
    assert!(database.holds(token.digest().as_bytes()));
    let found = |database: &Database| {
        let secrets = [PASSWORD, NEW_PASSWORD, session_id.expose(), earlier.expose(), token.expose()];
        secrets.into_iter().find(|secret| database.holds(secret.as_bytes())).map(str::to_owned)
    };
    assert_eq!(found(&database), None);
    auth.update_password(&token, NEW_PASSWORD).await.unwrap();
    assert_eq!(found(&database), None);
}

async fn asvs_16_2_5_debug_output_holds_no_secret(database: Database) {
    let (auth, _) = auth(&database).await;
    let user = auth.register_user(EMAIL, PASSWORD).await.unwrap();
    let login = auth.login(EMAIL, PASSWORD).await.unwrap();
    let sessions = auth.store().list_sessions(SessionsOf::User(user.id), None, 10).await.unwrap();
    let shown = format!("{auth:?} {user:?} {login:?} {sessions:?} {:?}", auth.store());
    for secret in [PASSWORD, user.hashed_password.as_str(), login.session_id.expose()] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
