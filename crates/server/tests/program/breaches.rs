//! `bienvenue breach build`, and what the program does with passwords that are guessed or known.

use std::net::TcpListener;

use crate::support::{Folder, Server};

const BOB: &str = "bob@example.org";
const BREACHED: &str = "correct horse battery staple";
/// Its SHA-1.
const HASH: &str = "ABF7AAD6438836DBE526AA231ABDE2D0EEF74D42";

/// A folder with a filter of one password, which the configuration names.
fn with_filter() -> Folder {
    let folder = Folder::new();
    folder.write("hashes.txt", &format!("{}:7\r\n{HASH}:3\r\n{HASH}:1\r\n", "0".repeat(40)));
    let built = folder.run(&["breach", "build", "--from", "hashes.txt", "--to", "breached.filter"]).done();
    assert_eq!(built.stdout, "breached.filter holds 2 hashes of 3 lines\n");
    folder.configure("[password]\nbreach_filter = \"breached.filter\"\n");
    folder.run(&["migrate"]).done();
    folder
}

#[test]
fn asvs_6_2_12_a_password_of_the_filter_is_refused() {
    let folder = with_filter();
    let refused = folder.run_with_input(&["user", "add", BOB], BREACHED.as_bytes());
    refused.ended(5, &["password known from a data breach", "Nobody was added"]);
    folder.run_with_input(&["user", "add", BOB], b"another long password").done();
    let refused = folder.run_with_input(&["user", "set-password", BOB], BREACHED.as_bytes());
    refused.ended(5, &["password known from a data breach", "The old password stays"]);
    assert!(folder.run(&["config", "check"]).done().stdout.contains("Breaches    2 hashes\n"));

    let server = folder.serve();
    let refused = server.client().register("eve@example.org", BREACHED);
    assert_eq!(
        (refused.status, refused.body.as_str()),
        (400, "{\"message\":\"password known from a data breach\"}\n")
    );
    assert_eq!(server.client().register(BOB, BREACHED).body, refused.body, "alike for whoever is registered");
    assert_eq!(server.client().register("eve@example.org", "a third long one").status, 200);
}

#[test]
fn asvs_6_2_4_6_2_11_guesses_are_refused_with_a_reason() {
    let folder = Folder::new();
    folder.configure("[mail]\nproduct = \"Reblochon\"\n");
    folder.run(&["migrate"]).done();
    let add = |password: &str| {
        folder.run_with_input(&["user", "add", "guillaume@example.org"], password.as_bytes())
    };
    add("Sunshine1").ended(5, &["password too common"]);
    for names in ["guillaume1", "Reblochon!", "accounts-1"] {
        add(names).ended(5, &["password made of the name or address"]);
    }
    add(&"x".repeat(257)).ended(5, &["at most 256 characters"]);
    add(&"x".repeat(256)).done();
    let set =
        |password: &[u8]| folder.run_with_input(&["user", "set-password", "guillaume@example.org"], password);
    set(b"Sunshine1").ended(5, &["password too common"]);
    set(b"guillaume1").ended(5, &["password made of"]);
    let server = folder.serve();
    assert!(server.client().register("eve@example.org", "Reblochon!").body.contains("password made of"));
}

#[test]
fn development_takes_any_password() {
    let folder = Folder::new();
    let server = folder.dev();
    for (number, any) in ["x", "password", "bienvenue", "guillaume"].iter().enumerate() {
        assert_eq!(server.client().register(&format!("guillaume{number}@example.org"), any).status, 200);
    }
}

#[test]
fn a_list_is_read_as_people_have_it() {
    let folder = Folder::new();
    let build = |from: &str, more: &[&str], input: &[u8]| {
        let arguments = [&["breach", "build", "--from", from, "--to", "f"], more].concat();
        folder.run_with_input(&arguments, input)
    };
    let text = format!("{BREACHED}\r\nanother\r\n");
    assert_eq!(build("-", &["--plaintext"], text.as_bytes()).done().stdout, "f holds 2 hashes of 2 lines\n");
    folder.configure("password.breach_filter = \"f\"\n");
    folder.run(&["migrate"]).done();
    folder.run_with_input(&["user", "add", BOB], BREACHED.as_bytes()).ended(5, &["data breach"]);

    let wrong = build("-", &[], format!("{HASH}\nsecret words\n").as_bytes());
    let wrong = wrong.ended(1, &["line 2: no SHA-1", "No filter was written", "--plaintext"]);
    assert!(!wrong.stderr.contains("secret words"), "{wrong:?}");
    build("nowhere.txt", &[], b"").ended(4, &["nowhere.txt cannot be read"]);
    folder.run_with_input(&["user", "add", BOB], BREACHED.as_bytes()).ended(5, &["data breach"]);
}

#[test]
fn a_filter_that_is_not_whole_stops_the_start() {
    let folder = with_filter();
    let path = folder.path().join("breached.filter");
    let good = std::fs::read(&path).unwrap();
    let mut damaged = good.clone();
    damaged[good.len() - 1] ^= 1;
    let mut newer = good.clone();
    newer[8] = 9;
    for (bytes, told) in [
        (&b"once upon a time"[..], "is no breach filter"),
        (&good[..good.len() - 1], "damaged or not complete"),
        (&damaged, "damaged or not complete"),
        (&newer, "version 9"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        for command in [["serve"].as_slice(), &["config", "check"]] {
            folder.run(command).ended(3, &["`password.breach_filter`", told, "bienvenue breach build"]);
        }
    }
    std::fs::remove_file(&path).unwrap();
    folder.run(&["serve"]).ended(3, &["`password.breach_filter`", "cannot be read"]);
}

/// ASVS 12.3.2: whoever answers must prove who he is. A server of ours stands for one; it is not known by
/// that name, and says so.
#[test]
fn asvs_12_3_2_the_range_service_is_verified() {
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/tls");
    let service = Folder::new();
    service
        .configure(&format!("[tls]\ncertificate = \"{files}/server.pem\"\nkey = \"{files}/server.key\"\n"));
    let service = Server::start(&mut service.program(&["serve"]));
    let folder = Folder::new();
    let configure = |host: &str, port, failure| {
        let url = format!("https://{host}:{port}/range/");
        folder
            .configure(&format!("[password]\nbreach_api = \"{url}\"\nbreach_api_failure = \"{failure}\"\n"));
    };
    let add = |authority: &str, email: &str| {
        let authority = format!("{files}/{authority}.pem");
        folder.run_with(&["user", "add", email], &[("SSL_CERT_FILE", &authority)], BREACHED.as_bytes())
    };
    let port = service.address.port();
    configure("localhost", port, "accept");
    folder.run(&["migrate"]).done();
    let trusted = add("ca", "a@example.org").done().stderr;
    assert!(trusted.contains("421") && trusted.contains("password.breach_api"), "{trusted}");
    let stranger = add("other-ca", "b@example.org").done().stderr;
    assert!(stranger.contains("certificate") && !stranger.contains("421"), "{stranger}");
    configure("localhost", port, "refuse");
    add("other-ca", "c@example.org").ended(1, &["certificate"]);
    let down = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    configure("127.0.0.1", down, "refuse");
    add("ca", "c@example.org").ended(1, &["no connection"]);
    configure("127.0.0.1", down, "accept");
    assert!(add("ca", "c@example.org").done().stderr.contains("no connection"));
}
