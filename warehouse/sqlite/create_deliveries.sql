-- The tables of var/alerts.sqlite. Times are ISO 8601 in UTC with microseconds, so that they sort as text.
CREATE TABLE events (  -- changes of incidents, each once
    key TEXT PRIMARY KEY,
    incident_id TEXT NOT NULL,
    at TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    event TEXT NOT NULL  -- JSON
);
CREATE TABLE deliveries (  -- an event for a destination; it waits until its message is sent
    key TEXT NOT NULL,
    destination TEXT NOT NULL,
    incident_id TEXT NOT NULL,
    alert_id TEXT,  -- the message that it is in; NULL while it is in none
    PRIMARY KEY (key, destination)
) WITHOUT ROWID;
CREATE INDEX deliveries_by_message ON deliveries (alert_id);
CREATE INDEX deliveries_by_destination ON deliveries (destination, incident_id);
CREATE TABLE alerts (  -- messages, as they are or were sent
    alert_id TEXT PRIMARY KEY,
    destination TEXT NOT NULL,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    inbox TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    incident_ids TEXT NOT NULL,  -- JSON
    state TEXT NOT NULL,  -- waiting, sending, unclear, sent, merged
    created_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_attempt TEXT,
    next_attempt TEXT,
    sent_at TEXT,
    last_error TEXT
);
CREATE INDEX alerts_by_destination ON alerts (destination, state);
CREATE TABLE destinations (  -- how a destination fares; it rests until hold_until
    name TEXT PRIMARY KEY,
    failures INTEGER NOT NULL DEFAULT 0,  -- one after the other
    failing_since TEXT,
    hold_until TEXT,
    last_error TEXT,
    last_sent TEXT
);
CREATE TABLE troubles (  -- incidents that no run can write
    incident_id TEXT PRIMARY KEY,
    rule TEXT NOT NULL,
    inbox TEXT NOT NULL,
    scope TEXT NOT NULL,
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    runs INTEGER NOT NULL DEFAULT 1,
    told_at TEXT NOT NULL,
    reminders INTEGER NOT NULL DEFAULT 0,
    resolved_at TEXT
);
CREATE TABLE acknowledgements (
    incident_id TEXT PRIMARY KEY,
    until TEXT,  -- NULL for ever
    acknowledged_at TEXT NOT NULL
);
PRAGMA user_version = 1;
