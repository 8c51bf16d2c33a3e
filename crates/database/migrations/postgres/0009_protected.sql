-- Words that must not leave the desk. The words are nowhere: a mark is an HMAC of one form of a word under
-- a key of the vault; the label is the desk's own note, sealed.
CREATE TABLE protected_words (
    id BYTEA PRIMARY KEY,
    since BIGINT NOT NULL,
    longest BIGINT NOT NULL,
    label BYTEA NOT NULL
);
CREATE TABLE protected_marks (
    word BYTEA NOT NULL,
    mark BYTEA NOT NULL,
    PRIMARY KEY (word, mark)
);
