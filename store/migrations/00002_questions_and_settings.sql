-- What people asked in vain, and what they thought of answers, for the editor.

-- +goose Up
CREATE TABLE questions (
    id       BIGINT PRIMARY KEY,
    asked    BIGINT NOT NULL,
    chat     BIGINT NOT NULL,
    message  BIGINT NOT NULL, -- the one that answers, 0 where it is not known
    person   BIGINT NOT NULL,
    plan     TEXT NOT NULL,
    question TEXT NOT NULL,
    status   TEXT NOT NULL, -- of the answer
    answer   TEXT NOT NULL,
    rating   BIGINT NOT NULL, -- 1 good, -1 bad, 0 none
    UNIQUE (chat, message, person)
);
CREATE INDEX questions_asked ON questions (asked);
INSERT INTO counters (name, value) VALUES ('question', 0);

-- What else a chat wishes: language, default plan and the like, as JSON.
ALTER TABLE settings ADD COLUMN more TEXT NOT NULL DEFAULT '{}';
