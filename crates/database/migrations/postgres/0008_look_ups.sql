-- Lists of others that are kept to be asked, apart from bulletins. `mark` is an HMAC of the name, `key` of a value.
CREATE TABLE look_ups (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mark BYTEA NOT NULL UNIQUE,
    body BYTEA NOT NULL
);
CREATE TABLE look_up_values (
    key BYTEA NOT NULL,
    list BIGINT NOT NULL,
    PRIMARY KEY (key, list)
);
CREATE INDEX look_up_values_by_list ON look_up_values (list);
