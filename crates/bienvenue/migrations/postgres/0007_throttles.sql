-- How often was guessed: at an account, from a network, from a device. Only digests of what is counted stand here.
-- `budget`, `most` and `period` are the rule of the last attempt. `failures` counts since `began_at`, `streak` since the
-- last success. `next_at` is when the next attempt is let in, `noted_at` when a refusal was last written down.
CREATE TABLE throttles (
    digest BYTEA NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    budget BIGINT NOT NULL,
    most BIGINT NOT NULL,
    period BIGINT NOT NULL,
    failures BIGINT NOT NULL CHECK (failures >= 0),
    streak BIGINT NOT NULL CHECK (streak >= 0),
    began_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    noted_at BIGINT NOT NULL,
    kept_until BIGINT NOT NULL
);

CREATE INDEX throttles_by_end ON throttles (kept_until);
