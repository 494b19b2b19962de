//! `bienvenue database move`: into another database, which goes on where the old one stopped.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{
    CHEAPEST, EMAIL, PASSWORD, Place, TABLES, dev, import_many, kill_when, live, set_password, start, sums,
    users,
};
use crate::support::{Client, Database, Folder, Ran, Server, every_engine};

every_engine!(
    everything_moves_and_sessions_stay_valid,
    a_move_that_was_killed_goes_on,
    who_is_there_already_stays,
    what_signs_in_during_a_move_is_noticed,
    between_two_of_a_kind_everything_moves,
);

fn move_to(folder: &Folder, from: &Database, to: &Database) -> Ran {
    folder.run(&["database", "move", "--from", &from.url(), "--to", &to.url()])
}

fn everything_moves_and_sessions_stay_valid(new: Database) {
    let (Place { folder, old, new }, back) = (Place::with(new), Database::sqlite());
    let (cookie, token, key) = live(&folder, &old);
    let there = move_to(&folder, &old, &new).done().stdout;
    assert!(there.contains("Sessions stay valid") && there.contains(" a second"), "{there}");
    for table in TABLES {
        assert_eq!(new.count(table), old.count(table), "{table}");
    }
    // Again: it is done already. And back: the same.
    assert_eq!(sums(&move_to(&folder, &old, &new).done().stdout), sums(&there));
    assert_eq!(sums(&move_to(&folder, &new, &back).done().stdout), sums(&there));

    for database in [&new, &back] {
        let server = dev(&folder, database);
        let client = server.client();
        assert_eq!((client.profile(&cookie), users(client, &key)), (200, 200));
        assert_eq!(client.log_in(EMAIL, PASSWORD).status, 200);
        assert_eq!(set_password(client, &token, "another horse"), 200);
        assert_eq!(client.log_in(EMAIL, "another horse").status, 200);
        server.end();
    }
    move_to(&folder, &old, &old).ended(2, &["the same database"]);
    // Passwords need not stand on the command line.
    let third = Database::sqlite();
    let [from, to] = [(&new, "from"), (&third, "to")]
        .map(|(database, name)| folder.write(name, &format!("{}\n", database.url())).display().to_string());
    let by_files = folder.run(&["database", "move", "--from-file", &from, "--to-file", &to]).done();
    assert_eq!(by_files.stdout.lines().count(), there.lines().count());
    folder.run(&["database", "move", "--from-file", "nowhere", "--to-file", &to]).ended(4, &["nowhere"]);
    folder.run(&["database", "move", "--from-file", &from]).ended(2, &["--to"]);
    let nowhere = format!("sqlite:{}/nowhere.db", folder.path().display());
    folder.run(&["database", "move", "--from", &nowhere, "--to", &new.url()]).ended(4, &["nowhere.db"]);
}

/// `kill -9` in the middle: running it again finishes it, and nothing is doubled.
fn a_move_that_was_killed_goes_on(new: Database) {
    let Place { folder, old, new } = Place::with(new);
    let (cookie, ..) = live(&folder, &old);
    let users = import_many(&folder, &old);
    folder.run(&["migrate", "--database", &new.url()]).done();
    let moving = start(&folder, &["database", "move", "--from", &old.url(), "--to", &new.url()]);
    kill_when(moving, || new.count("users") > 0);
    assert!(new.count("users") <= users + 1);
    let in_the_middle = new.count("users") + new.count("events");
    assert!(in_the_middle > 0 && in_the_middle < old.count("users") + old.count("events"), "{in_the_middle}");

    let done = move_to(&folder, &old, &new).done().stdout;
    for table in TABLES {
        assert_eq!(new.count(table), old.count(table), "{table}");
    }
    assert_eq!(sums(&done), sums(&move_to(&folder, &old, &new).done().stdout));
    let server = dev(&folder, &new);
    assert_eq!(server.client().profile(&cookie), 200);
    server.end();
}

fn who_is_there_already_stays(new: Database) {
    let Place { folder, old, new } = Place::with(new);
    live(&folder, &old);
    let (cookie, ..) = live(&folder, &new);
    let before = new.count("events");
    move_to(&folder, &old, &new).ended(5, &["is not empty", "Nothing was done", "an empty database"]);
    folder.run(&["backup", "--database", &old.url(), "--to", "old.backup"]).done();
    let restore = folder.run(&["restore", "old.backup", "--database", &new.url()]);
    restore.ended(5, &["is not empty", "Nothing was done"]);
    assert_eq!((new.count("users"), new.count("events")), (1, before));
    let server = dev(&folder, &new);
    assert_eq!(server.client().profile(&cookie), 200);
    server.end();
}

/// The service was not stopped: the move says so, and what it has copied is not taken for a start.
fn what_signs_in_during_a_move_is_noticed(new: Database) {
    let Place { folder, old, new } = Place::with(new);
    live(&folder, &old);
    import_many(&folder, &old);
    folder.configure(CHEAPEST);
    let serve =
        |database: &Database| Server::start(folder.program(&["serve"]).env("DATABASE_URL", database.url()));
    let server = serve(&old);
    let sign_in = |client: Client| client.log_in(EMAIL, PASSWORD).cookie().unwrap().to_owned();
    // The first one has a hash of the configured scheme made, and from then on they are quick.
    sign_in(server.client());
    let is_over = AtomicBool::new(false);
    let (moved, cookie) = std::thread::scope(|scope| {
        let (client, is_over) = (server.client(), &is_over);
        let signing_in = scope.spawn(move || {
            let mut last = String::new();
            while !is_over.load(Ordering::SeqCst) {
                last = sign_in(client);
            }
            last
        });
        let moved = move_to(&folder, &old, &new);
        is_over.store(true, Ordering::SeqCst);
        (moved, signing_in.join().unwrap())
    });
    moved.ended(1, &["has changed while it was copied", "users", "sessions", "Stop what uses it"]);
    server.end();
    move_to(&folder, &old, &new).ended(5, &["is not empty", "begin with an empty one"]);

    let empty = new.sibling();
    move_to(&folder, &old, &empty).done();
    let server = serve(&empty);
    assert_eq!(server.client().profile(&cookie), 200);
    server.end();
}

/// From one file to another, and from one PostgreSQL database to another.
fn between_two_of_a_kind_everything_moves(new: Database) {
    let Place { folder, new, .. } = Place::with(new);
    let old = new.sibling();
    let (cookie, token, _) = live(&folder, &old);
    let there = move_to(&folder, &old, &new).done().stdout;
    for table in TABLES {
        assert_eq!(new.count(table), old.count(table), "{table}");
    }
    assert_eq!(sums(&move_to(&folder, &old, &new).done().stdout), sums(&there));
    let server = dev(&folder, &new);
    assert_eq!(server.client().profile(&cookie), 200);
    assert_eq!(set_password(server.client(), &token, "another horse"), 200);
    server.end();
}
