//! Servers that refuse, wait or go away: what is tried again, and what is not.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use bienvenue::mail::{Mailer as _, SendError, Smtp};

use crate::support::smtp::{SmtpServer, mail, send, settings};

#[tokio::test]
async fn a_refusal_for_good_is_told_apart() {
    for (mode, told) in [("refuse-recipient", "550 5.1.1"), ("refuse-content", "554 5.6.0")] {
        let error = trouble(&["--mode", mode]).await;
        assert!(matches!(&error, SendError::Permanent(cause) if cause.contains(told)), "{mode}: {error}");
    }
}

#[tokio::test]
async fn what_may_pass_is_tried_again() {
    for (mode, told) in [
        ("busy", "421 4.3.2 come back later"),
        ("greylist", "451 4.7.1"),
        ("full", "452 4.2.2"),
        ("drop", "content"),
        ("drop-after-data", "content"),
        ("out-of-order", "out of order"),
        // For an operator to mend.
        ("refuse-sender", "550 5.7.1 you may not send from there"),
        ("refuse-relay", "554 5.7.1"),
    ] {
        let error = trouble(&["--mode", mode]).await;
        assert!(matches!(&error, SendError::Temporary(cause) if cause.contains(told)), "{mode}: {error}");
    }
}

/// What sending to a server with these arguments fails with. [`send`] looks for secrets in it.
async fn trouble(arguments: &[&str]) -> SendError {
    let server = SmtpServer::start(arguments);
    let error = send(&server.settings()).await.expect_err("trouble");
    assert_eq!(server.finish().mails.len(), 0);
    error
}

#[tokio::test]
async fn a_wrong_password_is_for_an_operator_to_mend() {
    let error = trouble(&["--password", "s3cret-of-another"]).await;
    assert!(matches!(&error, SendError::Temporary(cause) if cause.contains("535 5.7.8")), "{error}");
    // No user where one is asked for, and a user where none is.
    let server = SmtpServer::start(&[]);
    let nobody = settings(&format!("smtp://localhost:{}?tls=required", server.port()));
    let error = send(&nobody).await.unwrap_err();
    assert!(matches!(&error, SendError::Temporary(cause) if cause.contains("530 5.7.0")), "{error}");
    let error = trouble(&["--user", ""]).await;
    assert!(matches!(&error, SendError::Temporary(_)), "{error}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    for url in [
        format!("smtp://u:p@localhost:{port}"),
        format!("smtps://u:p@localhost:{port}"),
        format!("smtp://localhost:{port}"),
        "smtps://u:p@no-such-host.invalid".to_owned(),
    ] {
        let error = send(&settings(&url)).await.unwrap_err();
        assert!(matches!(error, SendError::Temporary(_)), "{url}: {error}");
    }
}

#[tokio::test]
async fn asvs_13_2_6_a_slow_server_has_its_time_and_no_more() {
    let server = SmtpServer::start(&["--mode", "slow", "--delay", "0.05"]);
    send(&server.settings()).await.unwrap();
    assert_eq!(server.finish().mails.len(), 1);

    for arguments in [&["--mode", "slow", "--delay", "5"][..], &["--mode", "quiet"]] {
        let server = SmtpServer::start(arguments);
        let mut settings = server.settings();
        settings.time_limit = Duration::from_millis(300);
        let started = Instant::now();
        let error = send(&settings).await.unwrap_err();
        assert!(matches!(&error, SendError::Temporary(cause) if cause.contains("300ms")), "{error}");
        assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    }
}

/// The conversation about one mail is over when it fails: the next begins a new one, and takes no answer for its own that
/// belongs to the one before.
#[tokio::test]
async fn a_mail_that_failed_does_not_spoil_the_next() {
    let server = SmtpServer::start(&["--mode", "greylist", "--count", "1"]);
    let smtp = Smtp::new(&server.settings()).unwrap();
    assert!(smtp.send(&mail("one", "bob@example.net")).await.is_err());
    smtp.send(&mail("one", "bob@example.net")).await.unwrap();
    // Given up in the middle: whatever the server says later is heard by nobody.
    let third = mail("two", "bob@example.net");
    let given_up = tokio::time::timeout(Duration::from_millis(1), smtp.send(&third)).await;
    smtp.send(&mail("three", "bob@example.net")).await.unwrap();
    drop(smtp);
    let told = server.finish();
    let has = |id: &str| told.mails.iter().any(|mail| mail["raw"].as_str().unwrap().contains(id));
    assert!(has("<one@example.org>") && has("<three@example.org>"));
    assert!(given_up.is_err() || has("<two@example.org>"));
}
