-- +goose Up
-- done: 0 taken, 1 done, 2 begun, 3 cut off: begun by a process that died.
-- handed: the owner does not know of it yet.
ALTER TABLE updates ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE updates ADD COLUMN handed BIGINT NOT NULL DEFAULT 0;
DROP INDEX updates_unfinished;
DROP INDEX updates_made;
CREATE INDEX updates_open ON updates (chat) WHERE done IN (0, 2);
CREATE INDEX updates_handed ON updates (owner) WHERE handed = 1;
CREATE INDEX updates_made ON updates (made) WHERE done IN (1, 3);

-- The processes that handle updates, and when each was last heard of.
CREATE TABLE handlers (
    owner TEXT PRIMARY KEY,
    seen  BIGINT NOT NULL
);

INSERT INTO counters (name, value) VALUES ('inbox', 0);
