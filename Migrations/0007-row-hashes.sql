-- Hashes of what no leaf of the tree covers: rows that stand beside the events, and the place of the tables in the log. They
-- tell of a byte that changed by itself, and of whoever changes a row without making its hash again. Against those who do
-- make it again there are the signatures of checkpoints and cosignatures, and the events themselves.
--
-- The row_hash of the rows that were there is filled in by the program that applies this file.

ALTER TABLE checkpoints ADD COLUMN row_hash BLOB CHECK(length(row_hash) = 32);             -- SHA-256 of the columns before it

ALTER TABLE checkpoint_cosignatures ADD COLUMN row_hash BLOB CHECK(length(row_hash) = 32); -- SHA-256 of the columns before it

-- What this book is a verified copy of: now one row always, whose address is null in a book of its own, so that neither
-- putting a row in nor taking one out makes the one look like the other.
ALTER TABLE followed_log RENAME TO followed_before;

CREATE TABLE followed_log(
  one      INTEGER PRIMARY KEY CHECK(one = 1),
  address  TEXT    CHECK(length(address) > 0),                                -- where it was first found, for people
  vkey     TEXT    CHECK(length(vkey) > 0),                                   -- whose checkpoints it must have, as of C2SP signed-note
  since    INTEGER CHECK((since IS NULL) = (address IS NULL)),                -- microseconds since 1970, UTC
  row_hash BLOB    CHECK(length(row_hash) = 32)                               -- SHA-256 of the columns before it
) STRICT;

INSERT INTO followed_log(one, address, vkey, since) SELECT one, address, vkey, since FROM followed_before;

INSERT OR IGNORE INTO followed_log(one) VALUES(1);

DROP TABLE followed_before;

CREATE TRIGGER followed_log_no_delete BEFORE DELETE ON followed_log
BEGIN SELECT RAISE(ABORT, 'followed_log has one row always'); END;

-- Of `projections`: code_hash is of the code and the tables' form, and tables of another are made again. state_hash is of
-- all tables' rows; it is there where they were hashed since they last changed, which a rebuild and a checkpoint do, as
-- it costs reading them all.
ALTER TABLE projections ADD COLUMN leaf_hash BLOB CHECK(length(leaf_hash) = 32);           -- of the event at the position: the log that they are of
