//! What is done with a key: as a whole or not at all, by a key that is still live, and told as an operator's act.

use bienvenue_core::api_key::ApiKey;
use bienvenue_core::id::KeyId;
use bienvenue_core::locale::Locale;
use bienvenue_core::scope::{Scope, Scopes};

use super::*;
use crate::fault::Fault;
use crate::flows::admin::AdminError;
use crate::flows::admin::create::CreateUserError;
use crate::flows::admin::keys::{CheckKeyError, CreateKeyError, NewKey};
use crate::flows::register::RegisterError;
use crate::store::{Event, EventQuery, KeyInfo, UserBy};

const OTHER: &str = "other@example.org";

fn wanted(scopes: Scopes, expires_at: Option<Timestamp>) -> NewKey {
    NewKey { name: "CI".to_owned(), scopes, expires_at }
}

async fn key(world: &World) -> (ApiKey, KeyInfo) {
    world.auth.create_key(wanted(Scopes::all(), None)).await.unwrap()
}

async fn last_event(world: &World) -> Event {
    world.store.search_events(EventQuery::default(), None, 1).await.unwrap().remove(0)
}

async fn found(world: &World, user: &User) -> User {
    world.store.find_user_by(UserBy::Id(user.id)).await.unwrap().unwrap()
}

/// Nobody waits for the note of a use, but a test that counts steps does.
async fn is_noted(world: &World, id: KeyId) {
    for _ in 0..1_000 {
        let keys = world.store.list_keys(None, 100).await.unwrap();
        if keys.iter().any(|key| key.id == id && key.last_used_at.is_some()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the use is not noted");
}

#[test]
fn asvs_2_3_3_what_is_done_by_a_key_is_done_as_a_whole() {
    in_each_world(async |world| {
        let auth = &world.auth;
        let (_, key) = key(&world).await;
        let client = laptop();
        let by = auth.by_key(&key, &client);
        let is_its = async |kind: &str| {
            world.clock.advance(Duration::from_millis(1));
            let event = last_event(&world).await;
            assert_eq!((event.kind.as_str(), event.key_id, event.actor_id), (kind, Some(key.id), None));
            assert_eq!(event.address.as_deref(), Some("192.0.2.1"), "an operator sees from where");
            if let Some(user_id) = event.user_id {
                let of_owner = world.store.list_events(user_id, None, 1).await.unwrap();
                assert!(of_owner.iter().all(|event| event.address.is_none() && event.user_agent.is_none()));
            }
        };
        world.clock.advance(Duration::from_millis(1));

        let create = async || by.create_user(EMAIL, None, Locale::Fr).await;
        let user = world.each_step_fails("create_user", create).await;
        is_its("registered").await;
        assert_eq!((user.locale, user.email_verified_at), (Locale::Fr, None));
        let taken = create().await;
        assert!(
            matches!(taken, Err(CreateUserError::Register(RegisterError::AlreadyExists(_)))),
            "{taken:?}"
        );

        let set_password = async || by.set_password(user.id, PASSWORD).await;
        world.each_step_fails("set_password", set_password).await;
        is_its("password_set").await;
        assert!(auth.valid_login(EMAIL, PASSWORD).await.unwrap());
        let verify = async || by.verify_email(user.id).await;
        world.each_step_fails("verify_email", verify).await;
        is_its("email_verified").await;
        assert!(found(&world, &user).await.email_verified_at.is_some());
        world.each_step_fails("set_locale", async || by.set_locale(user.id, Locale::En).await).await;
        is_its("locale_set").await;

        let (one, other) = (world.signed_in(EMAIL).await, world.signed_in(EMAIL).await);
        world.clock.advance(Duration::from_millis(1));
        let end = async || by.end_session(one.session.id).await;
        assert!(world.each_step_fails("end_session", end).await);
        is_its("sessions_revoked").await;
        assert!(!world.is_live(&one.session_id).await && world.is_live(&other.session_id).await);
        assert!(!end().await.unwrap(), "it has ended");
        world.each_step_fails("end_sessions", async || by.end_sessions(user.id).await).await;
        is_its("sessions_revoked").await;
        assert!(!world.is_live(&other.session_id).await);

        world.clock.advance(Duration::from_hours(2));
        world.each_step_fails("send_reset", async || by.send_reset(user.id).await).await;
        is_its("reset_requested").await;
        let last = world.signed_in(EMAIL).await;
        world.clock.advance(Duration::from_millis(1));
        world.each_step_fails("disable", async || by.set_disabled(user.id, true).await).await;
        is_its("disabled").await;
        assert!(!world.is_live(&last.session_id).await);
        world.each_step_fails("enable", async || by.set_disabled(user.id, false).await).await;
        is_its("enabled").await;
        let reset = async || by.reset_account_throttle(user.id).await;
        world.each_step_fails("reset_account_throttle", reset).await;
        is_its("throttle_reset").await;
        let reset = async || by.reset_network_throttle("192.0.2.7".parse().unwrap()).await;
        world.each_step_fails("reset_network_throttle", reset).await;
        is_its("throttle_reset").await;

        let before = dump(&world.store).await;
        for again in
            [verify().await, by.set_locale(user.id, Locale::En).await, by.set_disabled(user.id, false).await]
        {
            again.unwrap();
        }
        assert_eq!(dump(&world.store).await, before, "what is so already is no event");
        world.each_step_fails("delete_user", async || by.delete_user(user.id).await).await;
        assert!(world.store.find_user_by(UserBy::Id(user.id)).await.unwrap().is_none());
        let gone = by.set_disabled(user.id, true).await;
        assert!(matches!(gone, Err(AdminError::NoSuchUser)), "{gone:?}");
    });
}

#[test]
fn asvs_2_3_3_a_key_is_made_and_revoked_as_a_whole() {
    in_each_world(async |world| {
        let auth = &world.auth;
        let create = async || auth.create_key(wanted(Scopes::all(), None)).await;
        let (secret, root) = world.each_step_fails("create_key", create).await;
        assert_eq!(
            (last_event(&world).await.kind.as_str(), last_event(&world).await.key_id),
            ("key_created", Some(root.id))
        );
        let client = laptop();
        let by = auth.by_key(&root, &client);
        let create = async || by.create_key(wanted(Scopes::all(), None)).await;
        let (second, child) = world.each_step_fails("create_key by a key", create).await;
        assert_eq!(child.maker_id, Some(root.id));
        let (_, other) = key(&world).await;
        let by_other = auth.by_key(&other, &client);
        let revoke = async || by_other.revoke_key(child.id).await;
        assert_eq!(world.each_step_fails("revoke_key by a key", revoke).await, [child.id]);
        assert!(matches!(auth.check_key(second.expose(), &client).await, Err(CheckKeyError::Refused)));
        auth.check_key(secret.expose(), &client).await.unwrap();
        is_noted(&world, root.id).await;
        let printed = format!("{:?}", dump(&world.store).await);
        assert!(
            !printed.contains(secret.expose()) && !printed.contains(second.expose()),
            "nothing of it is stored"
        );
        world.each_step_fails("revoke_key", async || auth.revoke_key(root.id).await).await;
        assert!(matches!(auth.check_key(secret.expose(), &client).await, Err(CheckKeyError::Refused)));
    });
}

/// ASVS 8.3.2: of what was begun before, too.
#[test]
fn asvs_8_3_2_a_key_that_was_revoked_or_has_expired_does_nothing_more() {
    in_each_world(async |world| {
        let (auth, client) = (&world.auth, laptop());
        let user = world.user(EMAIL).await;
        let end = world.clock.now().plus(Duration::from_hours(1));
        let (_, revoked) = key(&world).await;
        let (_, expired) = auth.create_key(wanted(Scopes::all(), Some(end))).await.unwrap();
        auth.revoke_key(revoked.id).await.unwrap();
        world.clock.advance(Duration::from_hours(1));
        let before = dump(&world.store).await;
        for key in [&revoked, &expired] {
            let by = auth.by_key(key, &client);
            let refused =
                |end: Result<(), AdminError>| assert!(matches!(end, Err(AdminError::KeyRefused)), "{end:?}");
            refused(by.set_disabled(user.id, true).await);
            refused(by.verify_email(user.id).await);
            refused(by.set_locale(user.id, Locale::Fr).await);
            refused(by.send_reset(user.id).await);
            refused(by.delete_user(user.id).await);
            refused(by.end_sessions(user.id).await.map(drop));
            refused(by.reset_account_throttle(user.id).await);
            refused(by.revoke_key(key.id).await.map(drop));
            let created = by.create_key(wanted(Scopes::all(), None)).await;
            assert!(created.is_err(), "{created:?}");
            assert!(by.set_password(user.id, NEW_PASSWORD).await.is_err());
            assert!(by.create_user(OTHER, Some(PASSWORD), Locale::En).await.is_err());
        }
        assert_eq!(dump(&world.store).await, before);
    });
}

#[test]
fn asvs_8_2_1_a_key_makes_none_that_may_do_more_or_lives_longer() {
    in_each_world(async |world| {
        let (auth, client, now) = (&world.auth, laptop(), world.clock.now());
        let few: Scopes = [Scope::KeysWrite, Scope::UsersRead].into_iter().collect();
        let end = now.plus(Duration::from_hours(1));
        let (_, root) = auth.create_key(wanted(few, Some(end))).await.unwrap();
        let by = auth.by_key(&root, &client);
        let more: Scopes = [Scope::UsersRead, Scope::UsersWrite].into_iter().collect();
        assert!(matches!(by.create_key(wanted(more, None)).await, Err(CreateKeyError::MoreScopes)));
        for (asked, got) in [
            (None, end),
            (Some(end.plus(Duration::from_hours(9))), end),
            (Some(now.plus(Duration::from_mins(1))), now.plus(Duration::from_mins(1))),
        ] {
            let (_, made) = by.create_key(wanted(few, asked)).await.unwrap();
            assert_eq!(made.expires_at, Some(got));
        }
        assert!(matches!(by.create_key(wanted(few, Some(now))).await, Err(CreateKeyError::Expired)));
        assert!(matches!(by.create_key(wanted(Scopes::default(), None)).await, Err(CreateKeyError::NoScope)));
        for name in ["", " ", "two\nlines", &"x".repeat(101)] {
            let made = auth.create_key(NewKey { name: name.to_owned(), ..wanted(few, None) }).await;
            assert!(matches!(made, Err(CreateKeyError::Name)), "{name}");
        }
    });
}

/// Nothing that a key does leaves nobody to look after the others.
#[test]
fn the_last_administrator_is_safe_from_keys() {
    in_each_world(async |world| {
        let (auth, client) = (&world.auth, laptop());
        let (one, other) = (world.user(EMAIL).await, world.user(OTHER).await);
        let (_, key) = key(&world).await;
        let by = auth.by_key(&key, &client);
        world.store.grant_admin(one.id).await.unwrap();
        assert!(matches!(by.set_disabled(one.id, true).await, Err(AdminError::LastAdmin)));
        assert!(matches!(by.delete_user(one.id).await, Err(AdminError::LastAdmin)));
        world.store.grant_admin(other.id).await.unwrap();
        let (first, second) = tokio::join!(by.set_disabled(one.id, true), by.delete_user(other.id));
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
    });
}

/// ASVS 16.5.3: what could not be looked up is neither let in nor taken for a wrong key.
#[test]
fn asvs_16_5_3_a_key_that_cannot_be_looked_up_opens_nothing() {
    in_each_world(async |world| {
        let (auth, client) = (&world.auth, laptop());
        let (secret, _) = key(&world).await;
        let before = dump(&world.store).await;
        world.faults.plan(1, When::Before);
        let end = auth.check_key(secret.expose(), &client).await;
        assert!(
            world.faults.end() && matches!(end, Err(CheckKeyError::Fault(Fault::Unavailable(_)))),
            "{end:?}"
        );
        assert_eq!(dump(&world.store).await, before);
        let unknown = ApiKey::generate(&OsRandomness).unwrap();
        world.clock.advance(Duration::from_millis(1));
        for number in 1..4 {
            world.faults.plan(number, When::Before);
            let end = auth.check_key(unknown.expose(), &client).await;
            assert!(
                world.faults.end() && matches!(end, Err(CheckKeyError::Fault(_))),
                "step {number}: {end:?}"
            );
        }
        assert!(matches!(auth.check_key(unknown.expose(), &client).await, Err(CheckKeyError::Refused)));
        let event = last_event(&world).await;
        assert_eq!((event.kind.as_str(), event.key_id, event.user_id), ("key_refused", None, None));
        let nobody = KeyId::generate(world.clock.now(), &OsRandomness).unwrap();
        assert!(auth.revoke_key(nobody).await.unwrap().is_empty());
    });
}
