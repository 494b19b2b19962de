//! Guesses at several processes on one database, and after a restart.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::scope;

use crate::support::{Client, Database, Folder, Reply, Server, every_engine};

every_engine!(
    asvs_6_3_1_of_a_hundred_guesses_at_two_processes_five_are_looked_at,
    asvs_6_3_1_a_restart_forgets_no_guess,
    asvs_6_1_1_the_owner_signs_in_while_strangers_guess_at_full_rate,
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
