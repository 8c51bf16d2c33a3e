-- What people agreed to. `mark` is an HMAC of the alias; alias and record are sealed under a key of their
-- own, wrapped under an epoch key like a bulletin's.
CREATE TABLE consents (
    id BYTEA PRIMARY KEY,
    mark BYTEA NOT NULL UNIQUE,
    epoch BIGINT NOT NULL REFERENCES epoch_keys (epoch),
    wrapped BYTEA NOT NULL,
    updated BIGINT NOT NULL,
    body BYTEA NOT NULL
);

-- Which of this desk's own rests on which record.
CREATE TABLE consent_rests (
    own BYTEA PRIMARY KEY,
    consent BYTEA NOT NULL
);
CREATE INDEX consent_rests_by_record ON consent_rests (consent, own);

-- Who quotes whom.
CREATE TABLE quotes (
    network BIGINT NOT NULL,
    origin BIGINT NOT NULL,
    name BYTEA NOT NULL,
    source_origin BIGINT NOT NULL,
    source_name BYTEA NOT NULL,
    PRIMARY KEY (name, origin, network, source_name, source_origin)
);
CREATE INDEX quotes_of_source ON quotes (source_name, source_origin, network);

-- The label under which something was handed over, and the road; null in rows of older programs.
ALTER TABLE disclosures ADD COLUMN label TEXT;
ALTER TABLE disclosures ADD COLUMN road TEXT;
