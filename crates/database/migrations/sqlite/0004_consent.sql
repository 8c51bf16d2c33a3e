-- What people agreed to. `mark` is an HMAC of the alias; alias and record are sealed under a key of their
-- own, wrapped under an epoch key like a bulletin's.
CREATE TABLE consents (
    id BLOB PRIMARY KEY,
    mark BLOB NOT NULL UNIQUE,
    epoch INTEGER NOT NULL REFERENCES epoch_keys (epoch),
    wrapped BLOB NOT NULL,
    updated INTEGER NOT NULL,
    body BLOB NOT NULL
);

-- Which of this desk's own rests on which record.
CREATE TABLE consent_rests (
    own BLOB PRIMARY KEY,
    consent BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX consent_rests_by_record ON consent_rests (consent, own);

-- Who quotes whom.
CREATE TABLE quotes (
    network INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    name BLOB NOT NULL,
    source_origin INTEGER NOT NULL,
    source_name BLOB NOT NULL,
    PRIMARY KEY (name, origin, network, source_name, source_origin)
) WITHOUT ROWID;
CREATE INDEX quotes_of_source ON quotes (source_name, source_origin, network);

-- The label under which something was handed over, and the road; null in rows of older programs.
ALTER TABLE disclosures ADD COLUMN label TEXT;
ALTER TABLE disclosures ADD COLUMN road TEXT;
