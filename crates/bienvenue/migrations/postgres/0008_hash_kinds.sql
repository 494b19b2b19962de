-- Which kinds of password hashes there are: algorithm, spelling and parameters, and a hash of that kind that no password is
-- known for. Whoever guesses wrong waits for all of them, so that the time does not tell of whom there is an account.
CREATE TABLE hash_kinds (
    kind TEXT NOT NULL PRIMARY KEY,
    decoy TEXT NOT NULL,
    noted_at BIGINT NOT NULL
);
