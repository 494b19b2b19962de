//! Guesses at several processes on one database, and after a restart.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::scope;

use serde_json::{Value, json};

use crate::support::{Client, Database, Folder, Reply, Server, every_engine};

every_engine!(
    asvs_6_3_1_of_a_hundred_guesses_at_two_processes_five_are_looked_at,
    asvs_6_3_1_a_restart_forgets_no_guess,
    asvs_6_1_1_the_owner_signs_in_while_strangers_guess_at_full_rate,
    waits_are_shown_and_lifted_by_the_command_line,
);

const EMAIL: &str = "guillaume@holberton.io";
const PASSWORD: &str = "b4l0u-b4l0u-b4l0u";
const WRONG: &str = "b4l0u-b4l0u-b4l0a";
/// What an account has free.
const FREE: usize = 5;

struct Place {
    folder: Folder,
    database: Database,
}

impl Place {
    /// A folder to start `bienvenue serve` in, behind a proxy that says where requests come from. The waits are too long to be
    /// over by chance while a test runs.
    fn new(database: Database) -> Self {
        let folder = Folder::new();
        let head = "public_url = \"https://accounts.example.org\"\nhosts = \"localhost\"\nlisten = \"127.0.0.1:0\"\n";
        folder.write(
            "bienvenue.toml",
            &format!(
                "{head}registration.verification = \"optional\"\ntrusted_proxies = \"127.0.0.1\"\n\
             database.url = \"{}\"\nthrottle.first_delay = \"1m\"\nhashing.longest_wait = \"1m\"\n",
                database.url()
            ),
        );
        Self { folder, database }
    }

    fn serve(&self) -> Server {
        self.folder.serve()
    }

    /// How many failures all counts hold: each guess that was looked at stands once at the account and once at its network.
    fn counted(&self) -> i64 {
        self.database
            .number("SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) FROM throttles WHERE budget < 1000")
    }
}

/// Signs in with the JSON API, from a network with this number.
fn sign_in(client: Client, password: &str, from: u32, cookie: &str) -> Reply {
    let body = format!(r#"{{"email":"{EMAIL}","password":"{password}"}}"#);
    let [_, high, middle, low] = from.to_be_bytes();
    let cookie = if cookie.is_empty() { String::new() } else { format!("Cookie: {cookie}\r\n") };
    let text = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{cookie}\
         X-Forwarded-For: 10.{high}.{middle}.{low}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    client.exchange(&text).unwrap()
}

/// Guesses a hundred times at once, in a hundred networks, at each process in turn. How many were looked at; the others had
/// to wait.
fn guess_a_hundred_times(servers: [&Server; 2]) -> usize {
    let statuses: Vec<u16> = scope(|scope| {
        let guess = |number: u32| {
            let client = servers[number as usize % 2].client();
            scope.spawn(move || sign_in(client, WRONG, number, "").status)
        };
        let guesses: Vec<_> = (0..100).map(guess).collect();
        guesses.into_iter().map(|guess| guess.join().unwrap()).collect()
    });
    let count = |wanted| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!(count(401) + count(429), 100, "{statuses:?}");
    count(401)
}

fn asvs_6_3_1_of_a_hundred_guesses_at_two_processes_five_are_looked_at(database: Database) {
    let place = Place::new(database);
    let (one, other) = (place.serve(), place.serve());
    assert_eq!(one.client().register(EMAIL, PASSWORD).status, 200);
    let before = place.counted();
    assert_eq!(guess_a_hundred_times([&one, &other]), FREE);
    assert_eq!(place.counted() - before, 10);
    assert_eq!(guess_a_hundred_times([&one, &other]), 0);
    assert_eq!(place.counted() - before, 10, "what has to wait is not counted");
    for server in [&one, &other] {
        assert_eq!(sign_in(server.client(), PASSWORD, 1_000, "").status, 429);
    }
}

fn asvs_6_3_1_a_restart_forgets_no_guess(database: Database) {
    let place = Place::new(database);
    let mut server = place.serve();
    assert_eq!(server.client().register(EMAIL, PASSWORD).status, 200);
    for number in 0..3 {
        assert_eq!(sign_in(server.client(), WRONG, number, "").status, 401);
    }
    server.kill();
    let server = place.serve();
    for number in 3..5 {
        assert_eq!(sign_in(server.client(), WRONG, number, "").status, 401);
    }
    server.end();
    let server = place.serve();
    let refused = sign_in(server.client(), PASSWORD, 1_000, "");
    assert_eq!(refused.status, 429, "{refused:?}");
    assert!(refused.head.contains("retry-after: "), "{refused:?}");
}

/// In a browser in which he has signed in before; elsewhere he waits as strangers do.
fn asvs_6_1_1_the_owner_signs_in_while_strangers_guess_at_full_rate(database: Database) {
    let place = Place::new(database);
    let (one, other) = (place.serve(), place.serve());
    assert_eq!(one.client().register(EMAIL, PASSWORD).status, 200);
    let first = sign_in(one.client(), PASSWORD, 1, "");
    let cookies = first.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    let device = cookies.filter_map(|line| line.split(';').next()).find(|it| it.contains("device_id="));
    let device = device.unwrap_or_else(|| panic!("no device in {first:?}"));
    let (is_over, guesses) = (AtomicBool::new(false), AtomicU32::new(2));
    let guess = &|client: Client| {
        while !is_over.load(Ordering::Relaxed) {
            let status = sign_in(client, WRONG, guesses.fetch_add(1, Ordering::Relaxed), "").status;
            assert!([401, 429].contains(&status), "{status}");
        }
    };
    scope(|scope| {
        let strangers: Vec<_> = [&one, &other, &one, &other]
            .map(|server| {
                let client = server.client();
                scope.spawn(move || guess(client))
            })
            .into_iter()
            .collect();
        let seen: Vec<u16> = (0..20)
            .map(|number| if number % 2 == 0 { &one } else { &other })
            .map(|server| sign_in(server.client(), PASSWORD, 1, device).status)
            .collect();
        is_over.store(true, Ordering::Relaxed);
        for stranger in strangers {
            stranger.join().unwrap();
        }
        assert!(seen.iter().all(|status| *status == 201), "{seen:?}");
    });
    assert!(guesses.load(Ordering::Relaxed) > 100, "{guesses:?} guesses are no full rate");
    // They used up what he has free elsewhere, and at home nothing.
    guess_a_hundred_times([&one, &other]);
    assert_eq!(sign_in(other.client(), PASSWORD, 1_000_000, "").status, 429);
    assert_eq!(sign_in(other.client(), PASSWORD, 1, device).status, 201);
}

/// What a running service counts is seen and taken back beside it, at once.
fn waits_are_shown_and_lifted_by_the_command_line(database: Database) {
    let place = Place::new(database);
    let server = place.serve();
    assert_eq!(server.client().register(EMAIL, PASSWORD).status, 200);
    let run = |arguments: &[&str]| place.folder.run(&[&["throttle"], arguments].concat());
    let show = |subject: &str| -> Value {
        serde_json::from_str(&run(&["show", subject, "--json"]).done().stdout).unwrap()
    };
    let sign_in = |password: &str| sign_in(server.client(), password, 1, "").status;
    let none = json!({"attempts": 0, "waits_until": null, "stopped": false});
    assert_eq!(show(EMAIL)["guesses"], none);
    assert_eq!(show(EMAIL)["requests"]["attempts"], 1, "the registration");
    (0..FREE).for_each(|_| assert_eq!(sign_in(WRONG), 401));
    assert_eq!(sign_in(PASSWORD), 429);
    for (subject, waits) in [(EMAIL, true), ("10.0.0.1", false)] {
        let guesses = &show(subject)["guesses"];
        assert_eq!(
            (&guesses["attempts"], guesses["waits_until"].is_string()),
            (&FREE.into(), waits),
            "{subject}"
        );
    }
    let shown = run(&["show", EMAIL]).done().stdout;
    assert!(shown.starts_with("          ATTEMPTS  WAITS UNTIL\nGuesses   5         20"), "{shown}");
    for subject in [EMAIL, "10.0.0.1"] {
        let lifted = run(&["lift", subject]).done().stdout;
        assert_eq!(lifted, format!("{subject} can be tried from the beginning\n"));
        assert_eq!(show(subject), json!({"guesses": none, "requests": none}), "{subject}");
    }
    assert_eq!(sign_in(PASSWORD), 201);
    assert_eq!(place.database.number("SELECT count(*) FROM events WHERE kind = 'throttle_reset'"), 2);

    // As a hundred in a row leave it.
    assert_eq!(sign_in(WRONG), 401);
    place.database.execute("UPDATE throttles SET streak = most WHERE streak = 1 AND most = 100");
    assert_eq!(sign_in(PASSWORD), 429);
    assert_eq!(show(EMAIL)["guesses"], json!({"attempts": 1, "waits_until": null, "stopped": true}));
    let shown = run(&["show", EMAIL]).done().stdout;
    assert!(shown.contains("Guesses   1         a new password, or `bienvenue throttle lift`\n"), "{shown}");
    run(&["lift", EMAIL]).done();
    assert_eq!(sign_in(PASSWORD), 201);

    for act in ["show", "lift"] {
        run(&[act, "nobody@example.org"]).ended(4, &["there is no user nobody@example.org"]);
        run(&[act, "nobody"]).ended(2, &["an IPv4 or IPv6 address"]);
    }
    assert_eq!(show("2001:db8::1")["guesses"], none);
}
