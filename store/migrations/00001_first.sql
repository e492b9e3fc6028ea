-- One text for SQLite and PostgreSQL: BIGINT and BYTEA mean to SQLite what they
-- say, times are Unix microseconds, truth is 0 or 1, JSON is text, and numbers
-- are handed out by the counters, so that no column has a sequence.

-- +goose Up
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('corpus', 0), ('subscriptions', 0), ('subscription', 0), ('alert', 0);

CREATE TABLE plans (
    plan    TEXT PRIMARY KEY,
    active  BIGINT NOT NULL, -- the number of the version in service, 0 for none
    remover TEXT NOT NULL,
    removed BIGINT NOT NULL
);

CREATE TABLE versions (
    plan       TEXT NOT NULL REFERENCES plans (plan),
    number     BIGINT NOT NULL,
    hash       TEXT NOT NULL,
    title      TEXT NOT NULL,
    year       BIGINT NOT NULL,
    file       TEXT NOT NULL,
    author     TEXT NOT NULL,
    made       BIGINT NOT NULL,
    size       BIGINT NOT NULL,
    was        TEXT NOT NULL,
    was_number BIGINT NOT NULL,
    format     BIGINT NOT NULL, -- of parsed, 0 where data must be parsed anew
    changes    TEXT NOT NULL,
    parsed     BYTEA NOT NULL,
    data       BYTEA NOT NULL,
    PRIMARY KEY (plan, number)
);

CREATE TABLE item_keys (
    plan     TEXT NOT NULL,
    number   BIGINT NOT NULL,
    anchor   TEXT NOT NULL,
    item_key TEXT NOT NULL,
    PRIMARY KEY (plan, number, anchor),
    UNIQUE (plan, number, item_key),
    FOREIGN KEY (plan, number) REFERENCES versions (plan, number)
);
CREATE INDEX item_keys_key ON item_keys (item_key);

CREATE TABLE settings (
    chat        BIGINT PRIMARY KEY,
    zone        TEXT NOT NULL,
    digest_hour BIGINT NOT NULL,
    quiet_from  BIGINT NOT NULL,
    quiet_to    BIGINT NOT NULL
);

CREATE TABLE subscriptions (
    id       BIGINT PRIMARY KEY,
    chat     BIGINT NOT NULL,
    topic    BIGINT NOT NULL,
    sameness TEXT NOT NULL, -- two of one place with one sameness are one
    scope    TEXT NOT NULL,
    filter   TEXT NOT NULL,
    digest   BIGINT NOT NULL,
    author   BIGINT NOT NULL,
    made     BIGINT NOT NULL,
    off      TEXT NOT NULL,
    UNIQUE (chat, topic, sameness)
);

CREATE TABLE alerts (
    seq       BIGINT PRIMARY KEY, -- the order in which they are older and newer
    id        TEXT NOT NULL UNIQUE,
    chat      BIGINT NOT NULL,
    topic     BIGINT NOT NULL,
    digest    BIGINT NOT NULL,
    due       BIGINT NOT NULL,
    created   BIGINT NOT NULL,
    parts     TEXT NOT NULL,
    state     TEXT NOT NULL,
    attempts  BIGINT NOT NULL,
    ambiguous BIGINT NOT NULL,
    error     TEXT NOT NULL,
    message   BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    engaged   BIGINT NOT NULL, -- an attempt is under way or is to be repeated: newer ones of the chat wait
    owner     TEXT NOT NULL,
    started   BIGINT NOT NULL, -- when the lease began
    lease     BIGINT NOT NULL  -- until when, 0 for none
);
CREATE INDEX alerts_pending ON alerts (chat, seq, due) WHERE state = 'pending';
CREATE INDEX alerts_idle ON alerts (chat, due, seq) WHERE state = 'pending' AND engaged = 0;
CREATE INDEX alerts_engaged ON alerts (chat, seq) WHERE state = 'pending' AND engaged = 1;
CREATE INDEX alerts_leased ON alerts (lease) WHERE lease > 0;
CREATE INDEX alerts_state ON alerts (state, seq);

-- One row a chat, and one with chat 0 for the bot. ready and head are worked out
-- from the chat's alerts whenever one of them changes, so that a claim reads
-- chats, of which there are few, and not alerts.
CREATE TABLE queues (
    chat  BIGINT PRIMARY KEY,
    next  BIGINT NOT NULL, -- no send before
    ready BIGINT NOT NULL, -- when the chat's next alert may be claimed; the largest number for never
    head  BIGINT NOT NULL  -- that alert's seq
);
CREATE INDEX queues_ready ON queues (ready);
CREATE INDEX queues_head ON queues (head, ready, chat);
INSERT INTO queues (chat, next, ready, head) VALUES (0, 0, 9223372036854775807, 0);

CREATE TABLE updates (
    id   BIGINT PRIMARY KEY,
    chat BIGINT NOT NULL,
    body BYTEA NOT NULL,
    made BIGINT NOT NULL,
    done BIGINT NOT NULL
);
CREATE INDEX updates_unfinished ON updates (id) WHERE done = 0;
CREATE INDEX updates_made ON updates (made) WHERE done = 1;

CREATE TABLE conversations (
    chat    BIGINT NOT NULL,
    name    TEXT NOT NULL,
    value   BYTEA NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (chat, name)
);
CREATE INDEX conversations_expires ON conversations (expires);
