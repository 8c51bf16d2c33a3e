-- Sessions, by the hash of their secret; what people sign in with beside a password, sealed; and which
-- tokens were issued to count as a person who just proved that it is them. Before this step only those
-- of this machine's owner had no end.
CREATE TABLE sessions (
    hash BLOB PRIMARY KEY,
    account TEXT NOT NULL,
    open INTEGER NOT NULL,
    made INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    proved INTEGER NOT NULL
);
CREATE INDEX sessions_of_account ON sessions (account);

CREATE TABLE second_factors (
    account TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
);

ALTER TABLE tokens ADD COLUMN proves INTEGER NOT NULL DEFAULT 0;
UPDATE tokens SET proves = 1 WHERE expires IS NULL;
