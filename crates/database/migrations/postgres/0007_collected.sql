-- The newest moment that a collection ever gave: whatever is taken out, none is given twice.
CREATE TABLE collections (
    collection BYTEA PRIMARY KEY,
    last BIGINT NOT NULL
);

-- When each object came into a collection that TAXII clients page through: a keyed hash of its id and
-- version, and, where the id cannot be guessed from a value, what is needed to say that it went. [R4]
CREATE TABLE collected (
    collection BYTEA NOT NULL,
    added BIGINT NOT NULL,
    key BYTEA NOT NULL,
    gone BIGINT NOT NULL,
    kept BYTEA,
    PRIMARY KEY (collection, added)
);
CREATE UNIQUE INDEX collected_by_key ON collected (key, collection);
