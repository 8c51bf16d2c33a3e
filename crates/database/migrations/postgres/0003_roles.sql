-- What a value does, as a MAC over the row and the role; null in rows of older programs, and where the
-- key is only a part of a value: there the bulletin itself tells.
ALTER TABLE values_index ADD COLUMN mark BYTEA;
