//! The real program between two releases: beside a later one, and killed in the middle of a migration.

use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Client, Database, Folder, PATIENCE, Server, every_engine, pause};

every_engine!(an_earlier_program_goes_on_beside_a_later_one, a_killed_migration_is_done_by_the_next_start);

const EMAIL: &str = "bob@example.org";
const PASSWORD: &str = "moss-lantern-quartz";
/// The least work that a hash may be, and no end of sign-ins from one address.
const CHEAPEST: &str =
    "throttle.mode = \"off\"\n[password]\nargon2_memory_kib = 7168\nargon2_iterations = 5\n";
/// The first migration that the program of today does not know.
const LATER: i64 = 9_000;
const NEWEST: &str = "SELECT MAX(version) FROM schema_migrations";

fn serve(folder: &Folder, database: &Database) -> Server {
    Server::start(folder.program(&["serve"]).env("DATABASE_URL", database.url()))
}

fn dev(folder: &Folder, database: &Database) -> Server {
    Server::start(folder.program(&["dev", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", database.url()))
}

/// What a later release leaves: its migration, noted as good for programs from schema `oldest` on.
fn apply_later(database: &Database, version: i64, sql: &str, oldest: i64) {
    database.execute(&format!(
        "BEGIN; {sql};
         INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ({version}, 'later', 'sum', 0);
         INSERT INTO schema_programs (version, oldest) VALUES ({version}, {oldest}); COMMIT"
    ));
}

/// People who sign in, one after the other, until it is over.
#[derive(Default)]
struct Crowd {
    is_over: AtomicBool,
    logins: AtomicUsize,
    failures: Mutex<Vec<String>>,
}

impl Crowd {
    fn sign_in_at(&self, client: Client) {
        while !self.is_over.load(Ordering::SeqCst) {
            let end = client.try_send("POST", "/sessions", "", &[("email", EMAIL), ("password", PASSWORD)]);
            if !matches!(&end, Ok(reply) if reply.status == 200) {
                self.failures.lock().unwrap().push(format!("{end:?}"));
            }
            self.logins.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn go_on(&self) {
        let (begin, first) = (Instant::now(), self.logins.load(Ordering::SeqCst));
        while self.logins.load(Ordering::SeqCst) < first + 10 && begin.elapsed() < PATIENCE {
            pause(Duration::from_millis(5));
        }
    }
}

/// A program that runs is not asked whether the schema is its own. One that comes back, after a crash, is: it starts where the
/// later release says that it may, and not where that says nothing of the kind.
fn an_earlier_program_goes_on_beside_a_later_one(database: Database) {
    let (folder, url, database) = (Folder::new(), database.url(), database);
    folder.configure(CHEAPEST);
    let stays = serve(&folder, &database);
    assert_eq!(stays.client().register(EMAIL, PASSWORD).status, 200);
    let known = database.number(NEWEST);
    let mut crashes = serve(&folder, &database);
    let crowd = Crowd::default();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            let (crowd, client) = (&crowd, stays.client());
            scope.spawn(move || crowd.sign_in_at(client));
        }
        crowd.go_on();
        apply_later(
            &database,
            LATER,
            "ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT ''",
            known,
        );
        crowd.go_on();
        crashes.kill();
        let mut again = serve(&folder, &database);
        let came_back = again.client().log_in(EMAIL, PASSWORD).status;
        again.kill();
        let printed = again.end_of_output();
        let show = folder.run(&["user", "show", EMAIL, "--database", &url]);
        let migrate = folder.run(&["migrate", "--database", &url]);
        let backup = folder.run(&["backup", "--to", "copy", "--database", &url]);
        crowd.go_on();
        // The release after that takes away what this program needs.
        apply_later(&database, LATER + 1, "CREATE TABLE more (id BIGINT NOT NULL PRIMARY KEY)", LATER);
        let refused = folder.run(&["migrate", "--database", &url]);
        crowd.go_on();
        crowd.is_over.store(true, Ordering::SeqCst);

        assert_eq!(came_back, 200);
        assert!(printed.contains("a later release has changed the schema"), "{printed}");
        show.done();
        migrate.done();
        // It does not know the new column.
        assert!(backup.code == 3 && backup.stderr.contains("Use the program of that release"), "{backup:?}");
        assert!(!folder.path().join("copy").exists());
        refused.ended(3, &["newer than", "use a later release"]);
    });
    assert_eq!(*crowd.failures.lock().unwrap(), [""; 0], "of {:?}", crowd.logins);
    stays.end();
}

/// How many users the earlier database has: so many that a migration of their table takes a moment.
const USERS: usize = 20_000;

/// A database at the first schema, with users whose password is that of `hash`, as far as `current` has been.
fn make_first(database: &Database, current: &Database, hash: &str) {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../bienvenue/migrations").join(database.engine());
    database.execute(&std::fs::read_to_string(folder.join("0001_users.sql")).unwrap());
    database.execute(
        "CREATE TABLE schema_migrations (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,
             applied_at BIGINT NOT NULL)",
    );
    let checksum = current.texts("SELECT checksum FROM schema_migrations WHERE version = 1").remove(0);
    database.execute(&format!("INSERT INTO schema_migrations VALUES (1, 'users', '{checksum}', 0)"));
    let user = |number: usize| {
        let email = if number == 0 { EMAIL.to_owned() } else { format!("user{number}@example.org") };
        let x = if database.engine() == "sqlite" { "x" } else { "" };
        format!("({x}'{number:032x}', '{email}', '{email}', '{hash}', 0, 0)")
    };
    let users: Vec<_> = (0..USERS).map(user).collect();
    database.execute(&format!(
        "INSERT INTO users (id, email, email_canonical, password_hash, password_changed_at, created_at) VALUES {}",
        users.join(", ")
    ));
}

/// Begins to migrate.
fn start(folder: &Folder, url: &str) -> Child {
    let mut start = folder.program(&["migrate", "--database", url]);
    start.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// From the first schema on, `kill -9` again and again, a little later each time, until one start gets to the end. And on
/// PostgreSQL for certain in the middle, where a table is in use.
fn a_killed_migration_is_done_by_the_next_start(database: Database) {
    let (folder, current, database) = (Folder::new(), database.sibling(), database);
    let server = dev(&folder, &current);
    assert_eq!(server.client().register(EMAIL, PASSWORD).status, 200);
    server.end();
    make_first(&database, &current, &current.texts("SELECT password_hash FROM users").remove(0));

    if let Database::Postgres(database) = &database {
        let mut reader = database.connect();
        reader.batch_execute("BEGIN; LOCK TABLE users IN ACCESS SHARE MODE").unwrap();
        let mut migrating = start(&folder, database.url());
        let begin = Instant::now();
        while database.count(NEWEST) < 3 && begin.elapsed() < PATIENCE {
            pause(Duration::from_millis(2));
        }
        pause(Duration::from_millis(300));
        migrating.kill().unwrap();
        migrating.wait().unwrap();
        assert_eq!(database.count(NEWEST), 3, "the fourth needs the table");
    }
    let mut kills = 0;
    for delay in (0..300).step_by(3).map(Duration::from_millis) {
        let mut migrating = start(&folder, &database.url());
        pause(delay);
        migrating.kill().unwrap();
        if migrating.wait().unwrap().success() {
            break;
        }
        kills += 1;
    }
    assert!(kills > 1, "it was too fast to be killed");
    folder.run(&["migrate", "--database", &database.url()]).done();
    assert_eq!(database.number(NEWEST), current.number(NEWEST));
    assert_eq!(database.number("SELECT COUNT(*) FROM users"), i64::try_from(USERS).unwrap());
    let server = dev(&folder, &database);
    assert_eq!(server.client().log_in(EMAIL, PASSWORD).status, 200);
    server.end();
}
