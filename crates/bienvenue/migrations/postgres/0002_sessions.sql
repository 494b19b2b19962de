-- A live session, found by the SHA-256 of its secret. `ends_at` is the earlier of the idle and the absolute end.
CREATE TABLE sessions (
    digest BYTEA NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    id UUID NOT NULL UNIQUE,
    user_id UUID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE INDEX sessions_by_end ON sessions (ends_at);
