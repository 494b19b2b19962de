//! Attempts that are counted before anything is verified, and those that are not let in.
//!
//! A refusal costs no hash, and is the same for an account that is known and one that is not. Strangers who guess hold up
//! strangers only: whoever presents the secret of a browser that the owner has signed in from before, or one of his sessions,
//! is counted apart. What a client says of itself proves nothing, so its name and address exempt nobody.

use std::time::Duration;

use bienvenue_core::email::EmailAddress;
use bienvenue_core::id::UserId;
use bienvenue_core::throttle::{ThrottleKey, ThrottlePolicy};
use bienvenue_core::time::Timestamp;
use bienvenue_core::token::TokenDigest;

use super::record::Record;
use crate::auth::Parts;
use crate::client::Client;
use crate::fault::Fault;
use crate::store::engine::Tx;
use crate::store::throttles::{self, Held, Keys, Settlement};
use crate::store::{EventKind, SessionInfo, User, devices};

/// An attempt that was let in. It counts as a failure until it is settled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attempt {
    /// What is about one account, and begins anew when its owner proves who he is.
    own: [Option<TokenDigest>; 2],
    held: Vec<Held>,
    /// How many failures at the account came before.
    pub(crate) failures_before: i64,
}

impl Attempt {
    /// It was right: the account's count begins anew. Of what others share only this attempt is taken back, or whoever has an
    /// account of his own could sign in to it between two guesses at others'.
    pub(crate) fn succeed(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<(), Fault> {
        if self.held.is_empty() {
            return Ok(());
        }
        let [account, other] = self.own;
        let shared = self.held.iter().find(|held| !self.own.contains(&Some(held.digest)));
        let reset = |digest: Option<TokenDigest>| digest.map(Settlement::Reset);
        throttles::settle(tx, [reset(account), reset(other), shared.copied().map(Settlement::TakeBack)], now)
    }

    /// Whether it was counted at all.
    pub(crate) const fn is_counted(&self) -> bool {
        !self.held.is_empty()
    }

    /// What came of verifying it. One that could not be verified tells nothing, and is taken back; nobody waits for that.
    pub(crate) fn unless_fault<T>(&self, parts: &Parts, result: Result<T, Fault>) -> Result<T, Fault> {
        if result.is_err() {
            self.clone().take_back(parts);
        }
        result
    }

    fn take_back(self, parts: &Parts) {
        if self.held.is_empty() {
            return;
        }
        let now = parts.store.now();
        parts.store.write_later(move |tx| {
            let mut held = self.held.iter().copied().map(Settlement::TakeBack);
            throttles::settle(tx, std::array::from_fn(|_| held.next()), now)
        });
    }
}

/// A guess at the password of the account with this address, `user` if there is one.
pub(crate) async fn guess(
    parts: &Parts,
    email: &EmailAddress,
    user: Option<&User>,
    client: &Client,
) -> Result<Attempt, Fault> {
    let Some(policy) = parts.policy.throttle else { return Ok(Attempt::default()) };
    let account = policy.account(email.canonical());
    let network = client.network().map(|network| policy.network(&network));
    let own = [Some(account.digest), None];
    let keys = [Some(account), network, None];
    let refusal = Refused { kind: EventKind::SignInThrottled, user_id: user.map(|user| user.id), client };
    let Some(held) = reserve(parts, policy, keys).await? else {
        return match known_device(parts, policy, account.digest, user, client).await? {
            Some((device, failures)) => {
                let attempt = own_guess(parts, policy, device, refusal).await?;
                let failures_before = attempt.failures_before.max(failures);
                Ok(Attempt { own: [Some(account.digest), Some(device.digest)], failures_before, ..attempt })
            }
            None => Err(refuse(parts, policy, keys, refusal).await?),
        };
    };
    let failures = held.iter().find(|held| held.digest == account.digest).map_or(1, |held| held.streak);
    Ok(Attempt { own, held, failures_before: failures - 1 })
}

/// The count of a device that the owner of the account has signed in from before, and how many failures there were
/// elsewhere. An unknown account is looked up too, so
/// that this takes the same time.
async fn known_device(
    parts: &Parts,
    policy: ThrottlePolicy,
    account: TokenDigest,
    user: Option<&User>,
    client: &Client,
) -> Result<Option<(ThrottleKey, i64)>, Fault> {
    let Some(device) = client.device_secret() else { return Ok(None) };
    let user_id = user.map_or(UserId::from_uuid(uuid::Uuid::nil()), |user| user.id);
    let look = move |tx: &mut Tx<'_>| {
        Ok::<_, Fault>((devices::is_known(tx, user_id, &device)?, throttles::streak(tx, &account)?))
    };
    let (is_known, failures) = parts.store.read(look).await?;
    let user = user.filter(|_| is_known);
    Ok(user.map(|user| (policy.device(user.id, &device, user.password_changed_at), failures)))
}

/// A guess by whoever holds a session of the account.
pub(crate) async fn guess_in_session(
    parts: &Parts,
    session: &SessionInfo,
    client: &Client,
) -> Result<Attempt, Fault> {
    let Some(policy) = parts.policy.throttle else { return Ok(Attempt::default()) };
    let kind = EventKind::ReauthenticationThrottled;
    let refusal = Refused { kind, user_id: Some(session.user_id), client };
    own_guess(parts, policy, policy.session(session.id), refusal).await
}

/// A guess by whoever holds a link that was sent to the account's address.
pub(crate) async fn guess_with_link(
    parts: &Parts,
    link: &TokenDigest,
    user_id: UserId,
    client: &Client,
) -> Result<Attempt, Fault> {
    let Some(policy) = parts.policy.throttle else { return Ok(Attempt::default()) };
    let refusal = Refused { kind: EventKind::VerificationThrottled, user_id: Some(user_id), client };
    own_guess(parts, policy, policy.link(link), refusal).await
}

async fn own_guess(
    parts: &Parts,
    policy: ThrottlePolicy,
    key: ThrottleKey,
    refusal: Refused<'_>,
) -> Result<Attempt, Fault> {
    let keys = [Some(key), None, None];
    match reserve(parts, policy, keys).await? {
        Some(held) => {
            let failures_before = held.first().map_or(0, |held| held.streak - 1);
            Ok(Attempt { own: [Some(key.digest), None], held, failures_before })
        }
        None => Err(refuse(parts, policy, keys, refusal).await?),
    }
}

/// A registration, or a mail that anybody can ask for. These count whatever comes of them.
pub(crate) async fn request(parts: &Parts, email: &EmailAddress, client: &Client) -> Result<(), Fault> {
    let Some(policy) = parts.policy.throttle else { return Ok(()) };
    let network = client.network().map(|network| policy.requests_from(&network));
    let everybody = parts.mail.is_some().then(|| policy.requests());
    let keys = [Some(policy.requests_about(email.canonical())), network, everybody];
    let refusal = Refused { kind: EventKind::RequestThrottled, user_id: None, client };
    count(parts, policy, keys, refusal).await
}

/// A link that cannot be used, which is written down. One that can is never held up by those that cannot.
pub(crate) async fn wrong_link(parts: &Parts, client: &Client) -> Result<(), Fault> {
    wrong_secret(parts, client, EventKind::LinkRefused, EventKind::LinkThrottled).await
}

/// The same of an API key.
pub(crate) async fn wrong_key(parts: &Parts, client: &Client) -> Result<(), Fault> {
    wrong_secret(parts, client, EventKind::KeyRefused, EventKind::KeyThrottled).await
}

/// Nobody guesses 256 bits. Whoever tries is slowed down as one is who guesses passwords, and counts with him.
async fn wrong_secret(
    parts: &Parts,
    client: &Client,
    refused: EventKind,
    throttled: EventKind,
) -> Result<(), Fault> {
    if let (Some(policy), Some(network)) = (parts.policy.throttle, client.network()) {
        let refusal = Refused { kind: throttled, user_id: None, client };
        count(parts, policy, [None, Some(policy.network(&network)), None], refusal).await?;
    }
    Record::failure(parts, client, refused, None, None).await
}

async fn count(parts: &Parts, policy: ThrottlePolicy, keys: Keys, refusal: Refused<'_>) -> Result<(), Fault> {
    match reserve(parts, policy, keys).await? {
        Some(_) => Ok(()),
        None => Err(refuse(parts, policy, keys, refusal).await?),
    }
}

/// What ends the transaction of an attempt: nothing of one that is not let in stays counted.
enum NotCounted {
    Refused,
    Fault(Fault),
}

impl From<Fault> for NotCounted {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Counts an attempt by all of these keys, or by none.
async fn reserve(parts: &Parts, policy: ThrottlePolicy, keys: Keys) -> Result<Option<Vec<Held>>, Fault> {
    let now = parts.store.now();
    let wanted = keys.iter().flatten().count();
    let counted = parts
        .store
        .write(move |tx| {
            let held = throttles::reserve(tx, &keys, &policy, now)?;
            if held.len() == wanted { Ok(held) } else { Err(NotCounted::Refused) }
        })
        .await;
    match counted {
        Ok(held) => Ok(Some(held)),
        Err(NotCounted::Refused) => Ok(None),
        // Whatever the cause: what cannot be counted is not verified, and the caller may come back.
        Err(NotCounted::Fault(fault @ Fault::Unavailable(_))) => Err(fault),
        Err(NotCounted::Fault(fault)) => Err(Fault::unavailable(fault)),
    }
}

/// What is written down of an attempt that was not let in.
#[derive(Clone, Copy)]
struct Refused<'c> {
    kind: EventKind,
    user_id: Option<UserId>,
    client: &'c Client,
}

/// How long an attempt has to wait that was not let in. That is read only; once a minute it is written down too.
async fn refuse(
    parts: &Parts,
    policy: ThrottlePolicy,
    keys: Keys,
    refused: Refused<'_>,
) -> Result<Fault, Fault> {
    /// Who is let in by now need not wait for long.
    const SOON: Duration = Duration::from_secs(1);
    parts.counters.note_throttled(refused.kind);
    let now = parts.store.now();
    let refusals = parts.store.read(move |tx| throttles::refusals(tx, &keys, &policy, now)).await?;
    let retry_after = refusals.iter().map(|refusal| refusal.wait).max().unwrap_or(SOON);
    let due: Vec<_> = refusals.into_iter().filter(|refusal| refusal.is_due).collect();
    if !due.is_empty() {
        let record = Record::new(parts, refused.client)?;
        let Refused { kind, user_id, .. } = refused;
        parts.store.write_later(move |tx| {
            let mut is_noted = false;
            for seen in &due {
                is_noted |= throttles::note(tx, seen, &policy, now)?;
            }
            if is_noted { record.event(tx, user_id, kind, None) } else { Ok(()) }
        });
    }
    Ok(Fault::TooManyAttempts { retry_after })
}
