-- How often was guessed: at an account, from a network, from a device. Only digests of what is counted stand here.
-- `budget`, `most` and `period` are the rule of the last attempt. `failures` counts since `began_at`, `streak` since the
-- last success. `next_at` is when the next attempt is let in, `noted_at` when a refusal was last written down.
CREATE TABLE throttles (
    digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    budget INTEGER NOT NULL,
    most INTEGER NOT NULL,
    period INTEGER NOT NULL,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    streak INTEGER NOT NULL CHECK (streak >= 0),
    began_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    noted_at INTEGER NOT NULL,
    kept_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX throttles_by_end ON throttles (kept_until);
