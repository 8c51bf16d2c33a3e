-- Words that must not leave the desk. The words are nowhere: a mark is an HMAC of one form of a word under
-- a key of the vault; the label is the desk's own note, sealed.
CREATE TABLE protected_words (
    id BLOB PRIMARY KEY,
    since INTEGER NOT NULL,
    longest INTEGER NOT NULL,
    label BLOB NOT NULL
);
CREATE TABLE protected_marks (
    word BLOB NOT NULL,
    mark BLOB NOT NULL,
    PRIMARY KEY (word, mark)
) WITHOUT ROWID;
