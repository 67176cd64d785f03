-- What the events up to a position leave, packed: looking back and opening a book begin at the nearest one instead of at
-- the first event. Deleting them changes nothing but time. One that another version of the program made, or whose bytes or place
-- in the log do not fit, is passed over.
CREATE TABLE snapshots(
  position  INTEGER PRIMARY KEY,                                -- the last event that it holds
  format    INTEGER NOT NULL,                                   -- of the packing and of the fold
  leaf_hash BLOB    NOT NULL CHECK(length(leaf_hash) = 32),     -- of that event: the log that it belongs to
  digest    BLOB    NOT NULL CHECK(length(digest) = 32),        -- SHA-256 of the state's bytes
  state     BLOB    NOT NULL
) STRICT;
