-- Keys with which programs look after accounts: their SHA-256. One that was revoked stays for as long as events do, so that what
-- was done by it can be told.
CREATE TABLE api_keys (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- The key that made it, where no operator did.
    maker_id BLOB CHECK (length(maker_id) = 16),
    expires_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER,
    -- The key that revoked it, where no operator did.
    revoker_id BLOB CHECK (length(revoker_id) = 16)
) STRICT, WITHOUT ROWID;

-- By which key it was done, or to which.
ALTER TABLE events ADD COLUMN key_id BLOB CHECK (length(key_id) = 16);
