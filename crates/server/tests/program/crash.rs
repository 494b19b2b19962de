//! What was acknowledged survives the end of the process at any moment.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Client, Folder, PATIENCE, pause};

const ROUNDS: usize = 10;
const CLIENTS: usize = 64;
/// The least work that a hash may be, and no end of registrations from one address.
const CHEAPEST: &str =
    "throttle.mode = \"off\"\n[password]\nargon2_memory_kib = 7168\nargon2_iterations = 5\n";

/// 64 clients register, the process is killed in the midst of it, ten times over: everybody who was told "user created"
/// can log in afterwards.
#[test]
fn who_was_told_to_be_registered_is() {
    let folder = Folder::new();
    folder.configure(CHEAPEST);
    let mut all = 0;
    for round in 0..ROUNDS {
        let mut server = folder.serve();
        let run = Run::default();
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (run, address) = (&run, server.client());
                scope.spawn(move || run.register_until_the_end(address, round, client));
            }
            // After another number of acknowledgements each time, and so at another point of the work.
            run.wait_for(5 + 3 * round);
            server.kill();
            run.is_over.store(true, Ordering::SeqCst);
        });
        let server = folder.serve();
        let registered = run.registered.into_inner().unwrap();
        for email in &registered {
            assert_eq!(server.client().log_in(email, "long enough").status, 200, "{email} is lost");
        }
        all += registered.len();
        server.end();
    }
    let listed = folder.run(&["user", "list", "--json"]).done().stdout;
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    assert!(listed.len() >= all, "{} of {all} are there", listed.len());
}

#[derive(Default)]
struct Run {
    registered: Mutex<Vec<String>>,
    count: AtomicUsize,
    is_over: AtomicBool,
}

impl Run {
    fn register_until_the_end(&self, client: Client, round: usize, number: usize) {
        for attempt in 0..1_000 {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let email = format!("user-{round}-{number}-{attempt}@example.org");
            let form = [("email", email.as_str()), ("password", "long enough")];
            match client.try_send("POST", "/users", "", &form) {
                Ok(reply) if reply.status == 200 => {
                    self.registered.lock().unwrap().push(email);
                    self.count.fetch_add(1, Ordering::SeqCst);
                }
                // Too busy.
                Ok(reply) => assert_eq!(reply.status, 503, "{reply:?}"),
                Err(_) => return,
            }
        }
    }

    fn wait_for(&self, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.count.load(Ordering::SeqCst) < count {
            assert!(Instant::now() < deadline, "registrations do not come");
            pause(Duration::from_millis(1));
        }
    }
}
