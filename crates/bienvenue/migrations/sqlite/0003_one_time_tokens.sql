-- What a user can do once with a secret link. One row for each user and purpose, so a new token replaces the old one.
CREATE TABLE one_time_tokens (
    user_id BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    email_canonical TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, purpose)
) STRICT, WITHOUT ROWID;

CREATE INDEX one_time_tokens_by_end ON one_time_tokens (expires_at);
