-- What a value does, as a MAC over the row and the role; null in rows of older programs, and where the
-- key is only a part of a value: there the bulletin itself tells.
ALTER TABLE values_index ADD COLUMN mark BLOB;

-- Grows with every commit that adds keys to the index: a filter in memory knows by it what it missed.
CREATE TABLE index_generation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL
);
INSERT INTO index_generation (id, number) VALUES (1, 0);
