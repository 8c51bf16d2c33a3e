-- What was refused, of a closed list, and what was said of it first: neither hides the other.
ALTER TABLE refusals ADD COLUMN what TEXT NOT NULL DEFAULT 'entry';
ALTER TABLE refusals ADD COLUMN first_text TEXT;
