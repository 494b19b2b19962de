-- Registrations that were answered and not yet looked at: whether the address is taken is found out after the answer, so that
-- the time of the answer cannot tell. `id` is that of the account, if it is made.
CREATE TABLE registrations (
    id UUID NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_canonical TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale TEXT NOT NULL,
    address TEXT,
    user_agent TEXT,
    created_at BIGINT NOT NULL
);
