-- The event log: append-only, gapless, and provable. Everything else in a book is a projection of it.
--
-- A book is told from other SQLite databases by its application_id, "FBKL" (0x46424b4c); its user_version counts the
-- migrations that were applied. The program that applies these files sets both.

-- Who wrote: the CloudEvents source, once.
CREATE TABLE sources(
  source_id INTEGER PRIMARY KEY,
  source    TEXT NOT NULL UNIQUE CHECK(length(source) BETWEEN 1 AND 1024)
) STRICT;

-- What it is about: the CloudEvents subject, once. An integer key keeps the index of versions small.
CREATE TABLE streams(
  stream_id INTEGER PRIMARY KEY,
  stream    TEXT NOT NULL UNIQUE CHECK(length(stream) BETWEEN 1 AND 200)
) STRICT;

CREATE TABLE events(
  position       INTEGER PRIMARY KEY,                                         -- place in the log: 1, 2, 3 … without a gap
  source_id      INTEGER NOT NULL REFERENCES sources,
  event_id       BLOB    NOT NULL CHECK(length(event_id) BETWEEN 2 AND 256),  -- 0x00 + the 16 bytes of a canonical UUID, or 0x01 + UTF-8
  stream_id      INTEGER NOT NULL REFERENCES streams,
  version        INTEGER NOT NULL CHECK(version >= 1),                        -- place in the stream: 1, 2, 3 … without a gap
  type           TEXT    NOT NULL,
  schema_version INTEGER NOT NULL CHECK(schema_version >= 1),                 -- of the payload, for upcasting
  occurred_at    INTEGER NOT NULL,                                            -- in the world: microseconds since 1970, UTC
  recorded_at    INTEGER NOT NULL,                                            -- in the log: the same unit, never decreasing
  actor          TEXT    NOT NULL,
  correlation_id BLOB    CHECK(correlation_id IS NULL OR length(correlation_id) BETWEEN 2 AND 256),
  causation_id   BLOB    CHECK(causation_id IS NULL OR length(causation_id) BETWEEN 2 AND 256),
  key_id         INTEGER,                                                     -- of the data key of encrypted members, else NULL
  payload        TEXT    NOT NULL,                                            -- JSON as received; the writer checks it
  leaf_hash      BLOB    NOT NULL CHECK(length(leaf_hash) = 32),              -- SHA-256(0x00 || the columns before it)
  UNIQUE(stream_id, version),
  UNIQUE(source_id, event_id)
) STRICT;

-- Guard rails. Whoever can write the file can drop them: the proof is the Merkle tree, these only stop accidents.
-- INSERT OR REPLACE deletes without firing a DELETE trigger unless recursive_triggers is on, hence the guards before it.

CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;

CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events is append-only'); END;

-- One trigger for all that an insert must hold, as each costs every event its start.
CREATE TRIGGER events_next BEFORE INSERT ON events
BEGIN
  SELECT CASE
    WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)
      THEN RAISE(ABORT, 'position is not the next one')
    WHEN NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM events WHERE stream_id = NEW.stream_id)
      THEN RAISE(ABORT, 'version is not the next one of its stream')
    WHEN EXISTS(SELECT 1 FROM events WHERE source_id = NEW.source_id AND event_id = NEW.event_id)
      THEN RAISE(ABORT, 'duplicate (source, id)')
  END;
END;

CREATE TRIGGER sources_no_update BEFORE UPDATE ON sources
BEGIN SELECT RAISE(ABORT, 'sources is append-only'); END;

CREATE TRIGGER sources_no_delete BEFORE DELETE ON sources
BEGIN SELECT RAISE(ABORT, 'sources is append-only'); END;

CREATE TRIGGER sources_no_replace BEFORE INSERT ON sources
WHEN EXISTS(SELECT 1 FROM sources WHERE source_id = NEW.source_id OR source = NEW.source)
BEGIN SELECT RAISE(ABORT, 'duplicate source'); END;

CREATE TRIGGER streams_no_update BEFORE UPDATE ON streams
BEGIN SELECT RAISE(ABORT, 'streams is append-only'); END;

CREATE TRIGGER streams_no_delete BEFORE DELETE ON streams
BEGIN SELECT RAISE(ABORT, 'streams is append-only'); END;

CREATE TRIGGER streams_no_replace BEFORE INSERT ON streams
WHEN EXISTS(SELECT 1 FROM streams WHERE stream_id = NEW.stream_id OR stream = NEW.stream)
BEGIN SELECT RAISE(ABORT, 'duplicate stream'); END;

-- The right edge of the Merkle tree (RFC 6962) over all leaf hashes, brought up to date in every append transaction:
-- what tells a log from the same log less its last events.
CREATE TABLE merkle_edge(
  one      INTEGER PRIMARY KEY CHECK(one = 1),
  size     INTEGER NOT NULL CHECK(size >= 0),                                 -- how many events
  root     BLOB    NOT NULL CHECK(length(root) = 32),
  frontier BLOB    NOT NULL CHECK(length(frontier) % 32 = 0)                  -- roots of the full subtrees, left to right
) STRICT;

-- Nothing was appended yet: the root of the empty tree is SHA-256 of nothing.
INSERT INTO merkle_edge(one, size, root, frontier)
VALUES(1, 0, x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', x'');

-- How far each projection has read, and which code made it.
CREATE TABLE projections(
  name       TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  state      TEXT    NOT NULL CHECK(state IN ('building', 'live', 'retired')),
  position   INTEGER NOT NULL,
  code_hash  BLOB    NOT NULL,
  state_hash BLOB,
  PRIMARY KEY(name, version)
) STRICT, WITHOUT ROWID;

-- Every attribute of every event as text, for people and their own queries.
CREATE VIEW log(
  position, id, source, stream, version, type, time, recordedtime, actor, correlationid, causationid, dataschema, payload
) AS
SELECT
  position,
  CASE substr(event_id, 1, 1) WHEN x'01' THEN CAST(substr(event_id, 2) AS TEXT) ELSE lower(
    hex(substr(event_id, 2, 4)) || '-' || hex(substr(event_id, 6, 2)) || '-' || hex(substr(event_id, 8, 2)) || '-' ||
    hex(substr(event_id, 10, 2)) || '-' || hex(substr(event_id, 12, 6))) END,
  source,
  stream,
  version,
  type,
  strftime('%Y-%m-%dT%H:%M:%S', (occurred_at - (occurred_at % 1000000 + 1000000) % 1000000) / 1000000, 'unixepoch')
    || printf('.%06dZ', (occurred_at % 1000000 + 1000000) % 1000000),
  strftime('%Y-%m-%dT%H:%M:%S', (recorded_at - (recorded_at % 1000000 + 1000000) % 1000000) / 1000000, 'unixepoch')
    || printf('.%06dZ', (recorded_at % 1000000 + 1000000) % 1000000),
  actor,
  CASE substr(correlation_id, 1, 1) WHEN x'01' THEN CAST(substr(correlation_id, 2) AS TEXT) WHEN x'00' THEN lower(
    hex(substr(correlation_id, 2, 4)) || '-' || hex(substr(correlation_id, 6, 2)) || '-' ||
    hex(substr(correlation_id, 8, 2)) || '-' || hex(substr(correlation_id, 10, 2)) || '-' ||
    hex(substr(correlation_id, 12, 6))) END,
  CASE substr(causation_id, 1, 1) WHEN x'01' THEN CAST(substr(causation_id, 2) AS TEXT) WHEN x'00' THEN lower(
    hex(substr(causation_id, 2, 4)) || '-' || hex(substr(causation_id, 6, 2)) || '-' ||
    hex(substr(causation_id, 8, 2)) || '-' || hex(substr(causation_id, 10, 2)) || '-' ||
    hex(substr(causation_id, 12, 6))) END,
  'urn:faultbook:schema:' || type || ':' || schema_version,
  payload
FROM events JOIN sources USING (source_id) JOIN streams USING (stream_id)
ORDER BY position;

-- Everything but samples, which no projection reads one by one: folding a book costs nothing for its samples.
CREATE INDEX events_facts ON events(position) WHERE type <> 'faultbook.metric.sampled';
