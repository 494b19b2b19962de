-- What happened to an account. A deleted user's id stays as a pseudonym that nothing leads back from.
-- Ids sort by time.
CREATE TABLE events (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB CHECK (length(user_id) = 16),
    kind TEXT NOT NULL,
    session_id BLOB CHECK (length(session_id) = 16),
    address TEXT,
    user_agent TEXT,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX events_by_user ON events (user_id, id);
