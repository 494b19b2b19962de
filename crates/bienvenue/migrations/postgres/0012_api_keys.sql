-- Keys with which programs look after accounts: their SHA-256. One that was revoked stays for as long as events do, so that what
-- was done by it can be told.
CREATE TABLE api_keys (
    id UUID NOT NULL PRIMARY KEY,
    digest BYTEA NOT NULL UNIQUE CHECK (length(digest) = 32),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- The key that made it, where no operator did.
    maker_id UUID,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT,
    -- The key that revoked it, where no operator did.
    revoker_id UUID
);

-- By which key it was done, or to which.
ALTER TABLE events ADD COLUMN key_id UUID;
