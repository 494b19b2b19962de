//! What can be decided about an [`Auth`] before it starts.

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::Arc;
use std::time::Duration;

use bienvenue_core::password::hash::{HashScheme, SchemeRejected};
use bienvenue_core::password::{ContextWords, PasswordPolicy};
use bienvenue_core::random::Randomness;
use bienvenue_core::session::SessionLifetime;
use bienvenue_core::throttle::ThrottlePolicy;
use bienvenue_core::time::Clock;
use tokio::sync::Notify;

use super::{Auth, Parts};
use crate::breaches::{BreachFilter, Breaches};
use crate::fault::Fault;
use crate::hashing::{Hashing, HashingPlan};
use crate::mail::Sender;
use crate::metrics::Counters;
use crate::policy::{Policy, Verification};
use crate::session_memory::SessionMemory;
use crate::store::Store;

/// How many hashes may wait unless told, whatever the time: each holds a password, and no memory of a hash.
const HASHING_QUEUE: usize = 1_024;
/// How long a hash may wait unless told.
const HASHING_WAIT: Duration = Duration::from_secs(2);

/// How many live sessions are remembered unless told: at most 200 MB, and only as they come.
const SESSIONS_IN_MEMORY: usize = 1_000_000;

/// Why an [`Auth`] could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The hash scheme is too weak or too costly.
    #[error(transparent)]
    Scheme(#[from] SchemeRejected),
    /// Threads or randomness are missing.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Builds an [`Auth`]. What is not said has the default of the internet: Argon2id, at least 8 characters that
/// are not guessed at once.
#[derive(Debug)]
#[must_use]
pub struct AuthBuilder {
    store: Store,
    hashing: HashingPlan,
    is_scheme_checked: bool,
    sessions_in_memory: usize,
    policy: Policy,
    names: ContextWords,
    breaches: Breaches,
    mail: Option<Sender>,
}

impl AuthBuilder {
    pub(super) fn new(store: Store) -> Self {
        Self {
            store,
            hashing: HashingPlan {
                scheme: HashScheme::ARGON2ID,
                threads: None,
                queue: HASHING_QUEUE,
                longest_wait: HASHING_WAIT,
            },
            is_scheme_checked: true,
            sessions_in_memory: SESSIONS_IN_MEMORY,
            policy: Policy::default(),
            names: ContextWords::default(),
            breaches: Breaches::default(),
            mail: None,
        }
    }

    /// The teaching project's rules: bcrypt of cost 12, any password that is not empty, and as many guesses as one likes. For
    /// `bienvenue dev`, for learning and for tests; not for the internet.
    pub fn original_rules(self) -> Self {
        self.hash_scheme(HashScheme::BCRYPT).password_policy(PasswordPolicy::ANY).no_throttle()
    }

    /// Lets everybody guess as often as he likes: where something in front slows guesses down.
    pub fn no_throttle(mut self) -> Self {
        self.policy.throttle = None;
        self
    }

    /// How guesses are slowed down: [`ThrottlePolicy::INTERNET`] unless told. What is not let in is
    /// [`Fault::TooManyAttempts`].
    pub fn throttle(mut self, policy: ThrottlePolicy) -> Self {
        self.policy.throttle = Some(policy);
        self
    }

    /// How new passwords are hashed; hashes of other schemes are replaced at the next login.
    pub fn hash_scheme(mut self, scheme: HashScheme) -> Self {
        self.hashing.scheme = scheme;
        self
    }

    /// Hashes at next to no cost, and so without protection: for tests only.
    pub fn cheap_hashing_for_tests(mut self) -> Self {
        self.hashing.scheme = HashScheme::CHEAP;
        self.is_scheme_checked = false;
        self
    }

    /// How many threads hash; as many as there are cores unless told.
    pub fn hashing_threads(mut self, threads: NonZeroUsize) -> Self {
        self.hashing.threads = Some(threads);
        self
    }

    /// How many hashes may wait, 1,024 unless told; what comes on top is refused at once ([`Fault::Overloaded`]).
    pub fn hashing_queue(mut self, jobs: usize) -> Self {
        self.hashing.queue = jobs;
        self
    }

    /// How long a hash may wait, two seconds unless told. By the time that hashes took of late it is known who would wait
    /// longer, and he is refused at once ([`Fault::Overloaded`]).
    pub fn hashing_longest_wait(mut self, wait: Duration) -> Self {
        self.hashing.longest_wait = wait;
        self
    }

    /// How many live sessions are remembered at most, a million unless told. One takes less than 200 bytes; the check of
    /// one that was forgotten reads the database.
    pub fn sessions_in_memory(mut self, sessions: usize) -> Self {
        self.sessions_in_memory = sessions;
        self
    }

    /// What a new password must satisfy.
    pub fn password_policy(mut self, policy: PasswordPolicy) -> Self {
        self.policy.password = policy;
        self
    }

    /// What the service is called and the address that people type, such as `https://accounts.example.org`: whoever
    /// attacks it tries them first, so no new password may be made of them.
    pub fn service(mut self, product: &str, public_url: &str) -> Self {
        self.names = ContextWords::of_service(product, public_url);
        self
    }

    /// Refuses new passwords that are in this filter.
    pub fn breach_filter(mut self, filter: BreachFilter) -> Self {
        self.breaches.filter = Some(filter);
        self
    }

    /// Refuses new passwords that this service knows, after the filter, if there is one. Five digits of a hash leave the
    /// machine for it.
    #[cfg(feature = "breach-api")]
    pub fn breach_api(mut self, api: crate::breaches::RangeApi) -> Self {
        self.breaches.api = Some(api);
        self
    }

    /// How long sessions live.
    pub fn session_lifetime(mut self, lifetime: SessionLifetime) -> Self {
        self.policy.session_lifetime = lifetime;
        self
    }

    /// How long a session lives unused whose owner did not ask to be remembered, a day unless told.
    pub fn brief_idle_timeout(mut self, idle: Duration) -> Self {
        self.policy.brief_idle = idle;
        self
    }

    /// How many sessions a user may have at once, 100 unless told. A login beyond that ends the one that was not used for
    /// longest; with one, a login ends the other session, as in the teaching project.
    pub fn sessions_per_user(mut self, most: NonZeroU32) -> Self {
        self.policy.most_sessions = most.get();
        self
    }

    /// How long after a proof of who he is a user may change what matters, ten minutes unless told.
    pub fn fresh_for(mut self, time: Duration) -> Self {
        self.policy.fresh_for = time;
        self
    }

    /// What an account can do before its owner has proved his address: everything, unless told. To require the proof takes
    /// mail: see [`mail`](Self::mail).
    pub fn verification(mut self, verification: Verification) -> Self {
        self.policy.verification = verification;
        self
    }

    /// How long an account waits for that proof before it is deleted, seven days unless told.
    pub fn unverified_lifetime(mut self, lifetime: Duration) -> Self {
        self.policy.unverified_lifetime = lifetime;
        self
    }

    /// How long a link can be used that proves an address, a day unless told.
    pub fn verification_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.policy.verification_token_lifetime = lifetime;
        self
    }

    /// Has mails written: links, and notices of what happened to an account. They wait in the database until somebody
    /// sends them. No mail is written unless told.
    pub fn mail(mut self, sender: Sender) -> Self {
        self.mail = Some(sender);
        self
    }

    /// How long a reset token can be used; 30 minutes unless told.
    pub fn reset_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.policy.reset_token_lifetime = lifetime;
        self
    }

    /// The clock that decides expiry; the machine's unless told.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.store = self.store.with_clock(clock);
        self
    }

    /// The source of secrets, salts and ids; the operating system's unless told.
    pub fn randomness(mut self, randomness: Arc<dyn Randomness>) -> Self {
        self.store = self.store.with_randomness(randomness);
        self
    }

    /// Starts the hashing threads.
    ///
    /// # Errors
    ///
    /// [`BuildError::Scheme`] when the hash scheme is under the floor or over the cap.
    pub fn build(self) -> Result<Auth, BuildError> {
        if self.is_scheme_checked {
            self.hashing.scheme.check()?;
        }
        let randomness = self.store.shared_randomness();
        let hashing = Hashing::start(self.hashing, randomness)?;
        let session_memory = SessionMemory::new(self.sessions_in_memory);
        let Self { store, policy, names, breaches, mail, .. } = self;
        let counters = Counters::new(store.now());
        Ok(Auth(Arc::new(Parts {
            store,
            hashing,
            policy,
            names,
            breaches,
            session_memory,
            mail,
            mail_waits: Arc::new(Notify::new()),
            registration_waits: Notify::new(),
            counters,
        })))
    }
}
