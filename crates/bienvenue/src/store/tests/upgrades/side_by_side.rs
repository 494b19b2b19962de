//! Replicas of two releases at once, while people sign in. The program of the later release is this one with more
//! migrations: nobody's sign-in fails, and no replica of the earlier one needs to stay up for that.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::*;
use crate::fault::Fault;
use crate::store::migrate::apply::apply_patiently;
use crate::store::migrate::{SchemaError, prepare};
use crate::store::open::Schema;
use crate::store::tests::databases::{each, fresh_postgres};
use crate::store::{CopyError, CopyScope, StoreOptions};

const PATIENCE: Duration = Duration::from_secs(20);

async fn open(url: &str) -> Store {
    let options = StoreOptions { connections: 4, ..StoreOptions::default() };
    Store::open_with(url, options).await.unwrap()
}

/// People who sign in at one replica, one after the other, until it is over.
#[derive(Clone, Default)]
struct Crowd {
    is_over: Arc<AtomicBool>,
    logins: Arc<AtomicUsize>,
    failures: Arc<Mutex<Vec<String>>>,
}

impl Crowd {
    fn at(&self, replica: &Auth, people: &mut JoinSet<()>) {
        for _ in 0..3 {
            let (crowd, replica) = (self.clone(), replica.clone());
            // Each with an account of his own: so many sign-ins of one would end his sessions.
            let email = format!("user{}@example.org", people.len());
            people.spawn(async move {
                replica.register_user(&email, PASSWORD).await.unwrap();
                while !crowd.is_over.load(Ordering::SeqCst) {
                    let end = sign_in(&replica, &email).await;
                    crowd.logins.fetch_add(1, Ordering::SeqCst);
                    crowd.failures.lock().unwrap().extend(end.err());
                }
            });
        }
    }

    /// Waits until so many more have signed in.
    async fn go_on(&self, logins: usize) {
        let (begin, first) = (Instant::now(), self.logins.load(Ordering::SeqCst));
        while self.logins.load(Ordering::SeqCst) < first + logins {
            assert!(begin.elapsed() < PATIENCE, "nobody signs in any more");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// A login and a look at its session, or why not.
async fn sign_in(replica: &Auth, email: &str) -> Result<(), String> {
    let session = replica.login(email, PASSWORD).await.map_err(|error| format!("{error:?}"))?.session_id;
    let user = replica.check_session(session.expose()).await.map_err(|fault| format!("{fault:?}"))?;
    user.map(drop).ok_or_else(|| "the session is not live".to_owned())
}

#[test]
fn nobody_fails_to_sign_in_during_an_upgrade() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for mut fresh in each() {
        fresh.migrate().unwrap();
        let later = with_later(&fresh);
        // Made and used outside the runtime: the driver brings its own.
        let (mut reader, mut connection) = (fresh.connect(), fresh.connect());
        let is_remote = reader.is_remote();
        let (free, until_free) = std::sync::mpsc::channel::<()>();
        runtime.block_on(async {
            let (first, second) = (auth(open(&fresh.url).await), auth(open(&fresh.url).await));
            let (crowd, mut people) = (Crowd::default(), JoinSet::new());
            crowd.at(&first, &mut people);
            crowd.at(&second, &mut people);
            crowd.go_on(20).await;

            // Somebody uses the table for long, so the later release has to wait for it, and the people do not.
            let (looked, look) = std::sync::mpsc::channel();
            let reading = std::thread::spawn(move || {
                reader.begin_snapshot().unwrap();
                reader.query("SELECT COUNT(*) FROM users", &[], &mut |_| Ok(())).unwrap();
                looked.send(()).unwrap();
                until_free.recv()
            });
            look.recv().unwrap();
            let start = std::thread::spawn(move || {
                prepare(connection.as_mut(), &later, Schema::Migrate, NOW).unwrap().applied
            });
            crowd.go_on(100).await;
            assert!(!is_remote || !start.is_finished(), "it does not wait for a table");
            drop(free);
            assert!(reading.join().unwrap().is_err());
            assert_eq!(start.join().unwrap(), ["later"; 3]);

            // Both releases; the later one writes what only it knows.
            let store = open(&fresh.url).await;
            crowd.at(&auth(store.clone()), &mut people);
            store.write(|tx| tx.execute("UPDATE users SET nickname = 'bob'", &[]).map(drop)).await.unwrap();
            crowd.go_on(50).await;
            // A replica of the earlier one that comes back.
            let again = auth(open(&fresh.url).await);
            crowd.at(&again, &mut people);
            crowd.go_on(50).await;
            crowd.is_over.store(true, Ordering::SeqCst);
            while people.join_next().await.transpose().unwrap().is_some() {}
            assert_eq!(*crowd.failures.lock().unwrap(), [""; 0], "of {:?} logins", crowd.logins);
        });
    }
}

/// It would leave behind what it does not know.
#[test]
fn an_earlier_program_copies_no_later_schema() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (mut fresh, mut other) in each().into_iter().zip(each()) {
        let later = with_later(&fresh);
        fresh.migrate_to(&later).unwrap();
        other.migrate().unwrap();
        runtime.block_on(async {
            let (later, current) = (open(&fresh.url).await, open(&other.url).await);
            for (from, to) in [(&later, &current), (&current, &later)] {
                let refused = from.copy_to(to, CopyScope::Everything, |_| {}).await;
                assert!(matches!(refused, Err(CopyError::SchemaAhead)), "{refused:?}");
            }
            current.copy_to(&current, CopyScope::Everything, |_| {}).await.unwrap();
        });
    }
}

/// A table that is never free: the start fails, and says that it may be tried again.
#[test]
fn a_migration_does_not_wait_for_ever() {
    let Some(mut fresh) = fresh_postgres() else { return };
    fresh.migrate().unwrap();
    let later = with_later(&fresh);
    let mut reader = fresh.connect();
    reader.begin_snapshot().unwrap();
    reader.query("SELECT COUNT(*) FROM users", &[], &mut |_| Ok(())).unwrap();
    let begin = Instant::now();
    let refused = apply_patiently(fresh.connection.as_mut(), &later, NOW, 3);
    assert!(matches!(&refused, Err(SchemaError::Refused(Fault::Unavailable(_)))), "{refused:?}");
    assert!(begin.elapsed() > Duration::from_millis(750) && begin.elapsed() < Duration::from_secs(5));
    drop(reader);
    assert_eq!(fresh.migrate_to(&later).unwrap(), ["later"; 3]);
}
