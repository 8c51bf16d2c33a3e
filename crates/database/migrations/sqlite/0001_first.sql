-- Rows of networks, desks, streams, bulletins and statements are never deleted: what refers to them
-- needs no foreign key. Long names stand here once.
CREATE TABLE networks (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE
);

CREATE TABLE desks (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- A stream, and its head once there is one (root is not null).
CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    name TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    size INTEGER NOT NULL DEFAULT 0,
    proven INTEGER NOT NULL DEFAULT 0,
    root BLOB,
    frontier BLOB,
    checkpoint TEXT,
    UNIQUE (network, origin, name, epoch)
);

-- What has an identity (origin, id): bulletins and publications (label is not null), and every
-- other statement. `digest`, `revision`, `brief` and so on are those of the newest revision.
CREATE TABLE bulletins (
    id INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    name BLOB NOT NULL,
    kind TEXT NOT NULL,
    revision INTEGER NOT NULL,
    digest BLOB NOT NULL,
    label TEXT,
    state TEXT NOT NULL,
    stance TEXT NOT NULL,
    received INTEGER NOT NULL,
    retain_until INTEGER,
    brief BLOB,
    UNIQUE (name, origin, network)
);
CREATE INDEX bulletins_by_arrival ON bulletins (network, received, id) WHERE label IS NOT NULL;
CREATE INDEX bulletins_by_end ON bulletins (retain_until) WHERE retain_until IS NOT NULL;

-- Small and apart: whoever destroys a row destroys the content. [R25] The foreign key keeps a content
-- key from being wrapped under an epoch key that is destroyed at that moment.
CREATE TABLE epoch_keys (
    epoch INTEGER PRIMARY KEY,
    wrapped BLOB NOT NULL
);

CREATE TABLE content_keys (
    bulletin INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL REFERENCES epoch_keys (epoch),
    wrapped BLOB NOT NULL
);

CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    bulletin INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    issued INTEGER NOT NULL,
    received INTEGER NOT NULL,
    sender INTEGER,
    purged_by BLOB,
    envelope BLOB
);
CREATE INDEX statements_of_bulletin ON statements (bulletin, revision);

-- HMACs of normalised values; rows die with the bulletin. [R25]
CREATE TABLE values_index (
    key BLOB NOT NULL,
    bulletin INTEGER NOT NULL,
    PRIMARY KEY (key, bulletin)
) WITHOUT ROWID;
CREATE INDEX values_of_bulletin ON values_index (bulletin);

-- What stands at each position. `stored` is 0 where only the digest was known.
CREATE TABLE entries (
    stream INTEGER NOT NULL,
    position INTEGER NOT NULL,
    digest BLOB NOT NULL,
    stored INTEGER NOT NULL,
    retraction BLOB,
    PRIMARY KEY (stream, position)
) WITHOUT ROWID;
CREATE INDEX entries_by_digest_only ON entries (digest) WHERE stored = 0;

CREATE TABLE disclosures (
    statement INTEGER NOT NULL,
    desk INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (statement, desk)
) WITHOUT ROWID;
CREATE INDEX disclosures_to_desk ON disclosures (desk, at);

CREATE TABLE awaited (
    retraction BLOB NOT NULL,
    desk INTEGER NOT NULL,
    network INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    name BLOB NOT NULL,
    answer TEXT NOT NULL,
    asked INTEGER NOT NULL,
    answered INTEGER,
    PRIMARY KEY (retraction, desk)
) WITHOUT ROWID;
CREATE INDEX awaited_of_bulletin ON awaited (name, origin, network);

CREATE TABLE sightings (
    network INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    name BLOB NOT NULL,
    desk INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    named INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (name, origin, network, desk)
) WITHOUT ROWID;

CREATE TABLE peers (
    network INTEGER NOT NULL,
    desk INTEGER NOT NULL,
    seen BLOB,
    roster INTEGER NOT NULL,
    contact INTEGER,
    failures INTEGER NOT NULL,
    retry_at INTEGER,
    error TEXT,
    PRIMARY KEY (network, desk)
) WITHOUT ROWID;

CREATE TABLE rosters (
    network INTEGER NOT NULL,
    version INTEGER NOT NULL,
    digest BLOB NOT NULL,
    envelope BLOB NOT NULL,
    PRIMARY KEY (network, version)
);

CREATE TABLE proofs (
    id INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    kind TEXT NOT NULL,
    hash BLOB NOT NULL,
    proof BLOB NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (network, kind, hash)
);

CREATE TABLE heartbeats (
    network INTEGER NOT NULL,
    key BLOB NOT NULL,
    issued INTEGER NOT NULL,
    envelope BLOB NOT NULL,
    PRIMARY KEY (network, key)
);

CREATE TABLE drafts (
    name BLOB PRIMARY KEY,
    author TEXT NOT NULL,
    state TEXT NOT NULL,
    reviewer TEXT,
    updated INTEGER NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
);

CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    rights TEXT NOT NULL,
    password TEXT NOT NULL,
    created INTEGER NOT NULL,
    disabled INTEGER NOT NULL
);

CREATE TABLE tokens (
    hash BLOB PRIMARY KEY,
    account TEXT NOT NULL,
    purpose TEXT NOT NULL,
    rights TEXT NOT NULL,
    expires INTEGER
);
CREATE INDEX tokens_of_account ON tokens (account);

-- A chain: see README.md. The end stands in a row of its own, which writers lock.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    act TEXT NOT NULL,
    object TEXT NOT NULL,
    result TEXT NOT NULL,
    hash BLOB NOT NULL
);

CREATE TABLE audit_end (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL
);
INSERT INTO audit_end (id, number, hash) VALUES (1, 0, zeroblob(32));

CREATE TABLE refusals (
    id INTEGER PRIMARY KEY,
    network INTEGER NOT NULL,
    direction TEXT NOT NULL,
    peer INTEGER,
    origin INTEGER,
    stream TEXT,
    code TEXT NOT NULL,
    text TEXT NOT NULL,
    of_bytes BLOB,
    at INTEGER NOT NULL,
    count INTEGER NOT NULL
);
CREATE INDEX refusals_by_time ON refusals (network, at);

CREATE TABLE due (
    network INTEGER NOT NULL,
    kind TEXT NOT NULL,
    origin INTEGER NOT NULL,
    name BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (name, origin, network, kind)
) WITHOUT ROWID;
CREATE INDEX due_by_time ON due (at);
