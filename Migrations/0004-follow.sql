-- What this book is a verified copy of; no row in a book of its own. A follower takes its events from there alone, so that
-- it cannot come to tell another history.
CREATE TABLE followed_log(
  one      INTEGER PRIMARY KEY CHECK(one = 1),
  address  TEXT    NOT NULL CHECK(length(address) > 0),                       -- where it was first found, for people
  vkey     TEXT    CHECK(length(vkey) > 0),                                   -- whose checkpoints it must have, as of C2SP signed-note
  since    INTEGER NOT NULL                                                   -- microseconds since 1970, UTC
) STRICT;
