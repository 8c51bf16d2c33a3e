-- Lists of others that are kept to be asked, apart from bulletins. `mark` is an HMAC of the name, `key` of a value.
CREATE TABLE look_ups (
    id INTEGER PRIMARY KEY,
    mark BLOB NOT NULL UNIQUE,
    body BLOB NOT NULL
);
CREATE TABLE look_up_values (
    key BLOB NOT NULL,
    list INTEGER NOT NULL,
    PRIMARY KEY (key, list)
) WITHOUT ROWID;
CREATE INDEX look_up_values_by_list ON look_up_values (list);
