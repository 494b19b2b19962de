//! What administrators do, and what they are shown.

use bienvenue_core::id::EventId;

use super::*;
use crate::fault::Fault;
use crate::flows::admin::AdminError;
use crate::flows::admin::first::FirstAdminError;
use crate::flows::delete_account::DeleteAccountError;
use crate::flows::freshness::FreshSessionError;
use crate::store::{Counts, Event, EventQuery, RoleChange, UserBy, events};

const OTHER: &str = "other@example.org";

async fn admin(world: &World) -> (User, LoggedIn) {
    let user = world.user(EMAIL).await;
    assert_eq!(world.store.grant_admin(user.id).await.unwrap(), RoleChange::Done);
    (user, world.signed_in(EMAIL).await)
}

async fn last_event(world: &World, user: &User) -> Event {
    let query = EventQuery { user_id: Some(user.id), ..EventQuery::default() };
    world.store.search_events(query, None, 1).await.unwrap().remove(0)
}

#[test]
fn asvs_2_3_3_what_an_administrator_does_is_done_as_a_whole() {
    in_each_world(async |world| {
        let auth = &world.auth;
        let (actor, own) = admin(&world).await;
        let user = world.user(OTHER).await;
        let (one, other) = (world.signed_in(OTHER).await, world.signed_in(OTHER).await);
        let session = &own.session_id;
        let is_his = async |kind: &str| {
            world.clock.advance(Duration::from_millis(1));
            let event = last_event(&world, &user).await;
            assert_eq!((event.kind.as_str(), event.actor_id), (kind, Some(actor.id)));
            assert_eq!(event.address.as_deref(), Some("192.0.2.1"), "an operator sees from where");
            let of_owner = world.store.list_events(user.id, None, 1).await.unwrap().remove(0);
            assert_eq!((of_owner.id, of_owner.address, of_owner.user_agent), (event.id, None, None));
        };
        world.clock.advance(Duration::from_millis(1));

        let end = async || auth.end_session_as_admin(session, user.id, one.session.id, &laptop()).await;
        world.each_step_fails("end_session_as_admin", end).await;
        is_his("sessions_revoked").await;
        assert!(!world.is_live(&one.session_id).await && world.is_live(&other.session_id).await);

        let end_all = async || auth.end_sessions_as_admin(session, user.id, &laptop()).await;
        assert_eq!(world.each_step_fails("end_sessions_as_admin", end_all).await, 1);
        is_his("sessions_revoked").await;
        assert!(!world.is_live(&other.session_id).await);

        let reset = async || auth.send_reset_as_admin(session, user.id, &laptop()).await;
        world.each_step_fails("send_reset_as_admin", reset).await;
        is_his("reset_requested").await;

        let last = world.signed_in(OTHER).await;
        world.clock.advance(Duration::from_millis(1));
        let disable = async || auth.set_disabled(session, user.id, true, &laptop()).await;
        world.each_step_fails("set_disabled", disable).await;
        is_his("disabled").await;
        assert!(!world.is_live(&last.session_id).await);
        assert!(matches!(reset().await, Err(AdminError::NoSuchUser)), "he could not use the link");
        let before = dump(&world.store).await;
        disable().await.unwrap();
        assert_eq!(dump(&world.store).await, before, "what is so already is no event");
        let enable = async || auth.set_disabled(session, user.id, false, &laptop()).await;
        world.each_step_fails("set_disabled back", enable).await;
        is_his("enabled").await;
        assert!(auth.valid_login(OTHER, PASSWORD).await.unwrap());
    });
}

#[test]
fn asvs_8_3_1_only_a_fresh_administrator_acts_and_not_on_himself() {
    in_each_world(async |world| {
        let auth = &world.auth;
        let (actor, own) = admin(&world).await;
        let user = world.user(OTHER).await;
        let others = world.signed_in(OTHER).await;
        let disable = async |session: &PlainToken, id| auth.set_disabled(session, id, true, &laptop()).await;

        assert!(matches!(disable(&others.session_id, actor.id).await, Err(AdminError::NotAdmin)));
        assert!(matches!(disable(&own.session_id, actor.id).await, Err(AdminError::OwnAccount)));
        let nobody = bienvenue_core::id::UserId::generate(world.clock.now(), &OsRandomness).unwrap();
        assert!(matches!(disable(&own.session_id, nobody).await, Err(AdminError::NoSuchUser)));
        let made_up = PlainToken::generate(&OsRandomness).unwrap();
        let no_session = disable(&made_up, user.id).await;
        assert!(matches!(no_session, Err(AdminError::Session(FreshSessionError::NoSession))));

        // ASVS 8.3.2: for the next act, on whichever replica.
        world.store.grant_admin(user.id).await.unwrap();
        world.store.revoke_admin(actor.id).await.unwrap();
        assert!(matches!(disable(&own.session_id, user.id).await, Err(AdminError::NotAdmin)));
        let left = auth.delete_account(&others.session_id, &laptop()).await;
        assert!(matches!(left, Err(DeleteAccountError::LastAdmin)));

        world.clock.advance(Duration::from_mins(11));
        let stale = disable(&others.session_id, actor.id).await;
        assert!(matches!(stale, Err(AdminError::Session(FreshSessionError::NotFresh))));
    });
}

/// Two administrators disable each other at the same moment: one of them stays.
#[test]
fn of_two_who_disable_each_other_one_stays() {
    in_each_world(async |world| {
        let (one, own) = admin(&world).await;
        let other = world.user(OTHER).await;
        world.store.grant_admin(other.id).await.unwrap();
        let others = world.signed_in(OTHER).await;
        let client = laptop();
        let (first, second) = tokio::join!(
            world.auth.set_disabled(&own.session_id, other.id, true, &client),
            world.auth.set_disabled(&others.session_id, one.id, true, &client),
        );
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
        // An administrator who leaves does so as a whole, too.
        let (leaver, session) = if first.is_ok() { (one, own) } else { (other, others) };
        let stays = world.auth.delete_account(&session.session_id, &client).await;
        assert!(matches!(stays, Err(DeleteAccountError::LastAdmin)), "{stays:?}");
        assert!(world.store.find_user_by(UserBy::Id(leaver.id)).await.unwrap().is_some());
    });
}

#[test]
fn asvs_2_3_3_the_first_administrator_is_made_as_a_whole() {
    in_each_world(async |world| {
        let auth = &world.auth;
        let link = world.each_step_fails("offer_first_admin", async || auth.offer_first_admin().await).await;
        let link = link.unwrap();
        let user = world.user(EMAIL).await;
        assert!(auth.offer_first_admin().await.unwrap().is_none(), "there is a user");
        let session = world.signed_in(EMAIL).await.session_id;
        let become_first = async || auth.become_first_admin(&session, &link, &laptop()).await;
        let wrong = auth.become_first_admin(&session, &session, &laptop()).await;
        assert!(matches!(wrong, Err(FirstAdminError::TokenRefused)));
        world.each_step_fails("become_first_admin", become_first).await;
        assert!(matches!(become_first().await, Err(FirstAdminError::TokenRefused)), "it is spent");
        let user = world.store.find_user_by(UserBy::Id(user.id)).await.unwrap().unwrap();
        assert_eq!(user.admin_since, Some(world.clock.now()));
        let printed = format!("{:?}", dump(&world.store).await);
        assert!(!printed.contains(link.expose()), "nothing of it is stored");
    });
}

#[test]
fn hours_that_are_over_are_summed_up_once_and_show_the_same() {
    in_each_world(async |world| {
        let World { auth, clock, store, .. } = &world;
        let happens = async |kind: &'static str, number: usize| {
            for _ in 0..number {
                let now = clock.now();
                let event = Event {
                    id: EventId::generate(now, &OsRandomness).unwrap(),
                    user_id: None,
                    kind: kind.to_owned(),
                    session_id: None,
                    actor_id: None,
                    key_id: None,
                    address: None,
                    user_agent: None,
                    created_at: now,
                };
                store
                    .write(move |tx| events::insert(tx, &event))
                    .await
                    .unwrap_or_else(|f: Fault| panic!("{f:?}"));
            }
        };
        auth.sum_up_activity().await.unwrap();
        assert!(auth.figures().await.unwrap().days.iter().all(|(_, counts)| *counts == Counts::default()));
        happens("signed_in", 1).await;
        clock.advance(Duration::from_hours(40 * 24));
        happens("registered", 2).await;
        happens("exported", 5).await;
        clock.advance(Duration::from_hours(28 * 24));
        happens("signed_in", 3).await;
        clock.advance(Duration::from_mins(59));
        happens("sign_in_failed", 4).await;
        clock.advance(Duration::from_hours(2));
        happens("signed_in", 1).await;
        let live = auth.figures().await.unwrap();
        assert_eq!(live.days[1].1, Counts::default(), "nobody waits until a month is counted");
        auth.sum_up_activity().await.unwrap();
        let before = auth.figures().await.unwrap();
        assert_eq!(
            (&live.hours, live.days[29]),
            (&before.hours, before.days[29]),
            "what is recent is there at once"
        );
        auth.sum_up_activity().await.unwrap();
        let after = auth.figures().await.unwrap();
        assert_eq!((&after.hours, &after.days), (&before.hours, &before.days));
        let (hours, days) = (before.hours, before.days);
        assert_eq!((hours.len(), days.len()), (24, 30));
        let counts = |sign_ins, failures, registrations| Counts { sign_ins, failures, registrations };
        assert_eq!((hours[23].1, hours[21].1), (counts(1, 0, 0), counts(3, 4, 0)));
        assert_eq!((days[29].1, days[1].1), (counts(4, 4, 0), counts(0, 0, 2)));
        assert_eq!(days.iter().map(|(_, counts)| counts.sign_ins).sum::<u64>(), 4, "older ones are left out");
        // An hour that was summed up is not counted again, and the last one waits for who writes late.
        let rows = store.read(|tx| tx.query("SELECT 1 FROM activity", &[], |_| Ok(()))).await;
        assert_eq!(rows.unwrap_or_else(|f: Fault| panic!("{f:?}")).len(), 28 * 24 + 2);
    });
}
