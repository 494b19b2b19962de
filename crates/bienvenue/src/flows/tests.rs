//! What only the inside can arrange: each statement of each flow fails, and nothing is left half done (ASVS 2.3.3, 16.5.3).

mod accounts;
mod admin;
mod dump;
mod full;
mod keys;
mod mails;
mod sessions;

use std::fmt::Debug;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::random::OsRandomness;
use bienvenue_core::throttle::ThrottlePolicy;
use bienvenue_core::time::{Clock as _, ManualClock, Timestamp};
use bienvenue_core::token::PlainToken;

use self::dump::dump;
use crate::auth::Auth;
use crate::client::Client;
use crate::flows::login::LoggedIn;
use crate::flows::sessions::SignIn;
use crate::mail::Sender;
use crate::policy::Verification;
use crate::store::one_time_tokens::{self, NewToken, Purpose};
use crate::store::tests::databases::on_each_store;
use crate::store::tests::faults::{Faults, PLANNED, When};
use crate::store::{Store, User, users};

const EMAIL: &str = "guillaume@holberton.io";
const PASSWORD: &str = "b4l0u-b4l0u-b4l0u";
const NEW_PASSWORD: &str = "t4rt1fl3tt3-t4rt1fl3tt3";
/// More steps than any flow has.
const MOST_STEPS: i64 = 100;

/// A service in which addresses must be proved, over a store whose steps can fail.
struct World {
    auth: Auth,
    clock: Arc<ManualClock>,
    faults: Arc<Faults>,
    /// The same database, whose steps never fail.
    store: Store,
}

/// Runs a test in a world of its own on each engine.
fn in_each_world(test: impl AsyncFn(World)) {
    on_each_store(async |store| test(World::new(store).await).await);
}

impl World {
    async fn new(store: Store) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp::from_micros(1_780_315_200_000_000)));
        let (failing, faults) = store.clone().with_faults().await;
        let sender = Sender::new("Acme".into(), "https://accounts.example.org".into());
        let auth = Auth::builder(failing).cheap_hashing_for_tests().clock(clock.clone()).mail(sender);
        // Each step of an act fails once, so that the act is tried more often than the throttles let anybody try.
        let patient = ThrottlePolicy {
            account_failures: 1_000,
            network_failures: 1_000,
            most_failures: 1_000,
            account_requests: 1_000,
            network_requests: 1_000,
            ..ThrottlePolicy::INTERNET
        };
        let auth = auth.verification(Verification::Required).throttle(patient).build().unwrap();
        Self { auth, clock, faults, store }
    }

    /// A user who has proved his address.
    async fn user(&self, email: &str) -> User {
        let user = self.auth.register_user(email, PASSWORD).await.unwrap();
        let (id, canonical, now) = (user.id, user.email.canonical().to_owned(), self.clock.now());
        self.store.write(move |tx| users::verify_email(tx, id, &canonical, now)).await.unwrap();
        user
    }

    async fn signed_in(&self, email: &str) -> LoggedIn {
        self.auth.sign_in(email, PASSWORD, &SignIn::from(laptop())).await.unwrap()
    }

    async fn is_live(&self, session_id: &PlainToken) -> bool {
        self.auth.check_session(session_id).await.unwrap().is_some()
    }

    /// A link's secret. One that changes an address is for `email`, which the user is to get.
    async fn token(&self, user: &User, purpose: Purpose, email: &str) -> PlainToken {
        let secret = PlainToken::generate(&OsRandomness).unwrap();
        let created_at = self.clock.now();
        let token = NewToken {
            digest: secret.digest(),
            purpose,
            created_at,
            expires_at: created_at.plus(Duration::from_mins(30)),
        };
        let (id, email) = (user.id, EmailAddress::parse(email).unwrap());
        let issue = self.store.write(move |tx| match purpose {
            Purpose::ChangeEmail => one_time_tokens::issue_for_change(tx, id, &email, &token),
            _ => one_time_tokens::issue(tx, &email, &token),
        });
        assert!(issue.await.unwrap());
        secret
    }

    /// Has each step of an act fail, one after the other and in both ways, until none is left. A failure is told as a fault
    /// and leaves the database as it was; then the act succeeds.
    async fn each_step_fails<T, E: Debug>(&self, name: &str, act: impl AsyncFn() -> Result<T, E>) -> T {
        self.each_step_fails_and(name, act, async || {}).await
    }

    /// The same, and what must hold after each failure.
    async fn each_step_fails_and<T, E: Debug>(
        &self,
        name: &str,
        act: impl AsyncFn() -> Result<T, E>,
        holds: impl AsyncFn(),
    ) -> T {
        let before = dump(&self.store).await;
        for number in 1..MOST_STEPS {
            for when in [When::Before, When::After] {
                self.faults.plan(number, when);
                let end = act().await;
                let has_happened = self.faults.end();
                match end {
                    Err(error) => {
                        assert!(has_happened && is_planned(&error), "{name}, step {number}: {error:?}");
                        assert_eq!(dump(&self.store).await, before, "{name}, {when:?} step {number}");
                        holds().await;
                    }
                    Ok(done) => {
                        assert!(!has_happened, "{name} succeeds although step {number} failed");
                        assert!(number > 2, "{name} has only {number} steps: do they fail?");
                        assert_ne!(dump(&self.store).await, before, "{name} does nothing");
                        return done;
                    }
                }
            }
        }
        panic!("{name} does not end");
    }
}

/// Whether an error tells of a planned fault: of a statement, or of the commit, which an inserted key prevents.
fn is_planned(error: &impl Debug) -> bool {
    let text = format!("{error:?}").to_lowercase();
    text.contains(PLANNED) || text.contains("foreign key")
}

fn laptop() -> Client {
    Client::unknown().at(IpAddr::from([192, 0, 2, 1])).named("laptop")
}
