-- Mails that are to go out. A mail that went out is a row that is gone. No secret stands here: a link's token is made
-- when its mail is sent. `due_at` is when to try next; whoever tries moves it, so that nobody else does.
CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    user_id BLOB CHECK (length(user_id) = 16),
    email TEXT NOT NULL,
    email_canonical TEXT NOT NULL,
    locale TEXT NOT NULL,
    other_email TEXT,
    address TEXT,
    user_agent TEXT,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_by_due ON outbox (due_at);

CREATE INDEX outbox_by_user ON outbox (user_id);

-- How many mails an address was sent of late, by the SHA-256 of its canonical spelling.
CREATE TABLE mail_budgets (
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    class TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    mails INTEGER NOT NULL,
    PRIMARY KEY (digest, class)
) STRICT, WITHOUT ROWID;

CREATE INDEX mail_budgets_by_begin ON mail_budgets (began_at);
