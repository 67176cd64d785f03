-- The Merkle tree (RFC 6962) over the leaf hashes of all events, in tiles of 256 hashes as of C2SP tlog-tiles, and the
-- checkpoints that were signed. Tiles are written in the transaction that appends their last event; what is not full yet
-- is the right edge: of level 0 the leaf_hash of the last events, of the levels above a row of merkle_edge_tiles.
--
-- Hash i of tile n at level l is the root of the subtree over the events (n * 256 + i) * 256^l + 1 to
-- (n * 256 + i + 1) * 256^l.

-- Full tiles. The key puts level 0 last: nearly all new rows come to the end of the table, where a row costs its own pages.
CREATE TABLE merkle_tiles(
  tile_id INTEGER PRIMARY KEY CHECK(tile_id >= 0 AND tile_id < 8 << 48),      -- (7 - level) * 2^48 + tile
  level   INTEGER GENERATED ALWAYS AS (7 - (tile_id >> 48)) VIRTUAL,          -- 0 holds the leaves
  tile    INTEGER GENERATED ALWAYS AS (tile_id & 281474976710655) VIRTUAL,    -- place in its level, from 0
  hashes  BLOB NOT NULL CHECK(length(hashes) = 8192)                          -- 256 hashes of 32 bytes
) STRICT;

CREATE TRIGGER merkle_tiles_no_update BEFORE UPDATE ON merkle_tiles
BEGIN SELECT RAISE(ABORT, 'merkle_tiles is append-only'); END;

CREATE TRIGGER merkle_tiles_no_delete BEFORE DELETE ON merkle_tiles
BEGIN SELECT RAISE(ABORT, 'merkle_tiles is append-only'); END;

-- Also stands before INSERT OR REPLACE, which deletes without firing a DELETE trigger unless recursive_triggers is on.
CREATE TRIGGER merkle_tiles_next BEFORE INSERT ON merkle_tiles
WHEN NEW.tile_id IS NOT (
  SELECT coalesce(max(tile_id) + 1, (NEW.tile_id >> 48) << 48) FROM merkle_tiles
  WHERE tile_id BETWEEN (NEW.tile_id >> 48) << 48 AND (NEW.tile_id >> 48) << 48 | 281474976710655)
BEGIN SELECT RAISE(ABORT, 'the tile is not the next one of its level'); END;

-- The last tile of each level above 0, while it is not full: what the tiles below it have come to. There is a row of
-- level l from the 256^l-th event on; it holds no hash where the tiles of its level are full. Part of the right edge, and
-- as merkle_edge brought up to date in the append transaction.
CREATE TABLE merkle_edge_tiles(
  level  INTEGER PRIMARY KEY CHECK(level >= 1),
  hashes BLOB NOT NULL CHECK(length(hashes) % 32 = 0 AND length(hashes) < 8192)
) STRICT;

-- Signed statements that the tree of this size had this root: the whole note of C2SP tlog-checkpoint, one a size.
CREATE TABLE checkpoints(
  size        INTEGER PRIMARY KEY CHECK(size >= 0),                           -- how many events it covers
  origin      TEXT    NOT NULL CHECK(length(origin) > 0),                     -- the log's name, its first line
  root        BLOB    NOT NULL CHECK(length(root) = 32),
  note        TEXT    NOT NULL,                                               -- text and signatures, as signed
  recorded_at INTEGER NOT NULL                                                -- microseconds since 1970, UTC
) STRICT;

CREATE TRIGGER checkpoints_no_update BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints is append-only'); END;

CREATE TRIGGER checkpoints_no_delete BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints is append-only'); END;

CREATE TRIGGER checkpoints_no_replace BEFORE INSERT ON checkpoints
BEGIN
  SELECT CASE
    WHEN EXISTS(SELECT 1 FROM checkpoints WHERE size = NEW.size) THEN RAISE(ABORT, 'duplicate checkpoint')
    WHEN NEW.size > (SELECT size FROM merkle_edge) THEN RAISE(ABORT, 'the checkpoint is of more events than there are')
  END;
END;

-- What witnesses added to a checkpoint: signature lines as they stand below the note (C2SP tlog-cosignature).
CREATE TABLE checkpoint_cosignatures(
  size        INTEGER NOT NULL REFERENCES checkpoints,
  signer      TEXT    NOT NULL CHECK(length(signer) > 0),                     -- the name of the witness's key
  line        TEXT    NOT NULL CHECK(length(line) > 0),
  recorded_at INTEGER NOT NULL,                                               -- microseconds since 1970, UTC
  PRIMARY KEY(size, signer, line)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER checkpoint_cosignatures_no_update BEFORE UPDATE ON checkpoint_cosignatures
BEGIN SELECT RAISE(ABORT, 'checkpoint_cosignatures is append-only'); END;

CREATE TRIGGER checkpoint_cosignatures_no_delete BEFORE DELETE ON checkpoint_cosignatures
BEGIN SELECT RAISE(ABORT, 'checkpoint_cosignatures is append-only'); END;

CREATE TRIGGER checkpoint_cosignatures_no_replace BEFORE INSERT ON checkpoint_cosignatures
WHEN EXISTS(
  SELECT 1 FROM checkpoint_cosignatures WHERE size = NEW.size AND signer = NEW.signer AND line = NEW.line)
BEGIN SELECT RAISE(ABORT, 'duplicate cosignature'); END;
