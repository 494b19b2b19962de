//! Canaries: what is secret is nowhere in what the program prints.

use crate::support::Folder;

const PASSWORD: &str = "canary-password-1";
const NEW_PASSWORD: &str = "canary-password-2";
/// Not the one of the banner.
const BOB: &str = "canary@example.org";

/// Nothing printed holds a secret, and something was printed.
fn assert_clean(printed: &str, secrets: &[&str]) {
    assert!(printed.contains("/sessions"), "{printed}");
    for secret in secrets {
        assert!(!printed.contains(secret), "{secret} is in: {printed}");
    }
}

#[test]
fn asvs_16_2_5_nothing_of_a_journey_is_in_the_lines_of_dev() {
    let folder = Folder::new();
    let server = folder.dev();
    let client = server.client();
    client.register(BOB, PASSWORD);
    let login = client.log_in(BOB, PASSWORD);
    let session = login.cookie().unwrap().split_once('=').unwrap().1.to_owned();
    client.log_in(BOB, NEW_PASSWORD);
    client.profile(login.cookie().unwrap());
    let token = client.send("POST", "/reset_password", "", &[("email", BOB)]).text("reset_token");
    let reset = [("email", BOB), ("reset_token", token.as_str()), ("new_password", NEW_PASSWORD)];
    assert_eq!(client.send("PUT", "/reset_password", "", &reset).status, 200);
    assert_eq!(client.send("PUT", "/reset_password", "", &reset).status, 403);
    // Secrets where they do not belong: in the path, the query, the method.
    client.get(&format!("/{PASSWORD}?password={PASSWORD}"));
    client.get(&format!("/profile?session_id={session}"));
    client.send(PASSWORD, "/profile", "", &[]);
    client.send("DELETE", "/sessions", login.cookie().unwrap(), &[]);
    let printed = server.end();
    // Mails are shown here instead of sent: to whom, and what they say.
    let is_of_a_mail =
        |line: &&str| ["Mail to ", "  Subject: ", "  |"].iter().any(|start| line.starts_with(start));
    let mails: Vec<_> = printed.lines().filter(is_of_a_mail).collect();
    assert!(mails.join("\n").contains(BOB));
    let others: Vec<_> = printed.lines().filter(|line| !is_of_a_mail(line)).collect();
    assert_clean(&others.join("\n"), &[PASSWORD, NEW_PASSWORD, &session, &token, BOB]);
    assert_clean(&printed, &[PASSWORD, NEW_PASSWORD, &session, &token]);
}

#[test]
fn asvs_16_2_5_nothing_of_a_journey_is_in_the_log_of_serve() {
    let folder = Folder::new();
    folder.configure("[log]\nlevel = \"trace\"\n");
    let server = folder.serve();
    let client = server.client();
    client.register(BOB, PASSWORD);
    let login = client.log_in(BOB, PASSWORD);
    let session = login.cookie().unwrap().split_once('=').unwrap().1.to_owned();
    client.log_in(BOB, NEW_PASSWORD);
    client.profile(login.cookie().unwrap());
    client.get(&format!("/{PASSWORD}?password={PASSWORD}"));
    client.send("DELETE", "/sessions", login.cookie().unwrap(), &[]);
    assert_clean(&server.end(), &[PASSWORD, NEW_PASSWORD, &session, BOB]);
}

#[test]
fn commands_print_no_password_and_no_hash() {
    let folder = Folder::new();
    let mut printed = String::new();
    let mut run = |arguments: &[&str], input: &str| {
        let ran = folder.run_with_input(arguments, input.as_bytes()).done();
        printed.push_str(&ran.stdout);
        printed.push_str(&ran.stderr);
    };
    run(&["migrate"], "");
    run(&["user", "add", BOB], PASSWORD);
    run(&["user", "set-password", BOB], NEW_PASSWORD);
    for arguments in [&["user", "list"][..], &["user", "show", BOB], &["session", "list"]] {
        run(arguments, "");
        run(&[arguments, &["--json"]].concat(), "");
    }
    for secret in [PASSWORD, NEW_PASSWORD, "$argon2", "$2b$"] {
        assert!(!printed.contains(secret), "{secret} is in: {printed}");
    }
}
