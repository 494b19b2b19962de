-- What happened to an account. A deleted user's id stays as a pseudonym that nothing leads back from.
-- Ids sort by time.
CREATE TABLE events (
    id UUID NOT NULL PRIMARY KEY,
    user_id UUID,
    kind TEXT NOT NULL,
    session_id UUID,
    address TEXT,
    user_agent TEXT,
    created_at BIGINT NOT NULL
);

CREATE INDEX events_by_user ON events (user_id, id);
