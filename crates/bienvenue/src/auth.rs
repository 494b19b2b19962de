//! [`Auth`]: the original's class of that name, and the flows behind its methods.

use std::fmt;
use std::sync::Arc;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::{UserId, generate_uuid};
use bienvenue_core::password::hash::PasswordHash;
use bienvenue_core::password::{ContextWords, Strength};
use bienvenue_core::token::PlainToken;
use tokio::sync::Notify;

use crate::breaches::Breaches;
use crate::client::Client;
use crate::fault::Fault;
use crate::flows::change_password::{self, SetPasswordError};
use crate::flows::hash_kinds;
use crate::flows::login::{self, LoggedIn, LoginError};
use crate::flows::new_password;
use crate::flows::operator;
use crate::flows::register::{self, RegisterError};
use crate::flows::reset_password::{self, RequestResetError, ResetPasswordError};
use crate::flows::sessions::{self, CurrentUser, SignIn};
use crate::hashing::Hashing;
use crate::mail::Sender;
use crate::metrics::{Counter, Counters, Metrics, SessionMemoryFigures, sample};
use crate::policy::Policy;
use crate::session_memory::SessionMemory;
use crate::store::{Store, UpdateUserError, User, UserChanges};

mod account;
mod administration;
mod builder;
mod keys;
mod own_sessions;

pub use builder::{AuthBuilder, BuildError};
pub use keys::ByKey;

/// Registration, login, sessions and password reset over a [`Store`]. A cheap handle: clone it where it is needed.
#[derive(Clone)]
pub struct Auth(Arc<Parts>);

/// What the flows work with.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) hashing: Hashing,
    pub(crate) policy: Policy,
    /// What the service is called, of which no password may be made.
    pub(crate) names: ContextWords,
    /// Where passwords are looked up that are known from breaches.
    pub(crate) breaches: Breaches,
    pub(crate) session_memory: SessionMemory,
    /// Nothing where no mail goes out: then nothing is put into the outbox either.
    pub(crate) mail: Option<Sender>,
    mail_waits: Arc<Notify>,
    registration_waits: Notify,
    pub(crate) counters: Counters,
}

/// Wakes whoever sends mails when it is dropped.
pub(crate) struct WakesMailer(Arc<Notify>);

impl Drop for WakesMailer {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

impl Parts {
    /// Tells whoever sends mails that there may be one.
    pub(crate) fn wake_mailer(&self) {
        self.mail_waits.notify_one();
    }

    /// The same sign, given once this is dropped. In a write that nobody waits for it comes when that is over: whoever is
    /// woken before sees nothing to send, and looks again only after a while.
    pub(crate) fn wakes_mailer_at_its_end(&self) -> WakesMailer {
        WakesMailer(Arc::clone(&self.mail_waits))
    }

    /// Tells whoever completes registrations that there is one.
    pub(crate) fn wake_registrar(&self) {
        self.registration_waits.notify_one();
    }

    /// Waits until there may be a registration to complete.
    #[cfg(feature = "mail")]
    pub(crate) async fn registration_waits(&self) {
        self.registration_waits.notified().await;
    }

    /// Waits until there may be a mail to send.
    #[cfg(feature = "mail")]
    pub(crate) async fn mail_waits(&self) {
        self.mail_waits.notified().await;
    }
}

impl Auth {
    /// Starts to build an `Auth` over `store`, with the defaults of the internet.
    pub fn builder(store: Store) -> AuthBuilder {
        AuthBuilder::new(store)
    }

    #[cfg(feature = "mail")]
    pub(crate) fn parts(&self) -> &Parts {
        &self.0
    }

    /// The store below.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Registers a user. The original's `Auth.register_user`.
    ///
    /// # Errors
    ///
    /// [`RegisterError`]: the address is taken (`User <email> already exists`), or address or password are not
    /// acceptable. Nothing is stored then.
    pub async fn register_user(&self, email: &str, password: &str) -> Result<User, RegisterError> {
        register::register(&self.0, email, password, &Client::unknown()).await
    }

    /// Whether this is the password of the user with this address. The original's `Auth.valid_login`.
    ///
    /// Never an error for a wrong or unknown pair, and the same work for both.
    ///
    /// # Errors
    ///
    /// [`Fault`] when it could not be found out, or too many attempts were made.
    pub async fn valid_login(&self, email: &str, password: &str) -> Result<bool, Fault> {
        login::is_valid(&self.0, email, password).await
    }

    /// Opens a session for the user with this address and returns its id, or `None` if there is no such user. The
    /// original's `Auth.create_session`.
    ///
    /// It asks for no password: whoever calls it has checked one, with [`valid_login`](Self::valid_login). To check the
    /// password and open the session as one act, use [`login`](Self::login).
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn create_session(&self, email: &str) -> Result<Option<PlainToken>, Fault> {
        sessions::create(&self.0, email).await
    }

    /// Checks a password and opens a session. A password that is changed in between opens none.
    ///
    /// # Errors
    ///
    /// [`LoginError::WrongCredentials`] for any wrong pair.
    pub async fn login(&self, email: &str, password: &str) -> Result<LoggedIn, LoginError> {
        login::login(&self.0, email, password, &SignIn::default()).await
    }

    /// Whose session this is, or `None`. The check that every request of every app makes.
    ///
    /// On SQLite it is answered from memory, without SQL, and is never stale: a logout, a revocation, a disabled user, a
    /// change of password and an expiry are in force for the first check that begins after they were answered. What
    /// another process changes in the file is seen within 100 ms. On PostgreSQL, where other replicas make changes that
    /// this one does not see, the row is read.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn check_session(&self, session_id: impl AsRef<str>) -> Result<Option<CurrentUser>, Fault> {
        sessions::check(&self.0, session_id.as_ref()).await
    }

    /// The user of a live session, or `None`. The original's `Auth.get_user_from_session_id`.
    ///
    /// Reads the whole user from the store; where the id and the address are enough, ask
    /// [`check_session`](Self::check_session).
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn get_user_from_session_id(&self, session_id: impl AsRef<str>) -> Result<Option<User>, Fault> {
        sessions::find_user(&self.0, session_id.as_ref()).await
    }

    /// Ends every session of a user and tells how many. The original's `Auth.destroy_session`, where a user has one.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn destroy_session(&self, user_id: UserId) -> Result<u64, Fault> {
        sessions::end_all_of(&self.0, user_id).await
    }

    /// Ends one session by its secret: a logout. False when there was none.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer; the session may still be live then.
    pub async fn end_session(&self, session_id: impl AsRef<str>) -> Result<bool, Fault> {
        self.sign_out(session_id, &Client::unknown()).await
    }

    /// Makes a token with which the user with this address can set a new password once; an earlier one dies. The
    /// original's `Auth.get_reset_password_token`.
    ///
    /// # Errors
    ///
    /// [`RequestResetError::UnknownEmail`], for a disabled user too.
    pub async fn get_reset_password_token(&self, email: &str) -> Result<PlainToken, RequestResetError> {
        reset_password::request(&self.0, email).await
    }

    /// Sets a new password and spends the token. Every session of the user ends. The original's `Auth.update_password`.
    ///
    /// # Errors
    ///
    /// [`ResetPasswordError`]: the token is unknown, used, superseded or expired, or the password is not acceptable, in
    /// which case the token is not spent.
    pub async fn update_password(
        &self,
        reset_token: impl AsRef<str>,
        password: &str,
    ) -> Result<(), ResetPasswordError> {
        reset_password::reset(&self.0, None, reset_token.as_ref(), password, &Client::unknown()).await
    }

    /// Like [`update_password`](Self::update_password), for a token that must have been made for this address.
    ///
    /// # Errors
    ///
    /// [`ResetPasswordError`]; a token of another address is refused and not spent.
    pub async fn update_password_of(
        &self,
        email: &EmailAddress,
        reset_token: impl AsRef<str>,
        password: &str,
        client: &Client,
    ) -> Result<(), ResetPasswordError> {
        reset_password::reset(&self.0, Some(email), reset_token.as_ref(), password, client).await
    }

    /// Sets a user's password without a token: an operator's act. Every session of the user ends, and he is told by mail.
    ///
    /// # Errors
    ///
    /// [`SetPasswordError`]: no such user, or the password is not acceptable.
    pub async fn set_password(&self, user_id: UserId, password: &str) -> Result<(), SetPasswordError> {
        change_password::set(&self.0, user_id, password).await
    }

    /// Changes a user as [`Store::update_user`] does: an operator's act, of which he is told by mail.
    ///
    /// # Errors
    ///
    /// [`UpdateUserError`]; nothing is changed then.
    pub async fn update_user(&self, user_id: UserId, changes: UserChanges) -> Result<User, UpdateUserError> {
        operator::update(&self.0, user_id, changes).await
    }

    /// Deletes a user as [`Store::delete_user`] does: an operator's act, of which he is told by mail.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn delete_user(&self, user_id: UserId) -> Result<bool, Fault> {
        operator::delete(&self.0, user_id).await
    }

    /// How long `text` would stand as a new password, of the user with this address if one is known: advice to whoever
    /// chooses it. It takes microseconds, however long the text is, and asks no list of breaches.
    pub fn password_strength(&self, text: &str, email: Option<&EmailAddress>) -> Strength {
        new_password::strength(&self.0, text, email)
    }

    /// How the service appears in its mails, if it sends any.
    pub fn mail_sender(&self) -> Option<&Sender> {
        self.0.mail.as_ref()
    }

    /// Hashes a password by the configured scheme. The original's `_hash_password`.
    ///
    /// # Errors
    ///
    /// [`SetPasswordError`] when the password is not acceptable.
    pub async fn hash_password(&self, password: &str) -> Result<PasswordHash, SetPasswordError> {
        change_password::hash(&self.0, password).await
    }

    /// Looks what kinds of password hashes there are, and has a wrong guess cost all of them from then on, so that the time of
    /// an answer does not tell whether a user was brought along from another system. To be called at the start and now
    /// and then.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer; what was known before goes on to hold.
    pub async fn learn_hash_kinds(&self) -> Result<(), Fault> {
        hash_kinds::learn(&self.0).await
    }

    /// Forgets the kinds of password hashes that nobody has any more, because every user of them has signed in since or
    /// set a new password. Looks at every user, some at a time.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer.
    pub async fn forget_unused_hash_kinds(&self) -> Result<(), Fault> {
        hash_kinds::forget_unused(&self.0).await
    }

    /// What this process has done and has to do, in figures. Costs no SQL.
    pub fn metrics(&self) -> Metrics {
        let Parts { store, hashing, session_memory, counters, .. } = &*self.0;
        Metrics {
            since: counters.since,
            now: store.now(),
            sign_ins: counters.sign_ins.read(),
            registrations: counters.registrations.read(),
            throttled: counters.throttled(),
            hashing: hashing.state(),
            hashes: hashing.made(),
            hashes_refused: hashing.refused(),
            session_memory: SessionMemoryFigures {
                entries: session_memory.len() as u64,
                hits: counters.memory_hits.each().map(Counter::get).sum(),
                misses: counters.memory_misses.get(),
            },
            store: store.workload(),
            mails: counters.mails(),
            sample: counters.sampled.last(),
        }
    }

    /// Looks up what [`metrics`](Self::metrics) tells of the database. To be called now and then.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store could not answer; the last sample stays.
    pub async fn sample(&self) -> Result<(), Fault> {
        sample::take(&self.0).await
    }

    /// How many password hashes were made since the start, for whatever reason.
    pub fn hashes_made(&self) -> u64 {
        self.0.hashing.made()
    }

    /// A new random UUID as text. The original's `_generate_uuid`, which made session ids and reset tokens of it;
    /// Bienvenue's hold twice the entropy.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the operating system gives no randomness.
    pub fn generate_uuid(&self) -> Result<String, Fault> {
        Ok(generate_uuid(self.0.store.randomness())?)
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").field("policy", &self.0.policy).finish_non_exhaustive()
    }
}
