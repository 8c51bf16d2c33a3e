-- Sessions, by the hash of their secret; what people sign in with beside a password, sealed; and which
-- tokens were issued to count as a person who just proved that it is them. Before this step only those
-- of this machine's owner had no end.
CREATE TABLE sessions (
    hash BYTEA PRIMARY KEY,
    account TEXT NOT NULL,
    open BIGINT NOT NULL,
    made BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    proved BIGINT NOT NULL
);
CREATE INDEX sessions_of_account ON sessions (account);

CREATE TABLE second_factors (
    account TEXT PRIMARY KEY,
    sealed BYTEA NOT NULL
);

ALTER TABLE tokens ADD COLUMN proves BIGINT NOT NULL DEFAULT 0;
UPDATE tokens SET proves = 1 WHERE expires IS NULL;
