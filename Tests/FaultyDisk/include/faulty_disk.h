#pragma once
#include <stdint.h>

/// A disk that fails where it is told to: a VFS of SQLite over the real one, for tests.
///
/// Operations of one kind are counted from the moment it is armed, and the n-th fails. One process, one thread of work at
/// a time, small files: everything not yet synced is kept in memory, so that a loss of power can be played.

/// What fails.
enum faulty_kind {
  /// Nothing.
  FAULTY_NOTHING = 0,
  /// A write writes half and says that the disk is full.
  FAULTY_FULL = 1,
  /// A write writes half and says that it failed.
  FAULTY_WRITE = 2,
  /// A sync says that it failed, and what was not on the disk is lost, as Linux does it.
  FAULTY_SYNC = 3,
  /// A read fails.
  FAULTY_READ = 4,
  /// A truncation fails.
  FAULTY_TRUNCATE = 5,
  /// A file cannot be opened.
  FAULTY_OPEN = 6,
  /// A lock cannot be taken.
  FAULTY_LOCK = 7,
  /// The power fails at a write, sync or truncation: nothing gets through from there on.
  FAULTY_POWER = 8,
};

/// Makes the disk SQLite's default; 0 when done. Call it before the first connection.
int faulty_install(void);

/// From now on the n-th operation of a kind fails, and where `sticky` is not 0 every one after it too.
void faulty_arm(enum faulty_kind kind, int64_t n, int sticky);

/// Whether a sync only pretends, as a disk does that should not be bought.
void faulty_pretend(int pretends);

/// Nothing fails any more.
void faulty_disarm(void);

/// Whether the armed fault came about.
int faulty_fired(void);

/// After a power failure, when all connections are closed: of what was not synced, an arbitrary part by the seed reaches
/// the files, whole or torn at a sector; none of it where the seed is 0, all where it is 1.
void faulty_restart(uint64_t seed);
