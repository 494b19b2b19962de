//! Accounts: made, proved, changed, deleted.

use super::*;
use crate::flows::register;
use crate::flows::verify_email::RegistrantProof;
use crate::store::{Retention, UserChanges};

const OTHER: &str = "other@example.org";

#[test]
fn asvs_2_3_3_a_registration_is_done_as_a_whole() {
    in_each_world(async |world| {
        let World { auth, .. } = &world;
        world.each_step_fails("register_user", async || auth.register_user(EMAIL, PASSWORD).await).await;
        for address_is in ["free", "taken"] {
            let sign_up = async || auth.sign_up(OTHER, PASSWORD, &laptop()).await;
            world.each_step_fails(&format!("sign_up with an address that is {address_is}"), sign_up).await;
            let complete = async || register::complete_one(auth.parts()).await;
            let name = format!("complete_registrations with an address that is {address_is}");
            assert!(world.each_step_fails(&name, complete).await);
        }
        world.each_step_fails("resend", async || auth.resend_verification(EMAIL, &laptop()).await).await;
    });
}

#[test]
fn asvs_2_3_3_a_proof_of_an_address_is_done_as_a_whole() {
    in_each_world(async |world| {
        let World { auth, .. } = &world;
        for (email, proof) in [
            (EMAIL, RegistrantProof::Password(PASSWORD)),
            (OTHER, RegistrantProof::NewPassword(NEW_PASSWORD)),
        ] {
            let user = auth.register_user(email, PASSWORD).await.unwrap();
            let token = world.token(&user, Purpose::VerifyEmail, email).await;
            let verify = async || auth.verify_email(token.expose(), proof, &laptop()).await;
            let verified = world.each_step_fails("verify_email", verify).await;
            assert!(verified.email_verified_at.is_some());
            assert!(verify().await.is_err(), "the link is spent");
        }
    });
}

#[test]
fn asvs_2_3_3_a_new_password_is_set_as_a_whole() {
    in_each_world(async |world| {
        let World { auth, .. } = &world;
        let user = world.user(EMAIL).await;
        let session = world.signed_in(EMAIL).await.session_id;
        let how = SignIn::from(laptop());
        let change = async || auth.change_password(&session, PASSWORD, NEW_PASSWORD, &how).await;
        let changed = world.each_step_fails("change_password", change).await;
        assert!(!world.is_live(&session).await && world.is_live(&changed.session_id).await);

        let ask = async || auth.request_password_reset(EMAIL, &laptop()).await;
        world.each_step_fails("request_password_reset", ask).await;
        world
            .each_step_fails("get_reset_password_token", async || auth.get_reset_password_token(EMAIL).await)
            .await;
        let token = world.token(&user, Purpose::ResetPassword, EMAIL).await;
        let reset = async || auth.reset_password(token.expose(), PASSWORD, &laptop()).await;
        world.each_step_fails("reset_password", reset).await;
        assert!(!world.is_live(&changed.session_id).await);
        assert!(auth.valid_login(EMAIL, PASSWORD).await.unwrap());

        world.each_step_fails("set_password", async || auth.set_password(user.id, NEW_PASSWORD).await).await;
        let french = bienvenue_core::locale::Locale::Fr;
        world.each_step_fails("set_locale", async || auth.set_locale(user.id, french).await).await;
    });
}

#[test]
fn asvs_2_3_3_another_address_is_taken_as_a_whole() {
    in_each_world(async |world| {
        let World { auth, .. } = &world;
        let user = world.user(EMAIL).await;
        let session = world.signed_in(EMAIL).await.session_id;
        let ask = async || auth.request_email_change(&session, OTHER, &laptop()).await;
        world.each_step_fails("request_email_change", ask).await;
        let token = world.token(&user, Purpose::ChangeEmail, OTHER).await;
        let change = async || auth.change_email(token.expose(), &laptop()).await;
        let changed = world.each_step_fails("change_email", change).await;
        assert_eq!(changed.email.as_str(), OTHER);
    });
}

#[test]
fn asvs_2_3_3_an_account_is_handed_over_and_deleted_as_a_whole() {
    in_each_world(async |world| {
        let World { auth, .. } = &world;
        world.user(EMAIL).await;
        let session = world.signed_in(EMAIL).await.session_id;
        let export = async || auth.export_account(&session, &laptop()).await;
        let export = world.each_step_fails("export_account", export).await;
        assert_eq!(export.sessions.len(), 1);
        world
            .each_step_fails("delete_account", async || auth.delete_account(&session, &laptop()).await)
            .await;
        assert!(!world.is_live(&session).await);
        assert!(!auth.valid_login(EMAIL, PASSWORD).await.unwrap());
    });
}

#[test]
fn asvs_2_3_3_what_an_operator_does_is_done_as_a_whole() {
    in_each_world(async |world| {
        let auth = &world.auth;
        let user = world.user(EMAIL).await;
        let session = world.signed_in(EMAIL).await.session_id;
        let disable = async || auth.update_user(user.id, UserChanges::default().disabled(true)).await;
        world.each_step_fails("update_user", disable).await;
        assert!(!world.is_live(&session).await);
        world.each_step_fails("delete_user", async || auth.delete_user(user.id).await).await;
    });
}

/// Each of its transactions is done as a whole; those before the one that failed stay done.
#[test]
fn asvs_2_3_3_what_is_over_is_deleted_account_by_account() {
    in_each_world(async |world| {
        world.auth.sign_up(EMAIL, PASSWORD, &laptop()).await.unwrap();
        world.auth.complete_registrations().await.unwrap();
        world.clock.advance(Duration::from_hours(24 * 30));
        let before = dump(&world.store).await;
        let mut seen = Vec::new();
        for number in 1..MOST_STEPS {
            world.faults.plan(number, When::After);
            let end = world.auth.store().delete_expired(Retention::default()).await;
            let has_happened = world.faults.end();
            seen.push(dump(&world.store).await);
            match end {
                Err(fault) => assert!(has_happened && is_planned(&fault), "{fault:?}"),
                Ok(_) if has_happened => panic!("it succeeds although step {number} failed"),
                Ok(_) => break,
            }
        }
        seen.dedup();
        let users = |dump: &[String]| dump.iter().filter(|row| row.starts_with("users: ")).count();
        let events = |dump: &[String]| dump.iter().filter(|row| row.starts_with("events: ")).count();
        assert_eq!(
            (seen.len(), &seen[0]),
            (3, &before),
            "the account goes, then what was counted, and nothing else"
        );
        assert!(seen.iter().all(|dump| events(dump) == 1), "what happened stays, and names nobody");
        assert_eq!(seen.iter().map(|dump| users(dump)).collect::<Vec<_>>(), [1, 0, 0]);
    });
}
