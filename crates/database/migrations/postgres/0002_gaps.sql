-- Places that are known by digest only are asked for again, but for those refused for good.
ALTER TABLE entries ADD COLUMN refused BIGINT NOT NULL DEFAULT 0;
CREATE INDEX entries_wanted ON entries (stream, position)
    WHERE stored = 0 AND refused = 0 AND retraction IS NULL;
