-- What was worked out of the runs and incidents of a book, one after the other, packed: the fits of the groups' priors, what each
-- taught and had been expected to teach, and scores on the way. Each row is found by a hash of all that it follows from, so that none is
-- ever out of date; deleting them changes nothing but time. One whose hash does not fit is passed over.
CREATE TABLE kept(
  key      BLOB    NOT NULL CHECK(length(key) = 32),                          -- SHA-256 of the program's version, the system, the policy and what taught up to there
  part     TEXT    NOT NULL,                                                  -- which of the things that follow from it
  position INTEGER NOT NULL,                                                  -- of the last that taught
  value    BLOB    NOT NULL,
  row_hash BLOB    NOT NULL CHECK(length(row_hash) = 32),                     -- SHA-256 of the columns before it
  PRIMARY KEY(key, part)) STRICT;
