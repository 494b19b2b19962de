//! On how many threads passwords are hashed, and who waits for them.

use std::num::NonZeroUsize;
use std::time::Duration;

use bienvenue::AuthBuilder;

use crate::config::key::{Default, Key, Literal, integer, key, text};
use crate::config::reader::Reader;

/// Its settings, in the order of the template.
pub(super) const KEYS: &[Key] = &[
    key(
        "hashing.threads",
        Default::Means { what: "as many as there are cores", example: Literal::Integer(2) },
        "Threads that hash passwords, 1 to 256. Each takes the memory of one hash.",
    ),
    key(
        "hashing.queue",
        integer(1_024),
        "Hashes that may wait, 1 to 65536; what comes on top is answered 503 at once.",
    ),
    key(
        "hashing.longest_wait",
        text("2s"),
        "Who would wait longer than this for a hash is answered 503 at once, `1s` to `1m`.",
    ),
];

/// What is read of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hashing {
    pub(super) threads: Option<NonZeroUsize>,
    pub(super) queue: usize,
    pub(super) longest_wait: Duration,
}

impl Hashing {
    pub(super) fn apply(self, auth: AuthBuilder) -> AuthBuilder {
        let auth = auth.hashing_queue(self.queue).hashing_longest_wait(self.longest_wait);
        match self.threads {
            Some(threads) => auth.hashing_threads(threads),
            None => auth,
        }
    }
}

pub(super) fn read(reader: &mut Reader) -> Option<Hashing> {
    let threads = reader.count("hashing.threads", 256).and_then(NonZeroUsize::new);
    let queue = reader.count("hashing.queue", 65_536);
    let longest_wait = reader.take("hashing.longest_wait", |value| value.duration("1s", "1m"));
    Some(Hashing { threads, queue: queue?, longest_wait: longest_wait? })
}
