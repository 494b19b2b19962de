-- Since when a user looks after the accounts of others, if he does.
ALTER TABLE users ADD COLUMN admin_since BIGINT;

CREATE INDEX users_by_admin ON users (admin_since) WHERE admin_since IS NOT NULL;

-- Ordered by its bytes, as in SQLite, so that the index finds every address that begins with something. Both tables, because
-- they are compared with each other.
ALTER TABLE users ALTER COLUMN email_canonical TYPE TEXT COLLATE "C";
ALTER TABLE one_time_tokens ALTER COLUMN email_canonical TYPE TEXT COLLATE "C";

-- Links that make the first administrator: their SHA-256. Each start of a service without users makes one; the first that is
-- used ends them all.
CREATE TABLE admin_links (
    digest BYTEA NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Who did it, where that was an administrator and not the owner of the account.
ALTER TABLE events ADD COLUMN actor_id UUID;

CREATE INDEX events_by_actor ON events (actor_id) WHERE actor_id IS NOT NULL;

-- What happened how often in an hour that is over, so that nobody counts its events again. An hour is named by its first
-- microsecond.
CREATE TABLE activity (
    hour BIGINT NOT NULL PRIMARY KEY,
    sign_ins BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    registrations BIGINT NOT NULL
);
