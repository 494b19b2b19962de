//! Nobody in between learns anything, and no mail goes where it was not sent.

use bienvenue::mail::{Mailer as _, SendError, Smtp};

use crate::support::smtp::{SmtpServer, mail, send, settings, tls};

/// ASVS 12.3.2: TLS that was cut out is missed, and nothing is sent without it, neither mail nor password.
#[tokio::test]
async fn asvs_12_3_2_without_starttls_nothing_is_sent() {
    let server = SmtpServer::start(&["--mode", "no-starttls"]);
    let error = send(&server.settings()).await.unwrap_err();
    assert!(matches!(&error, SendError::Temporary(cause) if cause.contains("STARTTLS")), "{error}");
    let told = server.finish();
    let lines: Vec<_> = told.commands.iter().map(|(line, _)| line.as_str()).collect();
    assert_eq!(lines, ["EHLO example.org"]);
}

/// ASVS 12.3.2: answers that somebody put behind the consent to STARTTLS are not the server's.
#[tokio::test]
async fn asvs_12_3_2_no_answer_from_before_tls_counts() {
    let server = SmtpServer::start(&["--mode", "inject"]);
    let error = send(&server.settings()).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary(_)), "{error}");
    let told = server.finish();
    let lines: Vec<_> = told.commands.iter().map(|(line, _)| line.as_str()).collect();
    assert_eq!(lines, ["EHLO example.org", "STARTTLS"]);
}

/// ASVS 12.3.2: the authority must be one of ours.
#[tokio::test]
async fn asvs_12_3_2_an_unknown_authority_is_refused() {
    for arguments in [&[][..], &["--tls", "implicit"]] {
        for trusted in [Some("other-ca.pem"), None] {
            let server = SmtpServer::start(arguments);
            let mut settings =
                if arguments.is_empty() { server.settings() } else { server.settings_for_implicit_tls() };
            settings.ca_file = trusted.map(tls);
            let error = send(&settings).await.unwrap_err();
            assert!(
                matches!(&error, SendError::Temporary(cause) if cause.contains("certificate")),
                "{error}"
            );
            assert!(!server.finish().has_mail_commands());
        }
    }
}

/// ASVS 12.3.2: the certificate must be for the host that was asked for.
#[tokio::test]
async fn asvs_12_3_2_another_hosts_certificate_is_refused() {
    for (scheme, arguments) in [("smtp", &[][..]), ("smtps", &["--tls", "implicit"])] {
        let server = SmtpServer::start(arguments);
        // This machine, by a name that its certificate does not hold.
        let url = format!("{scheme}://accounts:s3cret@0.0.0.0:{}?tls=required", server.port());
        let error = send(&settings(&url)).await.unwrap_err();
        assert!(matches!(&error, SendError::Temporary(cause) if cause.contains("certificate")), "{error}");
        assert!(!server.finish().has_mail_commands());
    }
}

/// ASVS 1.3.11: whatever is in an address or in a name, there is one receiver.
#[tokio::test]
async fn asvs_1_3_11_a_mail_has_one_receiver() {
    let server = SmtpServer::start(&[]);
    let mut settings = server.settings();
    settings.from = "Acme, Inc. \"eve@example.org\" (x) <accounts@example.org>".parse().unwrap();
    let smtp = Smtp::new(&settings).unwrap();
    let receivers = [
        "o'neil+eve=example.org@example.net",
        "{*}|`cat`&eve%example.org@example.net",
        "a!b!eve@example.net",
        "rcpt.to@example.net",
    ];
    for (number, to) in receivers.iter().enumerate() {
        smtp.send(&mail(&number.to_string(), to)).await.unwrap();
    }
    drop(smtp);
    let told = server.finish();
    assert_eq!(told.mails.len(), receivers.len());
    for (mail, to) in told.mails.iter().zip(receivers) {
        assert_eq!(mail["recipients"], serde_json::json!([format!("RCPT TO:<{to}>")]));
        let names: Vec<_> =
            mail["headers"].as_array().unwrap().iter().map(|header| header[0].as_str().unwrap()).collect();
        assert_eq!(names.iter().filter(|name| ["To", "Cc", "Bcc"].contains(name)).count(), 1, "{names:?}");
        assert!(mail["raw"].as_str().unwrap().contains("<accounts@example.org>"));
    }
}
