//! Sessions: opened, renewed, ended.

use super::*;

#[test]
fn asvs_2_3_3_a_session_is_opened_as_a_whole() {
    in_each_world(async |world| {
        let World { auth, .. } = &world;
        world.user(EMAIL).await;
        let known = SignIn::from(laptop());
        let sign_in = async || auth.sign_in(EMAIL, PASSWORD, &known).await;
        world.each_step_fails("sign_in from a new device", sign_in).await;
        world.each_step_fails("sign_in from a known device", sign_in).await;
        world.each_step_fails("login", async || auth.login(EMAIL, PASSWORD).await).await;
        world.each_step_fails("create_session", async || auth.create_session(EMAIL).await).await;
        let session = world.signed_in(EMAIL).await.session_id;
        let renew = async || auth.reauthenticate(&session, PASSWORD, &laptop()).await;
        let renewed = world.each_step_fails("reauthenticate", renew).await.session_id;
        assert!(!world.is_live(&session).await && world.is_live(&renewed).await);
    });
}

/// A check before each failure has the session remembered, and one after it asks again: what was undone is not taken for
/// done, and what was answered as done is never taken back.
#[test]
fn asvs_2_3_3_and_16_5_3_the_end_of_a_session_that_failed_is_none() {
    in_each_world(async |world| {
        let World { auth, .. } = &world;
        let user = world.user(EMAIL).await;
        for name in [
            "sign_out",
            "revoke_session",
            "end_session_of",
            "end_other_sessions",
            "destroy_session",
            "end_all_sessions",
        ] {
            let (ended, kept) = (world.signed_in(EMAIL).await, world.signed_in(EMAIL).await);
            let (secret, id) = (&ended.session_id, ended.session.id);
            let end = async || match name {
                "sign_out" => auth.sign_out(secret, &laptop()).await,
                "revoke_session" => auth.revoke_session(id).await,
                "end_session_of" => auth.end_session_of(user.id, id, &laptop()).await,
                "end_other_sessions" => {
                    auth.end_other_sessions(user.id, &kept.session_id, &laptop()).await.map(|ended| ended > 0)
                }
                "end_all_sessions" => auth.end_all_sessions().await.map(|ended| ended > 0),
                _ => auth.destroy_session(user.id).await.map(|ended| ended > 0),
            };
            let is_live = async || assert!(world.is_live(secret).await, "{name}: it was not ended");
            is_live().await;
            assert!(world.each_step_fails_and(name, end, is_live).await, "{name}");
            assert!(!world.is_live(secret).await, "{name}");
            let is_kept = !matches!(name, "destroy_session" | "end_all_sessions");
            assert_eq!(world.is_live(&kept.session_id).await, is_kept, "{name}");
        }
    });
}

/// A check whose statement fails says neither yes nor no.
#[test]
fn asvs_16_5_3_a_check_that_cannot_read_is_a_fault() {
    in_each_world(async |world| {
        world.user(EMAIL).await;
        let session = world.signed_in(EMAIL).await.session_id;
        for when in [When::Before, When::After] {
            world.faults.plan(1, when);
            let checked = world.auth.check_session(&session).await;
            assert!(world.faults.end() && checked.is_err_and(|fault| is_planned(&fault)));
            world.faults.plan(1, when);
            assert!(world.auth.find_session(&session).await.is_err_and(|fault| is_planned(&fault)));
            world.faults.plan(1, when);
            assert!(world.auth.valid_login(EMAIL, PASSWORD).await.is_err_and(|fault| is_planned(&fault)));
            world.faults.end();
        }
        assert!(world.is_live(&session).await);
    });
}
