//! Registrations, and mails that anybody can ask for.

use bienvenue::core::throttle::ThrottlePolicy;
use bienvenue::mail::Sender;
use bienvenue::{Auth, AuthBuilder, Client, Fault, RegisterError, Verification};

use super::{EMAIL, NOBODY, PASSWORD, client_at, number, seconds, throttled_with};
use crate::support::{Database, every_engine};

every_engine!(
    asvs_2_4_1_mails_about_one_address_wait,
    asvs_2_4_1_requests_from_one_network_wait,
    asvs_2_4_1_strangers_together_wait,
    asvs_2_4_1_registrations_wait_before_they_are_hashed,
    requests_hold_up_no_login,
);

fn with_mail(auth: AuthBuilder) -> AuthBuilder {
    let sender = Sender::new("Bienvenue".into(), "https://accounts.example.org".into());
    auth.mail(sender).verification(Verification::Required)
}

fn waits(result: Result<(), Fault>) -> Option<u64> {
    match result {
        Ok(()) => None,
        Err(Fault::TooManyAttempts { retry_after }) => Some(retry_after.as_secs()),
        Err(other) => panic!("{other:?}"),
    }
}

async fn register(auth: &Auth, email: &str, client: &Client) -> Option<u64> {
    match auth.sign_up(email, PASSWORD, client).await {
        Ok(_) => None,
        Err(RegisterError::Fault(fault)) => waits(Err(fault)),
        Err(other) => panic!("{other:?}"),
    }
}

fn elsewhere(count: u32) -> Client {
    client_at(&format!("10.1.{}.{}", count / 250, count % 250))
}

async fn asvs_2_4_1_mails_about_one_address_wait(database: Database) {
    let (auth, clock) = throttled_with(&database, ThrottlePolicy::INTERNET, with_mail).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for email in [EMAIL, NOBODY] {
        for count in 0..2 {
            assert_eq!(waits(auth.request_password_reset(email, &elsewhere(count)).await), None);
            assert_eq!(waits(auth.resend_verification(email, &elsewhere(count)).await), None);
        }
        assert_eq!(register(&auth, email, &elsewhere(5)).await, None);
        assert_eq!(waits(auth.request_password_reset(email, &elsewhere(6)).await), Some(1));
        assert_eq!(waits(auth.resend_verification(email, &elsewhere(7)).await), Some(1));
        assert_eq!(register(&auth, email, &elsewhere(8)).await, Some(1));
    }
    clock.advance(seconds(1));
    assert_eq!(waits(auth.request_password_reset(EMAIL, &elsewhere(9)).await), None);
    assert_eq!(waits(auth.request_password_reset(EMAIL, &elsewhere(9)).await), Some(2));
}

async fn asvs_2_4_1_requests_from_one_network_wait(database: Database) {
    let (auth, _) = throttled_with(&database, ThrottlePolicy::INTERNET, with_mail).await;
    let here = client_at("192.0.2.7");
    for count in 0..20 {
        let email = format!("{count}@example.org");
        assert_eq!(waits(auth.request_password_reset(&email, &here).await), None, "{count}");
    }
    assert_eq!(waits(auth.request_password_reset(EMAIL, &here).await), Some(1));
    assert_eq!(register(&auth, EMAIL, &here).await, Some(1));
    assert_eq!(register(&auth, EMAIL, &client_at("192.0.2.8")).await, None);
}

async fn asvs_2_4_1_strangers_together_wait(database: Database) {
    let policy = ThrottlePolicy { mails_per_minute: 30, ..ThrottlePolicy::INTERNET };
    let (auth, clock) = throttled_with(&database, policy, with_mail).await;
    let ask = async |count: u32| {
        let email = format!("{count}@example.org");
        waits(auth.request_password_reset(&email, &elsewhere(count)).await)
    };
    for count in 0..30 {
        assert_eq!(ask(count).await, None, "{count}");
    }
    assert_eq!(ask(30).await, Some(1));
    clock.advance(seconds(60));
    assert_eq!(ask(31).await, None);
}

async fn asvs_2_4_1_registrations_wait_before_they_are_hashed(database: Database) {
    let (auth, _) = throttled_with(&database, ThrottlePolicy::INTERNET, |auth| auth).await;
    let here = client_at("2001:db8::1");
    for count in 0..20 {
        assert_eq!(register(&auth, &format!("{count}@example.org"), &here).await, None);
    }
    let hashes = auth.hashes_made();
    assert_eq!(register(&auth, "more@example.org", &client_at("2001:db8::2")).await, Some(1));
    assert_eq!(auth.hashes_made(), hashes);
    // An operator is no stranger.
    auth.register_user("more@example.org", PASSWORD).await.unwrap();
}

async fn requests_hold_up_no_login(database: Database) {
    let (auth, _) = throttled_with(&database, ThrottlePolicy::INTERNET, |auth| auth).await;
    auth.register_user(EMAIL, PASSWORD).await.unwrap();
    for count in 0..10 {
        let _ = auth.request_password_reset(EMAIL, &elsewhere(count)).await;
    }
    assert_eq!(super::log_in(&auth, EMAIL, PASSWORD, &number(1)).await, super::End::In);
}
