//! A SQLite file that cannot be written to, or has no room left.

use super::*;
use crate::store::engine::column;
use crate::store::tests::databases::{fresh_sqlite, on_store};

fn on_sqlite(test: impl AsyncFn(World)) {
    on_store(fresh_sqlite(), async |store| test(World::new(store).await).await);
}

async fn pragma(world: &World, sql: &'static str) -> i64 {
    let set = world.store.write(move |tx| tx.query_opt(sql, &[], |row| column::<i64>(row, 0)));
    set.await.unwrap().unwrap_or_default()
}

/// The same file, opened once more.
async fn reopened(world: &World) -> Store {
    let file = "SELECT file FROM pragma_database_list WHERE name = 'main'";
    let file = world.store.read(move |tx| tx.query_opt(file, &[], |row| column::<String>(row, 0)));
    Store::open(&format!("sqlite:{}", file.await.unwrap().unwrap())).await.unwrap()
}

/// How an act failed; nothing when it did not.
fn failure<T>(end: Result<T, impl Debug>) -> String {
    end.err().map(|error| format!("{error:?}")).unwrap_or_default()
}

/// What is read is still true; nothing is changed, and nothing is told to be.
#[test]
fn asvs_16_5_3_what_is_read_only_stays_as_it_is() {
    on_sqlite(async |world| {
        let World { auth, .. } = &world;
        let user = world.user(EMAIL).await;
        let session = world.signed_in(EMAIL).await.session_id;
        let token = world.token(&user, Purpose::ResetPassword, EMAIL).await;
        let before = dump(&world.store).await;
        pragma(&world, "PRAGMA query_only = ON").await;
        let how = SignIn::from(laptop());
        let newcomer = auth.register_user("new@example.org", PASSWORD).await;
        let failures = [
            failure(newcomer),
            failure(auth.sign_in(EMAIL, PASSWORD, &how).await),
            failure(auth.sign_out(&session, &laptop()).await),
            failure(auth.change_password(&session, PASSWORD, NEW_PASSWORD, &how).await),
            failure(auth.reauthenticate(&session, PASSWORD, &laptop()).await),
            failure(auth.reset_password(token.expose(), NEW_PASSWORD, &laptop()).await),
            failure(auth.request_password_reset(EMAIL, &laptop()).await),
            failure(auth.delete_account(&session, &laptop()).await),
            failure(auth.export_account(&session, &laptop()).await),
        ];
        assert!(failures.iter().all(|failure| failure.contains("Unavailable")), "{failures:?}");
        assert!(world.is_live(&session).await);
        assert!(auth.valid_login(EMAIL, PASSWORD).await.is_err(), "what cannot be counted is not looked at");
        assert_eq!(dump(&world.store).await, before);
        // Nothing is written by this writer again, not even that it may; whoever opens the file next finds all of it.
        let again = World::new(reopened(&world).await).await;
        assert_eq!(dump(&again.store).await, before);
        assert!(again.auth.sign_out(&session, &laptop()).await.unwrap());
        assert!(!again.is_live(&session).await);
    });
}

/// A registration that finds no room is none, and who is registered can still sign out.
#[test]
fn asvs_16_5_3_a_full_disk_takes_nothing_by_halves() {
    on_sqlite(async |world| {
        let World { auth, .. } = &world;
        world.user(EMAIL).await;
        let session = world.signed_in(EMAIL).await.session_id;
        // Less than there is stands for what there is.
        pragma(&world, "PRAGMA max_page_count = 1").await;
        let mut before = dump(&world.store).await;
        let mut number = 0;
        let refused = loop {
            let email = format!("user{number}@example.org");
            match auth.register_user(&email, PASSWORD).await {
                Ok(_) => before = dump(&world.store).await,
                Err(error) => break error,
            }
            number += 1;
            assert!(number < 1_000, "the file still grows");
        };
        assert!(format!("{refused:?}").contains("Unavailable"), "{refused:?}");
        assert_eq!(dump(&world.store).await, before);
        let out = auth.sign_out(&session, &laptop()).await;
        assert_eq!(world.is_live(&session).await, out.is_err(), "{out:?}");
        pragma(&world, "PRAGMA max_page_count = 1000000").await;
        assert!(auth.register_user(&format!("user{number}@example.org"), PASSWORD).await.is_ok());
        world.signed_in(EMAIL).await;
    });
}
