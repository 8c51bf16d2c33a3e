-- The newest moment that a collection ever gave: whatever is taken out, none is given twice.
CREATE TABLE collections (
    collection BLOB PRIMARY KEY,
    last INTEGER NOT NULL
);

-- When each object came into a collection that TAXII clients page through: a keyed hash of its id and
-- version, and, where the id cannot be guessed from a value, what is needed to say that it went. [R4]
CREATE TABLE collected (
    collection BLOB NOT NULL,
    added INTEGER NOT NULL,
    key BLOB NOT NULL,
    gone INTEGER NOT NULL,
    kept BLOB,
    PRIMARY KEY (collection, added)
) WITHOUT ROWID;
CREATE UNIQUE INDEX collected_by_key ON collected (key, collection);
