-- Whether the address was proven, until when an account waits for that, and what language its owner reads.
ALTER TABLE users ADD COLUMN email_verified_at INTEGER;
ALTER TABLE users ADD COLUMN unverified_until INTEGER;
ALTER TABLE users ADD COLUMN locale TEXT NOT NULL DEFAULT 'en';

CREATE INDEX users_by_unverified_end ON users (unverified_until) WHERE unverified_until IS NOT NULL;

-- When its owner last proved who he is, how long it lives unused, and where it was opened.
ALTER TABLE sessions ADD COLUMN authenticated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN idle_limit INTEGER NOT NULL DEFAULT 604800000000;
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN user_agent TEXT;

-- A user who has more sessions than he may is found, and the one that was not used for longest, in this index alone.
DROP INDEX sessions_by_user;

CREATE INDEX sessions_by_user ON sessions (user_id, last_seen_at);

-- The address as its owner spells it, where a token is to change it.
ALTER TABLE one_time_tokens ADD COLUMN email TEXT;

-- From where a user has signed in before: by a secret in the browser, or by what the client says of itself.
CREATE TABLE devices (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, digest)
) STRICT, WITHOUT ROWID;

CREATE INDEX devices_by_use ON devices (last_seen_at);
