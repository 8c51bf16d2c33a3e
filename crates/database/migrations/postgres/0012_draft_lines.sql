-- Drafts are listed, counted and found by their values without one of them being opened. `key` is an HMAC of a value
-- and of how far its draft would go, apart from the keys of bulletins.
CREATE INDEX drafts_by_state ON drafts (state, updated, name);
CREATE TABLE draft_values (
    key BYTEA NOT NULL,
    draft BYTEA NOT NULL,
    PRIMARY KEY (key, draft)
);
CREATE INDEX draft_values_by_draft ON draft_values (draft);
