//! The mail server, up to a mail.

use std::net::TcpListener;
use std::time::Duration;

use super::{Broken, ask, free_port, is_good, is_named, of, sqlite, write};
use crate::support::SmtpServer;

#[test]
fn a_mail_server_that_does_not_let_us_in_is_named() {
    let smtp = SmtpServer::start("normal", Duration::ZERO);
    let settings = smtp.settings();
    let folder = sqlite(&settings);
    is_good(&folder);
    let port = settings.split_once("@localhost:").unwrap().1.split('"').next().unwrap().to_owned();
    let wrong_password = settings.replace("s3cret%3A%2F%40pass", "wrong");
    let other_authority = settings.replace("tls/ca.pem", "tls/other-ca.pem");
    let tls_at_once = settings.replace("smtp://", "smtps://");
    let nobody = settings.replace(&format!(":{port}"), &format!(":{}", free_port()));
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let says_nothing =
        settings.replace(&format!(":{port}"), &format!(":{}", silent.local_addr().unwrap().port()));
    let no_authority = settings.replace("tls/ca.pem", "tls/server.key");
    write(&folder, "sqlite:bienvenue.db", free_port(), &no_authority);
    let (findings, code) = ask(&folder);
    let mail = of(&findings, "mail");
    assert_eq!((&mail["verdict"], code), (&"wrong".into(), 1), "{findings:#?}");
    assert!(mail["mend"].as_str().unwrap().contains("PEM file"), "{mail}");
    for (more, found, mend) in [
        (wrong_password, "signing in", "User or password"),
        (other_authority, "certificate", "mail.ca_file"),
        (tls_at_once, "connecting", ""),
        (nobody, "connecting", "is the server up"),
        (says_nothing, "no answer within", "is the server up"),
    ] {
        write(&folder, "sqlite:bienvenue.db", free_port(), &more);
        is_named(&folder, &Broken { check: "mail", found, mend });
        assert!(!folder.run(&["doctor"]).stdout.contains("s3cret"));
    }
}

#[test]
fn a_mail_server_without_tls_is_named() {
    let smtp = SmtpServer::start("no-starttls", Duration::ZERO);
    let folder = sqlite(&smtp.settings());
    is_named(&folder, &Broken { check: "mail", found: "STARTTLS", mend: "smtps://" });
}
