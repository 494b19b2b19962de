-- Since when a user looks after the accounts of others, if he does.
ALTER TABLE users ADD COLUMN admin_since INTEGER;

CREATE INDEX users_by_admin ON users (admin_since) WHERE admin_since IS NOT NULL;

-- Links that make the first administrator: their SHA-256. Each start of a service without users makes one; the first that is
-- used ends them all.
CREATE TABLE admin_links (
    digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did it, where that was an administrator and not the owner of the account.
ALTER TABLE events ADD COLUMN actor_id BLOB CHECK (length(actor_id) = 16);

CREATE INDEX events_by_actor ON events (actor_id) WHERE actor_id IS NOT NULL;

-- What happened how often in an hour that is over, so that nobody counts its events again. An hour is named by its first
-- microsecond.
CREATE TABLE activity (
    hour INTEGER NOT NULL PRIMARY KEY,
    sign_ins INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    registrations INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
