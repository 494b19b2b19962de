-- Mails that are to go out. A mail that went out is a row that is gone. No secret stands here: a link's token is made
-- when its mail is sent. `due_at` is when to try next; whoever tries moves it, so that nobody else does.
CREATE TABLE outbox (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    user_id UUID,
    email TEXT NOT NULL,
    email_canonical TEXT NOT NULL,
    locale TEXT NOT NULL,
    other_email TEXT,
    address TEXT,
    user_agent TEXT,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);

CREATE INDEX outbox_by_due ON outbox (due_at);

CREATE INDEX outbox_by_user ON outbox (user_id);

-- How many mails an address was sent of late, by the SHA-256 of its canonical spelling.
CREATE TABLE mail_budgets (
    digest BYTEA NOT NULL CHECK (length(digest) = 32),
    class TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    mails BIGINT NOT NULL,
    PRIMARY KEY (digest, class)
);

CREATE INDEX mail_budgets_by_begin ON mail_budgets (began_at);
