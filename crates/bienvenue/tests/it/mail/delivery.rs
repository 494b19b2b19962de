//! Mails that arrive.

use std::path::Path;
use std::sync::Arc;

use bienvenue::mail::{Mailer as _, Smtp};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::support::smtp::{SmtpServer, TOKEN, mail, send, settings};

#[tokio::test]
async fn a_mail_arrives_over_starttls() {
    let server = SmtpServer::start(&[]);
    send(&server.settings()).await.unwrap();
    let told = server.finish();
    assert_eq!(told.mails.len(), 1);
    is_whole(&told.mails[0]);
    // In the clear there is nothing but the wish for TLS.
    let clear: Vec<_> = told.commands.iter().filter(|(_, tls)| !tls).map(|(line, _)| line.as_str()).collect();
    assert_eq!(clear, ["EHLO example.org", "STARTTLS"]);
}

#[tokio::test]
async fn a_mail_arrives_over_implicit_tls() {
    let server = SmtpServer::start(&["--tls", "implicit"]);
    send(&server.settings_for_implicit_tls()).await.unwrap();
    let told = server.finish();
    assert_eq!(told.mails.len(), 1);
    is_whole(&told.mails[0]);
    assert!(told.commands.iter().all(|(_, tls)| *tls), "{:?}", told.commands);
}

#[track_caller]
fn is_whole(arrived: &Value) {
    let expected = mail("0198c0de", "bob@example.net");
    assert_eq!((&arrived["tls"], &arrived["user"]), (&true.into(), &"accounts".into()));
    assert_eq!(arrived["sender"], "MAIL FROM:<accounts@example.org>");
    assert_eq!(arrived["recipients"], serde_json::json!(["RCPT TO:<bob@example.net>"]));
    assert_eq!(arrived["type"], "multipart/alternative");
    assert_eq!(arrived["defects"], serde_json::json!([]));
    assert_eq!(lines(&arrived["text"]), expected.content.text);
    assert_eq!(lines(&arrived["html"]), expected.content.html);
    for (name, value) in [
        ("Subject", expected.content.subject.as_str()),
        ("From", "Acme <accounts@example.org>"),
        ("To", "bob@example.net"),
        ("Message-ID", "<0198c0de@example.org>"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ] {
        assert_eq!(header(arrived, name), [value], "{name}");
    }
    assert_eq!(header(arrived, "Date").len(), 1);
    assert!(arrived["raw"].as_str().unwrap().is_ascii());
}

/// On the way a line ends in two characters.
fn lines(part: &Value) -> String {
    part.as_str().unwrap().replace("\r\n", "\n")
}

fn header<'a>(arrived: &'a Value, wanted: &str) -> Vec<&'a str> {
    let headers = arrived["headers"].as_array().unwrap().iter();
    headers.filter(|header| header[0] == wanted).map(|header| header[1].as_str().unwrap()).collect()
}

/// A line with nothing but a dot would end the content (RFC 5321 §4.5.2), and some command could follow.
#[tokio::test]
async fn a_lone_dot_ends_nothing() {
    let server = SmtpServer::start(&[]);
    let smtp = Smtp::new(&server.settings()).unwrap();
    let mut mail = mail("id", "bob@example.net");
    mail.content.text = "One\n.\nRSET\n..\nMAIL FROM:<eve@example.org>\n".to_owned();
    smtp.send(&mail).await.unwrap();
    drop(smtp);
    let told = server.finish();
    assert_eq!(told.mails.len(), 1);
    assert_eq!(lines(&told.mails[0]["text"]), mail.content.text);
    assert!(!told.commands.iter().any(|(line, _)| line == "RSET" || line.contains("eve")));
}

#[tokio::test]
async fn the_next_mail_takes_the_same_connection() {
    let server = SmtpServer::start(&[]);
    let smtp = Smtp::new(&server.settings()).unwrap();
    for id in ["one", "two", "three"] {
        smtp.send(&mail(id, "bob@example.net")).await.unwrap();
    }
    drop(smtp);
    let told = server.finish();
    let ids: Vec<_> = told.mails.iter().flat_map(|mail| header(mail, "Message-ID")).collect();
    assert_eq!(ids, ["<one@example.org>", "<two@example.org>", "<three@example.org>"]);
    let starts = told.commands.iter().filter(|(line, _)| line == "STARTTLS").count();
    assert_eq!(starts, 1, "{:?}", told.commands);
}

#[tokio::test]
async fn mails_at_once_do_not_mix() {
    let server = SmtpServer::start(&[]);
    let smtp = Arc::new(Smtp::new(&server.settings()).unwrap());
    let mut sending = JoinSet::new();
    for number in 0..8 {
        let smtp = Arc::clone(&smtp);
        let mail = mail(&format!("id{number}"), &format!("bob{number}@example.net"));
        sending.spawn(async move { smtp.send(&mail).await });
    }
    assert!(sending.join_all().await.iter().all(Result::is_ok));
    drop(smtp);
    let told = server.finish();
    assert_eq!(told.mails.len(), 8);
    for mail in &told.mails {
        let number = header(mail, "To")[0].strip_prefix("bob").unwrap().split('@').next().unwrap().to_owned();
        assert_eq!(header(mail, "Message-ID"), [format!("<id{number}@example.org>")]);
        assert_eq!(mail["recipients"], serde_json::json!([format!("RCPT TO:<bob{number}@example.net>")]));
    }
}

#[tokio::test]
async fn an_international_domain_goes_out_in_ascii() {
    let server = SmtpServer::start(&[]);
    let mut settings = server.settings();
    settings.from = "Contes d’Été <comptes@été.example>".parse().unwrap();
    settings.reply_to = Some("aide@été.example".parse().unwrap());
    let smtp = Smtp::new(&settings).unwrap();
    smtp.send(&mail("id", "Bob.Smith@bücher.example")).await.unwrap();
    drop(smtp);
    let told = server.finish();
    let arrived = &told.mails[0];
    assert_eq!(arrived["recipients"], serde_json::json!(["RCPT TO:<Bob.Smith@xn--bcher-kva.example>"]));
    assert_eq!(arrived["sender"], "MAIL FROM:<comptes@xn--t-9fab.example>");
    assert_eq!(header(arrived, "From"), ["Contes d’Été <comptes@xn--t-9fab.example>"]);
    assert_eq!(header(arrived, "Reply-To"), ["aide@xn--t-9fab.example"]);
    assert!(arrived["raw"].as_str().unwrap().is_ascii());
}

#[tokio::test]
async fn a_server_on_this_machine_needs_neither_tls_nor_user() {
    let server = SmtpServer::start(&["--tls", "off", "--user", ""]);
    send(&settings(&format!("smtp://localhost:{}", server.port()))).await.unwrap();
    let told = server.finish();
    assert_eq!((told.mails.len(), &told.mails[0]["tls"]), (1, &false.into()));
    assert!(told.mails[0]["text"].as_str().unwrap().contains(TOKEN));
}

#[tokio::test]
async fn a_ca_file_must_hold_an_authority() {
    let mut settings = settings("smtps://u:p@smtp.example.org");
    for file in ["Cargo.toml", "missing.pem"] {
        settings.ca_file = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
        let error = Smtp::new(&settings).unwrap_err();
        assert!(error.to_string().contains(file), "{error}");
    }
}
